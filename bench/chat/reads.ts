/**
 * What a page of messages and of conversations costs with 10,000,000 messages, for somebody in 1,000 conversations.
 * Run: node bench/chat/reads.ts [--scale 0.1] [--calls 500] [--explain]
 */
import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import postgres from "postgres";
import { withConnection } from "../../local/postgres/connection.ts";
import { WirePool } from "../../local/rest/wire/pool.ts";
import { callAs, rpc } from "../content/call.ts";
import { makePeople, startBenchDatabase, userId } from "../content/database.ts";
import { percentile, printTable } from "../realtime/figures.ts";
import { postmaster } from "./peer.ts";
import { processorTime } from "./processor-time.ts";

const { values } = parseArgs({
  options: {
    scale: { type: "string", default: "1" },
    calls: { type: "string", default: "500" },
    explain: { type: "boolean", default: false },
  },
});
const calls = Number(values.calls);

const database = await startBenchDatabase({
  fsync: "off",
  max_wal_size: "8GB",
  wal_level: "minimal",
  max_wal_senders: "0",
});
try {
  const begun = performance.now();
  await makePeople(database.postgresUrl, 20_000);
  const messages = await withConnection(database.adminUrl, async (sql) => {
    await sql`select set_config('bench.scale', ${values.scale}, false)`;
    await sql.unsafe(readFileSync(new URL("seed.sql", import.meta.url), "utf8")).simple();
    await sql`reset session_replication_role`;
    await sql`vacuum analyze`;
    const [counted] =
      await sql`select count(*)::int as messages, pg_size_pretty(pg_database_size(current_database())) as size from private.messages`;
    return counted;
  });
  const took = Math.round((performance.now() - begun) / 1000);
  console.log(`${messages?.messages.toLocaleString("en")} messages, ${messages?.size}, seeded in ${took} s`);

  const listMessages = rpc("list_messages", { conversation_id: "uuid", page_size: "integer" }, false);
  const before = rpc("list_messages", { conversation_id: "uuid", before: "uuid", page_size: "integer" }, false);
  const after = rpc("list_messages", { conversation_id: "uuid", after: "uuid", page_size: "integer" }, false);
  const listConversations = rpc("list_conversations", {}, false);
  const nextConversations = rpc("list_conversations", { cursor: "text" }, false);
  const pageOfFifty = rpc("list_conversations", { page_size: "integer" }, false);

  const random = (below: number) => Math.floor(Math.random() * below);
  const direct = () => 1 + random(900);
  const large = () => 991 + random(10);
  /** A message in the middle of a conversation. */
  const middle = (conversation: number) => {
    const count = Math.max(60, Math.round((conversation > 990 ? 50_000 : 901) * Number(values.scale)));
    const seq = 30 + random(count - 30);
    return userId(2 ** 50 + seq * 2 ** 14 + conversation);
  };
  const usual = (conversation: number, more = {}) => ({
    conversation_id: userId(conversation),
    page_size: 20,
    ...more,
  });
  const at = (conversation: number, more = {}) => ({ conversation_id: userId(conversation), page_size: 50, ...more });
  const pool = new WirePool(database.authenticatorUrl, 1);
  const [first] = await callAs(pool, 1, listConversations, {});
  const { next_cursor: cursor } = JSON.parse(String(first?.[0]));
  const cases: [string, () => [ReturnType<typeof rpc>, Record<string, unknown>]][] = [
    ["list_messages, 20 at the end, of two", () => [listMessages, usual(direct())]],
    ["list_messages, 20 in the middle, of two", () => ((n) => [before, usual(n, { before: middle(n) })])(direct())],
    ["list_messages, 20 at the end, group of 1,000", () => [listMessages, usual(large())]],
    ["list_messages, 50 at the end, of two", () => [listMessages, at(direct())]],
    ["list_messages, 50 in the middle, of two", () => ((n) => [before, at(n, { before: middle(n) })])(direct())],
    ["list_messages, 50 at the end, group of 1,000", () => [listMessages, at(large())]],
    ["list_messages, 50 in the middle, group of 1,000", () => ((n) => [before, at(n, { before: middle(n) })])(large())],
    ["list_messages, 50 after one, group of 1,000", () => ((n) => [after, at(n, { after: middle(n) })])(large())],
    ["list_conversations, 20", () => [listConversations, {}]],
    ["list_conversations, the next 20", () => [nextConversations, { cursor }]],
    ["list_conversations, 50", () => [pageOfFifty, { page_size: 50 }]],
  ];
  const server = { Postgres: await postmaster(database.adminUrl) };
  const rows: string[][] = [];
  for (const [label, choose] of cases) {
    const call = () => callAs(pool, 1, ...choose());
    for (let n = 0; n < calls / 4; n++) await call();
    const times: number[] = [];
    const cpu = processorTime(server).Postgres as number;
    for (let n = 0; n < calls; n++) {
      const start = performance.now();
      await call();
      times.push(performance.now() - start);
    }
    const each = (((processorTime(server).Postgres as number) - cpu) * 1000) / calls;
    rows.push([label, ...[0.1, 0.5, 0.95].map((share) => percentile(times, share).toFixed(2)), each.toFixed(2)]);
  }
  printTable(`Milliseconds, load average ${loadavg()[0]?.toFixed(1)}`, ["call", "p10", "p50", "p95", "CPU"], rows);
  await pool.close();
  if (values.explain) for (const [label, choose] of cases) await explain(label, ...choose());
} finally {
  await database.stop();
}

/** Prints the plan of every statement within a call. */
async function explain(label: string, called: ReturnType<typeof rpc>, args: Record<string, unknown>): Promise<void> {
  console.log(`\n\n######## ${label}`);
  let isWarm = false;
  const sql = postgres(database.adminUrl, { max: 1, onnotice: ({ message }) => isWarm && console.log(message) });
  const claims = JSON.stringify({ sub: userId(1), sid: userId(1), role: "authenticated", app_role: "user" });
  const values = Object.entries(args).map(([name, value]) => `${name} => '${value}'`);
  await sql`load 'auto_explain'`;
  for (let n = 0; n < 7; n++) {
    isWarm = n === 6;
    await sql.begin(async (transaction) => {
      await transaction`select set_config('request.jwt.claims', ${claims}, true)`;
      await transaction.unsafe(`
        set local auto_explain.log_min_duration = 0; set local auto_explain.log_analyze = on;
        set local auto_explain.log_buffers = on; set local auto_explain.log_nested_statements = on;
        set local client_min_messages = log`);
      await transaction.unsafe(`select public.${called.name}(${values.join(", ")})`);
    });
  }
  await sql.end();
}
