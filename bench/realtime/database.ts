import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import type { ScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { streamChanges } from "../../local/realtime/feed/replication-stream.ts";
import { joinPlaza, secretKey } from "./contenders.ts";
import type { ServerProcess } from "./server-process.ts";

const member = (server: ServerProcess) => joinPlaza(server.port, "bench", { isPrivate: true, key: secretKey });

/** Milliseconds from calling `realtime.send`, in a transaction of its own, to the frame at a member. */
export async function databaseLatencies(scratch: ScratchPostgres, server: ServerProcess, seconds: number) {
  const sql = postgres(scratch.postgresUrl, { max: 1 });
  const socket = await member(server);
  const sample: number[] = [];
  for (let n = 0; n < seconds * 100; n++) {
    const start = performance.now();
    const arrived = socket.next((payload) => payload[0] === 4);
    await Promise.all([arrived, sql`select realtime.send('{"text":"hello"}', 'message', 'bench')`]);
    sample.push(performance.now() - start);
    await sleep(5);
  }
  socket.close();
  await sql.end();
  return sample;
}

/** Messages a second from `realtime.send`, one a transaction, to a member's socket. */
export async function databaseRate(scratch: ScratchPostgres, server: ServerProcess, seconds: number) {
  const socket = await member(server);
  const before = socket.received;
  const send = `perform realtime.send('{"text":"hello"}', 'message', 'bench')`;
  const perSecond = await rate(scratch.postgresUrl, send, () => socket.received - before, seconds);
  socket.close();
  return perSecond;
}

/** The limit: plain inserts of the same rows, counted as the replication connection brings them. */
export async function bareReplicationRate(scratch: ScratchPostgres, seconds: number) {
  const stop = new AbortController();
  let [live, rows] = [false, 0];
  const stream = streamChanges(
    scratch.adminUrl,
    {
      prepare: async () => {},
      live: () => {
        live = true;
      },
      receive: (message) => {
        if (message[0] === 0x49) rows++;
      },
    },
    stop.signal,
  ).catch(() => {});
  while (!live) await sleep(5);
  const insert = `insert into realtime.messages (topic, extension, event, payload, private)
    values ('bench', 'broadcast', 'message', '{"text":"hello"}', true)`;
  const perSecond = await rate(scratch.adminUrl, insert, () => rows, seconds);
  stop.abort();
  await stream;
  return perSecond;
}

/**
 * Runs `statement` in a transaction of its own, over and over on two connections, and counts what
 * arrives. The loop runs in Postgres: a client that sent each by itself would be what is measured.
 */
async function rate(url: string, statement: string, arrived: () => number, seconds: number) {
  const writers = [1, 2].map(() => postgres(url, { max: 1, onnotice: () => {} }));
  const loop = `do $$ begin for n in 1..100 loop ${statement}; commit; end loop; end $$`;
  const start = performance.now();
  const write = async (sql: postgres.Sql) => {
    while (performance.now() - start < seconds * 1000) await sql.unsafe(loop);
  };
  await Promise.all(writers.map(write));
  const perSecond = (arrived() * 1000) / (performance.now() - start);
  await Promise.all(writers.map((sql) => sql.end()));
  return perSecond;
}

/** Private joins a second: each is a probe of the policies in the database. */
export async function privateJoinRate(server: ServerProcess, count: number) {
  const start = performance.now();
  let next = 0;
  const worker = async () => {
    while (next++ < count) (await member(server)).close();
  };
  await Promise.all(Array.from({ length: 20 }, worker));
  return (count * 1000) / (performance.now() - start);
}
