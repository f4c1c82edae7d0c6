/**
 * A thousand people join at once, on an embedded stack: over HTTP, through gateway and edge function, and the same two statements by as many
 * connections to Postgres. Beside them what an authenticated call costs that does nothing (its body is refused), which is the floor.
 * Run: node bench/matchmaking/thousand.ts [people]
 */
import postgres, { type Sql } from "postgres";
import { brokenMatches, makeCrowd } from "../../tests/support/crowd.ts";
import { EmbeddedStack } from "../../tests/support/embedded-stack.ts";
import { signerOf } from "../../tests/support/stack-signer.ts";
import { costOfEach, processorTime } from "../chat/processor-time.ts";
import { openHttpClient } from "../rest/http-client.ts";

const people = Number(process.argv[2] ?? 1_000);
const clients = 32;
const stack = await EmbeddedStack.make();
stack.environment.PLAZA_DB_SETTINGS = ""; // as in production: a commit waits for the disk
await stack.start();
const { API_URL, DB_URL, PUBLISHABLE_KEY } = stack.values;
const sql = postgres(DB_URL, { max: clients, onnotice: () => {}, prepare: false });
await sql`update private.rate_limits set capacity = 1e9, refill_per_second = 1e9`;

const sign = signerOf(stack.dataFolder, API_URL, 3_600);

interface Caller {
  id: string;
  token: string;
}

/** Each of a new crowd calls once, so many at the same time. */
async function measure(call: string, begin: (client: number) => Promise<(caller: Caller) => Promise<unknown>>) {
  const crowd: Caller[] = await makeCrowd(sql, people, sign);
  const lanes = await Promise.all(Array.from({ length: clients }, (_, client) => begin(client)));
  const waiting = crowd.values();
  const before = { ...processorTime(stack.processes.parts), client: process.cpuUsage() };
  const begun = performance.now();
  await Promise.all(
    lanes.map(async (lane) => {
      for (const caller of waiting) await lane(caller);
    }),
  );
  const took = performance.now() - begun;
  const { user, system } = process.cpuUsage(before.client);
  const own = { ...before, client: 0 };
  const spent = costOfEach(own, { ...processorTime(stack.processes.parts), client: (user + system) / 1e6 }, people);
  const ms = (...names: string[]) =>
    (spent.filter(({ name }) => names.includes(name)).reduce((sum, part) => sum + part.microseconds, 0) / 1e3).toFixed(
      2,
    );
  const paired = await sql`
    select from private.match_proposals where low_id = any (${crowd.map(({ id }) => id)}::uuid[])`;
  const broken = await brokenMatches(sql);
  if (broken.length > 0) throw new Error(`Proposals that their tickets do not bear out: ${JSON.stringify(broken)}`);
  await sql`delete from private.match_tickets`;
  await sql`delete from private.match_proposals`;
  return {
    call,
    "all s": (took / 1_000).toFixed(2),
    "pairs by then": paired.length,
    "CPU ms a call: client": ms("client"),
    gateway: ms("gateway"),
    function: ms("functions/matchmaking"),
    Postgres: ms("postgres"),
    "worker, Realtime": ms("worker", "postgres walsender", "realtime"),
  };
}

/** POST as each caller, over one kept connection a client; `status` is the one that is expected. */
const overHttp = (path: string, body: unknown, status: number) => async () => {
  const port = Number(new URL(API_URL).port);
  const http = await openHttpClient(port, `/functions/v1/matchmaking/${path}`, { apikey: PUBLISHABLE_KEY });
  return ({ token }: Caller) =>
    http.post(JSON.stringify(body), `authorization: Bearer ${token}\r\n`).catch((error: Error) => {
      if (!error.message.startsWith(`HTTP/1.1 ${status} `)) throw error;
    });
};
const inSql = (wishes: (own: Sql) => postgres.PendingQuery<postgres.Row[]>) => async () => {
  return async ({ id }: Caller) => {
    const claims = JSON.stringify({ sub: id, sid: id, role: "authenticated", app_role: "user" });
    await sql`
      with caller as materialized (select set_config('request.jwt.claims', ${claims}, true))
      select private.join_matching(${wishes(sql)}) from caller`;
    await sql`select private.match_at_once(${id}) as status`;
  };
};

const http = {
  compatible: overHttp("join", { mode: "compatible", intent: "friendship", languages: ["en"] }, 200),
  random: overHttp("join", { mode: "random", languages: ["en"] }, 200),
};
const alone = {
  compatible: inSql((own) => own`'compatible', 'friendship', languages => array['en']`),
  random: inSql((own) => own`'random', languages => array['en']`),
};
for (const call of [http.compatible, http.random, alone.compatible, alone.random]) await measure("warm up", call);
console.table([
  await measure("refused body: the floor", overHttp("join", { mode: "none" }, 422)),
  await measure("leave, which finds nothing", overHttp("leave", {}, 204)),
  await measure("join, compatible", http.compatible),
  await measure("join, random", http.random),
  await measure("SQL alone, compatible", alone.compatible),
  await measure("SQL alone, random", alone.random),
]);
await sql.end();
await stack.discard();
