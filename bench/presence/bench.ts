/**
 * What it costs that everybody hears who is online: a storm of people who all come at once, a second in which nothing
 * changes, and a heartbeat, with and without the columns that this needs. Run: node bench/presence/bench.ts [--people 10000]
 */
import { parseArgs } from "node:util";
import type { Sql } from "postgres";
import { withConnection } from "../../local/postgres/connection.ts";
import { startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { repositoryFolder } from "../../local/schema/command.ts";
import { loadSqlTree } from "../../local/schema/load-sql-tree.ts";
import { withScratchDatabase } from "../../local/schema/scratch-database.ts";

const { values } = parseArgs({
  options: { people: { type: "string", default: "10000" }, contacts: { type: "string", default: "50" } },
});
const people = Number(values.people);
const contacts = Number(values.contacts);

const idOf = (n: string) => `('01930000-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;

/** Everybody knows those next to them in a circle. The superuser leaves triggers and foreign keys out. */
async function makeCrowd(sql: Sql): Promise<void> {
  await sql`set session_replication_role = replica`;
  await sql
    .unsafe(`
    insert into private.accounts (id, username, email, phone, birth_date)
    select ${idOf("n")}, 'person' || n, 'p' || n || '@example.com', '+49' || 1000000000 + n, '1990-01-01' from generate_series(1, ${people}) n;
    insert into public.profiles (id, username, first_name, last_name, gender)
    select id, username, 'Robin', 'Tester', 'other' from private.accounts;
    insert into private.profile_settings (profile_id) select id from private.accounts;
    insert into private.sessions (id, account_id, refresh_hash, expires_at)
    select id, id, sha256(''), now() + interval '1 day' from private.accounts;
    insert into public.connections (person_id, other_id)
    select ${idOf("n")}, ${idOf(`1 + (n - 1 + step + ${people}) % ${people}`)}
    from generate_series(1, ${people}) n, generate_series(${-contacts / 2}, ${contacts / 2}) step where step <> 0`)
    .simple();
  await sql`vacuum analyze`;
}

async function timed<Result>(work: () => PromiseLike<Result>): Promise<{ ms: number; result: Result }> {
  const start = performance.now();
  const result = await work();
  return { ms: performance.now() - start, result };
}

const median = (figures: number[]) => figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] as number;

/** Milliseconds of one heartbeat of everybody, one statement each, inside the server. */
async function beatAll(sql: Sql): Promise<number> {
  const { ms } = await timed(
    () => sql`
      do $$
      declare person uuid;
      begin
        for person in select id from private.accounts loop
          perform set_config('request.jwt.claims', jsonb_build_object('sub', person, 'sid', person)::text, true);
          perform public.heartbeat();
        end loop;
      end $$`,
  );
  return ms;
}

const server = await startScratchPostgres({ settings: { fsync: "off", shared_buffers: "512MB", max_wal_size: "4GB" } });
try {
  await withScratchDatabase(server, async (database) => {
    await loadSqlTree(repositoryFolder, database.postgresUrl);
    await withConnection(database.adminUrl, makeCrowd);
    await withConnection(database.postgresUrl, async (sql) => {
      console.log(`${people} people with ${contacts} contacts each`);
      await beatAll(sql);
      const storm = await timed(() => sql`select private.tell_presence_changes() as changes`);
      const [sent] = await sql`
        select count(*)::int as rows, sum(jsonb_array_length(payload -> 'items'))::int as changes, max(length(payload::text)) as bytes
        from realtime.messages where event = 'presence'`;
      console.log(
        `all of them come at once: ${storm.ms.toFixed(0)} ms, ${sent?.rows} events with ${sent?.changes} changes, the longest ${sent?.bytes} bytes`,
      );
      await beatAll(sql);
      const calm: number[] = [];
      for (let second = 0; second < 20; second++)
        calm.push((await timed(() => sql`select private.tell_presence_changes()`)).ms);
      const [after] = await sql`select count(*)::int as rows from realtime.messages where event = 'presence'`;
      console.log(
        `all of them reconnect in time: ${after?.rows - sent?.rows} events; a look that finds nothing: ${median(calm).toFixed(1)} ms`,
      );
      console.log(
        `the sweep of a minute, sessions included: ${(await timed(() => sql`select private.sweep_presence()`)).ms.toFixed(0)} ms, ` +
          `when nobody is new: ${(await timed(() => sql`select private.sweep_presence()`)).ms.toFixed(0)} ms`,
      );
      const microseconds = (ms: number) => ((ms * 1000) / people).toFixed(1);
      const rounds = async () => {
        const all: number[] = [];
        for (let round = 0; round < 7; round++) all.push(await beatAll(sql));
        return median(all);
      };
      const now = await rounds();
      await sql`alter table private.presence drop column told, drop column came_at`;
      await sql`vacuum full private.presence`;
      await beatAll(sql);
      const before = await rounds();
      console.log(
        `a heartbeat: ${microseconds(now)} µs; without the columns ${microseconds(before)} µs; ratio ${(now / before).toFixed(2)}`,
      );
    });
  });
} finally {
  await server.stop();
}
