import { setTimeout as sleep } from "node:timers/promises";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { brokenMatches, makeCrowd } from "../support/crowd.ts";
import { EmbeddedStack } from "../support/embedded-stack.ts";
import { signerOf } from "../support/stack-signer.ts";

const people = 400;
let stack: EmbeddedStack;
let sql: Sql;

beforeAll(async () => {
  stack = await EmbeddedStack.make();
  await stack.start();
  sql = postgres(stack.values.DB_URL, { max: 4, onnotice: () => {} });
  await sql`update private.rate_limits set capacity = 1e9, refill_per_second = 1e9`;
});
afterAll(async () => {
  await sql?.end();
  await stack?.discard();
});

/** Calls the function until it is answered, as a client does while a part of the server is away. */
async function insist(token: string, path: string, body?: unknown): Promise<Record<string, never>> {
  for (;;) {
    try {
      const response = await fetch(`${stack.values.API_URL}/functions/v1/matchmaking/${path}`, {
        method: path === "status" ? "GET" : "POST",
        headers: {
          apikey: stack.values.PUBLISHABLE_KEY,
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (response.status < 500) return (await response.json()) as Record<string, never>;
    } catch {
      // The gateway or the function is away for a moment.
    }
    await sleep(100);
  }
}

/** Looks for somebody and says yes to whoever is proposed, until there is a match. */
async function searchUntilMatched(token: string, until: number): Promise<string | undefined> {
  let answer: { status?: string; conversation_id?: string; proposal?: { id: string } } = {};
  while (performance.now() < until) {
    answer = await insist(token, "status");
    if (answer.status === "matched") return answer.conversation_id;
    if (answer.status === "proposed")
      await insist(token, "respond", { proposal_id: answer.proposal?.id, accept: true });
    // Also after a crash that took the heartbeats with it.
    else await insist(token, "join", { mode: "compatible", intent: "friendship" });
    await sleep(300);
  }
  return undefined;
}

test("kills of the sweeper and of Postgres leave nobody matched twice, nobody half matched, and nobody stuck", async () => {
  const crowd = await makeCrowd(sql, people, signerOf(stack.dataFolder, stack.values.API_URL, 3_600));
  const until = performance.now() + 120_000;
  let isOver = false;
  const broken: unknown[] = [];
  const killer = (async () => {
    for (let round = 0; !isOver && round < 6; round++) {
      await sleep(1_500);
      process.kill(stack.processes.parts[round % 3 === 2 ? "postgres" : "worker"] as number, "SIGKILL");
      await sleep(500);
      broken.push(...(await brokenMatches(sql).catch(() => [])));
    }
  })();
  const conversations = await Promise.all(crowd.map(({ token }) => searchUntilMatched(token, until)));
  isOver = true;
  await killer;
  expect(broken).toEqual([]);
  expect(await brokenMatches(sql)).toEqual([]);
  expect(conversations.filter((conversation) => conversation === undefined)).toEqual([]);
  // Each conversation has two people, and each person one conversation.
  expect(new Set(conversations).size).toBe(people / 2);
  const [counted] = await sql`
    select count(*)::int as pairs, count(distinct low_id)::int + count(distinct high_id)::int as people
    from private.match_proposals where state = 'matched'`;
  expect(counted).toEqual({ pairs: people / 2, people });
}, 180_000);
