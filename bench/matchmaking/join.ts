/**
 * What a join costs while many wait: the two statements of POST matchmaking/join, for one client after the other, and so many people
 * leaving again that as many go on waiting.
 * Run: node bench/matchmaking/join.ts [waiting] [joins]
 */
import { readFileSync } from "node:fs";
import postgres from "postgres";
import { makeCrowd, startDatabase } from "./crowd.ts";
import { quantile } from "./figures.ts";

const waiting = Number(process.argv[2] ?? 10_000);
const joins = Number(process.argv[3] ?? 500);
const database = await startDatabase();
const rows: Record<string, string | number>[] = [];
for (const population of ["geometric", "two-sided"] as const) {
  await makeCrowd(database, population, waiting + joins);
  const sql = postgres(database.postgresUrl, { max: 1, onnotice: () => {}, prepare: false });
  const people = await sql<{ id: string }[]>`
    insert into private.sessions (id, account_id, refresh_hash, expires_at)
    select account.id, account.id, sha256(''), now() + interval '1 day'
    from (select id from private.accounts order by random() limit ${joins}) account returning id`;
  await sql`delete from private.match_tickets where person_id = any (${people.map(({ id }) => id)}::uuid[])`;
  await sql`insert into private.locations (profile_id, latitude, longitude) select id, 45, 9 from unnest(${people.map(({ id }) => id)}::uuid[]) id`;
  const wishes =
    population === "two-sided"
      ? sql`'compatible', 'dating', null, array['female', 'male'], 20, 50, 50, array['en']`
      : sql`'compatible', 'friendship', null, null, null, null, null, array['en']`;
  const [backend] = await sql`select pg_backend_pid() as pid`;
  const processor = () => {
    const fields = readFileSync(`/proc/${backend?.pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  };
  const times: number[] = [];
  let paired = 0;
  const before = processor();
  for (const { id } of people) {
    const claims = JSON.stringify({ sub: id, sid: id, role: "authenticated", app_role: "user" });
    const begun = performance.now();
    await sql`
      with caller as materialized (select set_config('request.jwt.claims', ${claims}, true))
      select private.join_matching(${wishes}) from caller`;
    const [row] = await sql`select private.match_at_once(${id}) as status`;
    times.push(performance.now() - begun);
    if (row?.status.status === "proposed") paired++;
  }
  rows.push({
    population,
    waiting,
    "p50 ms": quantile(times, 0.5).toFixed(1),
    "p95 ms": quantile(times, 0.95).toFixed(1),
    "CPU ms a join": ((processor() - before) / joins).toFixed(1),
    "somebody at once %": ((100 * paired) / joins).toFixed(0),
  });
  await sql.end();
}
await database.stop();
console.table(rows);
