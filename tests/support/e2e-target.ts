import type { TestProject } from "vitest/node";
import { withConnection } from "../../local/postgres/connection.ts";
import { EmbeddedStack } from "./embedded-stack.ts";

/** The stack under test, whichever it is. */
export interface Target {
  url: string;
  publishableKey: string;
  secretKey: string;
  databaseUrl: string;
  /** The data folder of an embedded stack, where its signing key is; null for any other target. */
  dataFolder: string | null;
  s3: { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string; bucket: string } | null;
}

declare module "vitest" {
  export interface ProvidedContext {
    target: Target;
  }
}

function targetFromEnvironment(): Target | undefined {
  const { SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY, SUPABASE_SECRET_KEY, DATABASE_URL } = process.env;
  if (!SUPABASE_URL) return undefined;
  if (!SUPABASE_PUBLISHABLE_KEY || !SUPABASE_SECRET_KEY || !DATABASE_URL) {
    throw new Error("With SUPABASE_URL, set SUPABASE_PUBLISHABLE_KEY, SUPABASE_SECRET_KEY and DATABASE_URL too.");
  }
  return {
    url: SUPABASE_URL,
    publishableKey: SUPABASE_PUBLISHABLE_KEY,
    secretKey: SUPABASE_SECRET_KEY,
    databaseUrl: DATABASE_URL,
    dataFolder: null,
    s3: null,
  };
}

/** Takes the target from the environment, or starts an embedded stack on free ports and stops it afterwards. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const external = targetFromEnvironment();
  if (external) {
    project.provide("target", external);
    return undefined;
  }
  const stack = await EmbeddedStack.make();
  try {
    await stack.start();
  } catch (error) {
    await stack.discard();
    throw error;
  }
  const values = stack.values;
  const { API_URL, PUBLISHABLE_KEY, SECRET_KEY, DB_URL } = values;
  // Every test comes from one address, so the limits by address are lifted; the test of one brings its own address.
  await withConnection(DB_URL, async (sql) => {
    await sql`update private.rate_limits set capacity = 1e6 where name like '%by_ip'`;
    await sql`update private.lockout_rules set free_attempts = 1e6 where name = 'shared_network'`;
  });
  project.provide("target", {
    url: API_URL,
    publishableKey: PUBLISHABLE_KEY,
    secretKey: SECRET_KEY,
    databaseUrl: DB_URL,
    dataFolder: stack.dataFolder,
    s3: {
      endpoint: values.STORAGE_S3_URL,
      region: values.S3_PROTOCOL_REGION,
      accessKeyId: values.S3_PROTOCOL_ACCESS_KEY_ID,
      secretAccessKey: values.S3_PROTOCOL_ACCESS_KEY_SECRET,
      bucket: values.S3_BUCKET,
    },
  });
  return () => stack.discard();
}
