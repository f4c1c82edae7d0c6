import { randomBytes } from "node:crypto";
import { withConnection } from "../postgres/connection.ts";
import { installPlatform } from "../postgres/platform.ts";
import type { ScratchPostgres } from "../postgres/scratch-postgres.ts";

/** URLs of one scratch database, one a role. */
export interface ScratchDatabase {
  name: string;
  adminUrl: string;
  postgresUrl: string;
}

/** The URLs of the scratch database that its administrator reaches at `adminUrl`. */
export function scratchDatabase(adminUrl: string): ScratchDatabase {
  const postgresUrl = new URL(adminUrl);
  postgresUrl.username = postgresUrl.password = "postgres";
  return { name: postgresUrl.pathname.slice(1), adminUrl, postgresUrl: postgresUrl.href };
}

const inDatabase = (url: string, name: string) => url.replace(/[^/]*$/, name);

async function createDatabase(server: ScratchPostgres, template?: ScratchDatabase): Promise<ScratchDatabase> {
  const name = `scratch_${randomBytes(6).toString("hex")}`;
  await withConnection(server.adminUrl, (admin) =>
    admin.unsafe(`create database ${name} owner postgres template ${template?.name ?? "template1"}`),
  );
  return { name, adminUrl: inDatabase(server.adminUrl, name), postgresUrl: inDatabase(server.postgresUrl, name) };
}

async function withDatabase<Result>(
  server: ScratchPostgres,
  template: ScratchDatabase | undefined,
  work: (database: ScratchDatabase) => Promise<Result>,
): Promise<Result> {
  const database = await createDatabase(server, template);
  try {
    return await work(database);
  } finally {
    await withConnection(server.adminUrl, (admin) => admin.unsafe(`drop database ${database.name} with (force)`));
  }
}

/** Runs `work` with a database that holds the platform and nothing else, and drops it afterwards. */
export function withScratchDatabase<Result>(
  server: ScratchPostgres,
  work: (database: ScratchDatabase) => Promise<Result>,
): Promise<Result> {
  return withDatabase(server, undefined, async (database) => {
    await withConnection(database.adminUrl, installPlatform);
    return work(database);
  });
}

/** Runs `work` with a copy of a scratch database, to which nobody may be connected while it is copied. */
export function withScratchCopy<Result>(
  server: ScratchPostgres,
  original: ScratchDatabase,
  work: (database: ScratchDatabase) => Promise<Result>,
): Promise<Result> {
  return withDatabase(server, original, work);
}
