/**
 * The queue of moderators with so many open cases: what a page of it, a claim and a decision take, inside Postgres as REST calls them.
 * Run: node bench/safety/queue.ts [cases]
 */
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { applyMigrations } from "../../local/schema/migrations.ts";

const cases = Number(process.argv[2] ?? 1_000_000);
const people = 10_000;
const rounds = 200;
const database = await startScratchPostgres();
const sql = postgres(database.postgresUrl, { max: 1, onnotice: () => {} });

/** p50 and p95 of calls, in milliseconds. */
async function measure(
  name: string,
  work: (round: number) => Promise<unknown>,
  prepare?: (round: number) => Promise<unknown>,
): Promise<void> {
  const took: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await prepare?.(round);
    const began = performance.now();
    await work(round);
    took.push(performance.now() - began);
  }
  took.sort((one, other) => one - other);
  const at = (part: number) => (took[Math.floor(part * took.length)] as number).toFixed(2);
  console.log(`${name.padEnd(44)} p50 ${at(0.5).padStart(7)} ms   p95 ${at(0.95).padStart(7)} ms`);
}

try {
  await applyMigrations(fileURLToPath(new URL("../..", import.meta.url)), database.postgresUrl);
  await sql`
    insert into private.accounts (id, username, email, phone, birth_date, created_at)
    select md5('person ' || number)::uuid, 'person' || number, 'person' || number || '@example.com', '+491511234567', '1990-01-01', now() - interval '1 year'
    from generate_series(1, ${people}::int) number`;
  await sql`
    insert into public.profiles (id, username, first_name, last_name, gender)
    select id, username, 'Some', 'Body', 'other' from private.accounts on conflict do nothing`;
  const moderator = (await sql`select md5('person 1')::uuid as id`)[0]?.id as string;
  await sql`update private.accounts set app_role = 'moderator' where id = ${moderator}`;
  await sql`
    insert into private.sessions (id, account_id, refresh_hash, expires_at)
    values (${moderator}, ${moderator}, sha256('x'), now() + interval '1 day')`;
  // Cases of a year, of every gravity, and as many that are decided.
  for (const [status, many] of [
    ["open", cases],
    ["upheld", cases / 2],
    ["dismissed", cases / 2],
  ] as const) {
    await sql`
      insert into private.cases (target, target_id, person_id, severity, weight, report_count, priority, status, created_at)
      select (array['post', 'comment', 'message'])[1 + number % 3], gen_random_uuid(), md5('person ' || 2 + number % ${people - 2}::int)::uuid,
        1 + number % 5, 0.5 + random() * 3, 1, private.case_priority((1 + number % 5)::smallint, 0.5 + random() * 3, since), ${status}, since
      from (select number, now() - random() * interval '365 days' as since from generate_series(1, ${many}::int) number) made`;
  }
  await sql`analyze private.cases`;
  await sql`select set_config('request.jwt.claims', ${JSON.stringify({ sub: moderator, sid: moderator, role: "authenticated", app_role: "moderator" })}, false)`;
  console.log(
    `${cases.toLocaleString("en")} open cases, ${cases.toLocaleString("en")} decided ones, ${rounds} calls each`,
  );

  let cursor: string | null = null;
  const queue: string[] = [];
  await measure("moderation_queue, one page after the other", async () => {
    const [row] = await sql`select public.moderation_queue('open', ${cursor}, 50) as page`;
    cursor = row?.page.next_cursor;
    for (const { id } of row?.page.items ?? []) queue.push(id);
  });
  await measure("moderation_queue, the first page", () => sql`select public.moderation_queue('open', null, 50)`);
  const claim = (round: number) => sql`select public.claim_case(${queue[round] as string})`;
  await measure("claim_case", claim);
  await measure("decide", (round) => sql`select public.decide(${queue[round] as string}, 'dismiss')`, claim);
  await measure(
    "report",
    () =>
      sql`select private.file_report(${moderator}, 'post', gen_random_uuid(), md5('person 7')::uuid, '{"caption": "x"}', 'x', 'spam', null)`,
  );
} finally {
  await sql.end();
  await database.stop();
}
