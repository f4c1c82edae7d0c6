import { readFileSync } from "node:fs";
import { importJWK, SignJWT } from "jose";
import postgres from "postgres";
import { signingKeysFile } from "../../local/stack/secrets.ts";
import { EmbeddedStack } from "../../tests/support/embedded-stack.ts";
import { makePeople, userId } from "../content/database.ts";
import { makeGroup, makePairs } from "./conversations.ts";
import type { PlazaAddress } from "./plaza-side.ts";
import type { Room } from "./side.ts";

const pairCount = 200;
const groupSize = 100;

/** The embedded stack as `npm start` runs it, but for its limits; with people who talk in pairs and in a group. */
export async function startPlaza() {
  const stack = await EmbeddedStack.make();
  stack.environment.PLAZA_DB_SETTINGS = ""; // as in production: a commit waits for the disk
  try {
    await stack.start();
    const { API_URL, DB_URL, PUBLISHABLE_KEY } = stack.values;
    const sql = postgres(DB_URL, { max: 2, onnotice: () => {} });
    await sql`update private.rate_limits set capacity = 1e9, refill_per_second = 1e9`;
    await makePeople(DB_URL, pairCount * 2 + groupSize);
    const conversations = await makePairs(DB_URL, pairCount);
    const pairs: Room[] = conversations.map((id, n) => ({ id, people: [userId(2 * n + 1), userId(2 * n + 2)] }));
    const first = pairCount * 2 + 1;
    const group: Room = {
      id: await makeGroup(DB_URL, first, first + groupSize - 1),
      people: Array.from({ length: groupSize }, (_, n) => userId(first + n)),
    };
    const tokens = await tokensFor(
      stack,
      [...pairs, group].flatMap(({ people }) => people),
    );
    const topics = Object.fromEntries(
      await sql<[string, string][]>`
        select conversation.id, private.conversation_topic(conversation) as topic from private.conversations conversation`.values(),
    );
    const port = Number(new URL(API_URL).port);
    await sql.unsafe(readFileSync(new URL("../hot-paths/floors.sql", import.meta.url), "utf8")).simple();
    const address: PlazaAddress = { kind: "plaza", port, key: PUBLISHABLE_KEY, tokens, topics, call: "send_message" };
    return {
      stack,
      sql,
      pairs,
      group,
      address,
      /** How many messages of a run are stored, and how many different ones. */
      async stored(run: string, table = "messages"): Promise<{ rows: number; different: number }> {
        const [counted] = await sql`
          select count(*)::int as rows, count(distinct client_id)::int as different from private.${sql(table)}
          where client_id between ${`${run}-0000-4000-8000-000000000000`} and ${`${run}-0000-4000-8000-ffffffffffff`}`;
        return counted as unknown as { rows: number; different: number };
      },
      async stop() {
        await sql.end();
        await stack.discard();
      },
    };
  } catch (error) {
    await stack.discard();
    throw error;
  }
}

/** Access tokens as auth/login gives them, for sessions that `makePeople` has made. */
async function tokensFor(stack: EmbeddedStack, people: string[]): Promise<Record<string, string>> {
  const [{ kid, ...key }] = JSON.parse(readFileSync(signingKeysFile(stack.dataFolder), "utf8"));
  const privateKey = await importJWK({ ...key, key_ops: ["sign"] }, "ES256");
  const now = Math.floor(Date.now() / 1000);
  const entries = people.map(async (id) => {
    const token = await new SignJWT({ role: "authenticated", sid: id, app_role: "user" })
      .setProtectedHeader({ alg: "ES256", kid, typ: "JWT" })
      .setSubject(id)
      .setAudience("authenticated")
      .setIssuer(`${stack.values.API_URL}/functions/v1/auth`)
      .setIssuedAt(now)
      .setExpirationTime(now + 3600)
      .sign(privateKey);
    return [id, token] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
