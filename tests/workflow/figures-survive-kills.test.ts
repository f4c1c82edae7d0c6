import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type ScratchPostgres, startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { repositoryFolder } from "../../local/schema/command.ts";
import { applyMigrations } from "../../local/schema/migrations.ts";

/** Calls the reader of the log again and again, as a worker does, until it is killed. */
const worker = `
  import postgres from "postgres";
  const sql = postgres(process.env.DATABASE_URL, { max: 1, onnotice: () => {} });
  for (;;) await sql\`select private.learn_activity()\`.catch(() => {});
`;

let server: ScratchPostgres;
let sql: Sql;

beforeAll(async () => {
  server = await startScratchPostgres();
  await applyMigrations(repositoryFolder, server.postgresUrl);
  sql = postgres(server.postgresUrl, { max: 2, onnotice: () => {} });
  await sql`
    with account as (
      insert into private.accounts (username, email, phone, birth_date)
      select 'person' || n, 'person' || n || '@example.com', '+49' || 30000000 + n, '1990-01-01' from generate_series(1, 200) n
      returning id, username
    )
    insert into public.profiles (id, username, first_name, last_name, gender) select id, username, 'Robin', 'Tester', 'other' from account`;
  await sql`insert into private.kept_time_zones (time_zone) values ('Europe/Berlin')`;
});
afterAll(async () => {
  await sql?.end();
  await server?.stop();
});

const startWorker = (): ChildProcess =>
  spawn(process.execPath, ["--input-type=module", "--eval", worker], {
    cwd: repositoryFolder,
    env: { ...process.env, DATABASE_URL: server.postgresUrl },
    stdio: "ignore",
  });

/** Asks until Postgres is there again: it restarts when one of its processes is killed. */
async function insist<Result>(work: () => PromiseLike<Result>): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch {
      await sleep(100);
    }
  }
}

test("two workers that are killed again and again, and a Postgres that crashes, count everything once", async () => {
  const workers = [startWorker(), startWorker()];
  const end = Date.now() + 9_000;
  let appended = 0;
  const append = async () => {
    while (Date.now() < end) {
      // What is not acknowledged may have been written all the same: what counts in the end is the log.
      await insist(
        () => sql`
          insert into private.engagement (kind, actor_id, happened_at, details)
          select (array['view', 'post', 'message', 'follow'])[1 + floor(random() * 4)], person.id, now() - random() ^ 3 * interval '40 days', '{"counts": 1}'
          from public.profiles person where random() < 0.5`,
      );
      appended++;
      await sleep(60);
    }
  };
  const kill = async () => {
    for (let nth = 0; Date.now() < end; nth++) {
      await sleep(300 + Math.random() * 500);
      workers[nth % 2]?.kill("SIGKILL");
      workers[nth % 2] = startWorker();
      if (nth !== 5) continue;
      // In the midst of its work: Postgres ends all connections and recovers from its log.
      const [backend] = await insist(
        () =>
          sql`select pid from pg_stat_activity where query like '%learn_activity%' and pid <> pg_backend_pid() limit 1`,
      );
      if (backend) process.kill(backend.pid, "SIGKILL");
    }
  };
  await Promise.all([append(), kill()]);
  for (const process of workers) process.kill("SIGKILL");
  expect(appended).toBeGreaterThan(20);

  await vi.waitFor(
    async () => {
      await sql`select private.learn_activity()`;
      const unread = await sql`
        select from private.engagement
        where transaction_id >= (select place from private.engagement_readers where name = 'activity') limit 1`;
      expect(unread).toHaveLength(0);
    },
    { timeout: 30_000, interval: 10 },
  );
  const differences = await sql`
      with line as materialized (
        select actor_id, kind, (happened_at at time zone 'Europe/Berlin')::date as day from private.engagement
      ), asked as (
        select ('Europe/Berlin', current_date - 45, current_date + 1, 'all')::private.asked_days as asked
      )
      select 'people' as what, known.day::text, known.daily as counted, count(distinct line.actor_id) as truth
      from asked, private.users_of_days(asked.asked) known left join line on line.day = known.day
      group by known.day, known.daily
      having known.daily <> count(distinct line.actor_id)
      union all
      select measure, known.day::text, sum(known.amount), (select count(*) from line where line.kind = measure and line.day = known.day)
      from asked, private.tallied_by_day(asked.asked, array['view', 'post', 'message', 'follow']) known
      where measure <> ''
      group by measure, known.day
      having sum(known.amount) <> (select count(*) from line where line.kind = measure and line.day = known.day)
      union all
      select 'lines', null, (select sum(amount) from private.tallies where segment = 'all' and measure in ('view', 'post', 'message', 'follow')), count(*)
      from line
      having count(*) <> (select sum(amount) from private.tallies where segment = 'all' and measure in ('view', 'post', 'message', 'follow'))`;
  expect([...differences]).toEqual([]);
});
