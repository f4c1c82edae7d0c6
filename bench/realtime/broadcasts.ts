// What a broadcast costs the transaction that sends it. Clients may not write to realtime.messages, so that what they
// call has to send as its owner: realtime.send behind such a function is what private.broadcast stands beside.
//
//     node_modules/.bin/node bench/realtime/broadcasts.ts
import { readFileSync } from "node:fs";
import postgres from "postgres";
import { startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { percentile, printTable } from "./figures.ts";

const count = 1_000;
const rounds = 9;
const payload = `'{"text": "hello", "n": 1}'`;
const each = (call: string) => `for n in 1..${count} loop perform ${call}; end loop;`;
const topics = `(select array_agg('room:' || n) from generate_series(1, ${count}) n)`;

const ways = {
  "`realtime.send` as its owner": each(`private.send('room:' || n, 'message', ${payload})`),
  "`private.broadcast`": each(`private.broadcast('room:' || n, 'message', ${payload})`),
  "`private.broadcast_to_many`": `perform private.broadcast_to_many(${topics}, 'message', ${payload});`,
};

const scratch = await startScratchPostgres();
const sql = postgres(scratch.postgresUrl, { max: 1, onnotice: () => {} });
for (const file of ["schemas", "realtime"]) {
  await sql.unsafe(readFileSync(new URL(`../../sql/00_platform/${file}.sql`, import.meta.url), "utf8"));
}
await sql.unsafe(`
  create function private.send(topic text, event text, payload jsonb) returns void
  language sql volatile security definer set search_path = ''
  as $$ select realtime.send(send.payload, send.event, send.topic, true) $$`);
const taken = new Map(Object.keys(ways).map((name): [string, number[]] => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const [name, statements] of Object.entries(ways)) {
    const start = performance.now();
    await sql.unsafe(`do $$ begin ${statements} end $$`);
    taken.get(name)?.push(performance.now() - start);
  }
}
const medians = [...taken].map(([name, values]) => ({ name, ms: percentile(values, 0.5) }));
const send = medians[0]?.ms ?? Number.NaN;
printTable(
  "A thousand broadcasts in one transaction",
  ["way", "time", "of the first"],
  medians.map(({ name, ms }) => [name, `${ms.toFixed(1)} ms`, (ms / send).toFixed(2)]),
);
await sql.end();
await scratch.stop();
