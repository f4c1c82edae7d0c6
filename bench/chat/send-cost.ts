/**
 * What send_message costs inside Postgres: calls a second on one connection and on four, and the time of each function
 * and statement within. No HTTP, no Realtime.
 * Run: node bench/chat/send-cost.ts [seconds a measurement]
 */
import { randomUUID } from "node:crypto";
import { withConnection } from "../../local/postgres/connection.ts";
import { WirePool } from "../../local/rest/wire/pool.ts";
import { callAs, rpc } from "../content/call.ts";
import { makePeople, startBenchDatabase } from "../content/database.ts";
import { measure } from "../rest/measure.ts";
import { makePairs } from "./conversations.ts";

const seconds = Number(process.argv[2] ?? 5);
const pairs = 500;

const database = await startBenchDatabase({ shared_preload_libraries: "pg_stat_statements" });
const pool = new WirePool(database.authenticatorUrl, 4);
try {
  await makePeople(database.postgresUrl, pairs * 2);
  const conversations = await makePairs(database.postgresUrl, pairs);
  await withConnection(database.adminUrl, async (sql) => {
    await sql`create extension if not exists pg_stat_statements`;
    await sql`alter system set pg_stat_statements.track = 'none'`;
    await sql`select pg_reload_conf()`;
    await sql`vacuum analyze private.accounts, public.profiles, private.sessions, private.conversations, private.conversation_members`;
  });
  const send = rpc("send_message", { client_id: "uuid", conversation_id: "uuid", body: "text" }, true);
  let sent = 0;
  const worker = async () => {
    const n = sent++;
    const pair = Math.floor(n / 2) % pairs;
    await callAs(pool, 1 + pair * 2 + (n % 2), send, {
      client_id: randomUUID(),
      conversation_id: conversations[pair],
      body: `It is a truth universally acknowledged, that this is message number ${n}.`,
    });
  };
  for (const [setting, value] of [
    ["synchronous_commit", "on"],
    ["synchronous_commit", "off"],
  ]) {
    await withConnection(database.adminUrl, async (sql) => {
      await sql.unsafe(`alter system set ${setting} = ${value}`);
      await sql`select pg_reload_conf()`;
    });
    for (const connections of [1, 4]) {
      const { rate, p50, p95, p99, machineCpu } = await measure(Array(connections).fill(worker), seconds);
      console.log(
        `${setting} ${value}, ${connections} connection(s): ${Math.round(rate)}/s, ` +
          `p50/p95/p99 ${[p50, p95, p99].map((time) => time.toFixed(2)).join(" / ")} ms, machine CPU ${machineCpu.toFixed(0)} µs a call`,
      );
    }
  }
  await explainInside(worker);
} finally {
  await pool.close();
  await database.stop();
}

async function explainInside(call: () => Promise<void>): Promise<void> {
  const calls = 5_000;
  await withConnection(database.adminUrl, async (sql) => {
    const run = async (setting: string, off: string, on: string) => {
      await sql.unsafe(`alter system set ${setting} = '${on}'`);
      await sql`select pg_reload_conf()`;
      for (let n = 0; n < 200; n++) await call();
      await sql`select pg_stat_reset()`;
      await sql`select pg_stat_statements_reset()`;
      const begin = performance.now();
      for (let n = 0; n < calls; n++) await call();
      const each = ((performance.now() - begin) * 1000) / calls;
      await sql.unsafe(`alter system set ${setting} = '${off}'`);
      await sql`select pg_reload_conf()`;
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      return each;
    };
    const functions = await run("track_functions", "none", "all");
    console.log(
      `\nFunctions (${functions.toFixed(0)} µs a call, measured with track_functions; sync commit off), µs a send:`,
    );
    for (const row of await sql`
      select schemaname || '.' || funcname as name, calls::float / ${calls} as calls,
        total_time * 1000 / ${calls} as total, self_time * 1000 / ${calls} as self
      from pg_stat_user_functions order by self_time desc limit 40`) {
      console.log(
        row.name.padEnd(36),
        `x ${row.calls.toFixed(1)}`.padStart(7),
        `total ${row.total.toFixed(1)}`.padStart(14),
        `self ${row.self.toFixed(1)}`.padStart(13),
      );
    }
    const statements = await run("pg_stat_statements.track", "none", "all");
    console.log(`\nStatements (${statements.toFixed(0)} µs a call, measured with pg_stat_statements), µs a send:`);
    for (const row of await sql`
      select regexp_replace(query, '\\s+', ' ', 'g') as query, calls::float / ${calls} as calls,
        total_exec_time * 1000 / ${calls} as total, (total_plan_time) * 1000 / ${calls} as plan,
        wal_bytes::float / ${calls} as wal, toplevel
      from pg_stat_statements where calls >= ${calls} / 2 order by total_exec_time desc limit 45`) {
      console.log(
        `total ${row.total.toFixed(1)}`.padStart(12),
        `x ${row.calls.toFixed(1)}`.padStart(6),
        `wal ${row.wal.toFixed(0)}`.padStart(9),
        row.toplevel ? "top " : "    ",
        row.query.slice(0, 150),
      );
    }
  });
}
