/**
 * What the terms add to send_message: its time inside Postgres on one connection, with private.moderate_text as it is and with one that looks at
 * nothing, by turns. Run: node bench/safety/filter-cost.ts [calls a turn]
 */
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { withConnection } from "../../local/postgres/connection.ts";
import { WirePool } from "../../local/rest/wire/pool.ts";
import { makePairs } from "../chat/conversations.ts";
import { callAs, rpc } from "../content/call.ts";
import { makePeople, startBenchDatabase } from "../content/database.ts";

const calls = Number(process.argv[2] ?? 3000);
const turns = 8;
const pairs = 500;
const migrations = new URL("../../supabase/migrations/", import.meta.url);

const database = await startBenchDatabase({ synchronous_commit: "off" });
const pool = new WirePool(database.authenticatorUrl, 1);
try {
  await makePeople(database.postgresUrl, pairs * 2);
  const conversations = await makePairs(database.postgresUrl, pairs);
  await withConnection(database.postgresUrl, async (sql) => {
    for (const file of readdirSync(migrations).filter((name) =>
      /_(word_lists|words_of_two_languages)\.sql$/.test(name),
    ))
      await sql.unsafe(readFileSync(new URL(file, migrations), "utf8")).simple();
    await sql`analyze private.automod_terms`;
    const [filter] = await sql`select pg_get_functiondef('private.moderate_text'::regproc) as definition`;
    const definitions = {
      filtered: filter?.definition as string,
      unfiltered: `create or replace function private.moderate_text(written text) returns text[] language plpgsql stable set search_path = ''
        as $$ begin return '{}'; end $$`,
    };
    const send = rpc("send_message", { client_id: "uuid", conversation_id: "uuid", body: "text" }, true);
    let sent = 0;
    const call = () => {
      const n = sent++;
      const pair = Math.floor(n / 2) % pairs;
      return callAs(pool, 1 + pair * 2 + (n % 2), send, {
        client_id: randomUUID(),
        conversation_id: conversations[pair],
        body: `It is a truth universally acknowledged, that this is message number ${n}.`,
      });
    };
    const times: Record<string, number[]> = { filtered: [], unfiltered: [] };
    for (let turn = 0; turn < turns; turn++) {
      for (const [name, definition] of Object.entries(definitions)) {
        await sql.unsafe(definition);
        for (let n = 0; n < 200; n++) await call();
        const begin = performance.now();
        for (let n = 0; n < calls; n++) await call();
        times[name]?.push((performance.now() - begin) / calls);
      }
    }
    const median = (list: number[]) => list.sort((one, other) => one - other)[Math.floor(list.length / 2)] as number;
    const [filtered, unfiltered] = [median(times.filtered ?? []), median(times.unfiltered ?? [])];
    console.log(
      `send_message ${filtered.toFixed(3)} ms with the terms, ${unfiltered.toFixed(3)} ms without: ` +
        `${(100 * (filtered / unfiltered - 1)).toFixed(1)} % more (medians of ${turns} turns of ${calls} calls)`,
    );
  });
} finally {
  await pool.close();
  await database.stop();
}
