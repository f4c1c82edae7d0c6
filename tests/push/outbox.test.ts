import { generateKeyPairSync } from "node:crypto";
import { fileURLToPath } from "node:url";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ScratchPostgres, startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { applyMigrations } from "../../local/schema/migrations.ts";
import { vapidPublicKey } from "../../media-worker/push/web-push-provider.ts";
import { startWorkerProcess, type WorkerProcess } from "../mail/worker-process.ts";
import { type Answer, type Browser, type PushService, startPushService } from "../support/push/push-service.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const privateKey = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" }).d as string;

let database: ScratchPostgres;
let sql: Sql;
let service: PushService;
const workers: WorkerProcess[] = [];

beforeAll(async () => {
  database = await startScratchPostgres();
  await applyMigrations(project, database.postgresUrl);
  sql = postgres(database.postgresUrl, { max: 2, onnotice: () => {} });
  service = await startPushService();
}, 60_000);

afterAll(async () => {
  for (const worker of workers.splice(0)) await worker.kill("SIGKILL");
  await sql.end();
  await service.close();
  await database.stop();
});

async function startWorker(): Promise<WorkerProcess> {
  const worker = await startWorkerProcess({
    DATABASE_URL: database.postgresUrl,
    SMTP_URL: "smtp://127.0.0.1:9",
    MAIL_FROM: "Plaza <hello@plaza.example>",
    APP_URL: "https://app.example",
    MAIL_TOKEN_SECRET: "of no mail",
    VAPID_PRIVATE_KEY: privateKey,
    VAPID_SUBJECT: "mailto:us@example.com",
    PUSH_UNSAFE_ALLOW_LOOPBACK: "true",
  });
  workers.push(worker);
  return worker;
}

/** So many people with a browser each. */
async function crowd(count: number): Promise<{ id: string; browser: Browser }[]> {
  const rows = await sql<{ id: string }[]>`
    with account as (
      insert into private.accounts (id, username, email, phone, birth_date)
      select id, name, name || '@example.com', '+4930' || 10000000 + (random() * 8e7)::int, '1990-01-01'
      from (select gen_random_uuid() as id from generate_series(1, ${count})) made
      cross join lateral (select 'u' || left(replace(id::text, '-', ''), 20) as name) named
      returning id, username
    ), profile as (
      insert into public.profiles (id, username, first_name, last_name, gender)
      select id, username, 'Robin', 'Tester', 'other' from account returning id
    ), session as (
      insert into private.sessions (id, account_id, refresh_hash, expires_at)
      select id, id, sha256(''), now() + interval '1 day' from account returning id
    )
    select profile.id from profile join session on session.id = profile.id`;
  const people = rows.map(({ id }) => ({ id, browser: service.subscribe(vapidPublicKey(privateKey)) }));
  const devices = people.map(({ id, browser: { subscription } }) => ({
    person_id: id,
    session_id: id,
    platform: "web",
    provider: service.origin,
    address: subscription.endpoint,
    p256dh: subscription.keys.p256dh,
    auth: subscription.keys.auth,
    renewed_at: "2026-01-01T00:00:00Z",
  }));
  await sql`insert into private.push_endpoints ${sql(devices)}`;
  return people;
}

/** Tells each of them something new. */
const tell = (people: { id: string }[]) =>
  sql`
  with news as (
    insert into private.notifications (person_id, kind, group_key, details, part_count, step)
    select id, 'system', gen_random_uuid(), '{"title": "News", "body": "for everybody"}', 1, 1 from unnest(${people.map(({ id }) => id)}::uuid[]) id
    returning id, person_id
  )
  insert into private.notification_parts (notification_id, person_id, family, cause_id, event)
  select id, person_id, 'system', gen_random_uuid(), 'test' from news`.then(
    () => sql`
  update private.notifications set told_step = step where told_step < step`,
  );

/** As if the minute had gone by in which a dead worker might still have been alive. */
const letLeasesPass = () => sql`update private.push_deliveries set due_at = now() where state = 'queued'`;
/** As if the waits were over that a living worker keeps, but for what it has in hand. */
const letWaitsPass = async () => {
  await sql`update private.push_deliveries set due_at = now() where state = 'queued' and due_at < now() + interval '35 seconds'`;
  await sql`update private.push_providers set paused_until = now()`;
  await sql`notify plaza_pushes`;
};

const states = async () => {
  const rows =
    await sql`select state, count(*)::int as count from private.push_deliveries group by state order by state`;
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
};
const settled = async () => {
  await letWaitsPass();
  const [{ waiting } = { waiting: 1 }] = await sql`
    select (select count(*) from private.pushes where state = 'waiting') + (select count(*) from private.push_deliveries where state = 'queued') as waiting`;
  return Number(waiting);
};

test("over a push service that misbehaves in every way and workers that are killed nothing is lost, and nothing is shown twice", async () => {
  const people = await crowd(120);
  const once =
    (first: Answer) =>
    (count: number): Answer =>
      count === 0 ? first : { status: 201 };
  const behaviours: ((count: number) => Answer)[] = [
    () => ({ status: 201 }),
    once({ status: 500 }),
    once({ status: 429, headers: { "retry-after": "1" } }),
    once({ status: 503, headers: { "retry-after": "Thu, 01 Jan 2026 00:00:00 GMT" } }),
    once({ status: 413 }),
    () => ({ status: 410 }),
    (count) => ({ status: count < 3 ? 502 : 201 }),
    () => ({ status: 400 }),
  ];
  for (const [index, { browser }] of people.entries())
    browser.answer = behaviours[index % behaviours.length] as Browser["answer"];
  // One never answers at first.
  (people[0] as (typeof people)[0]).browser.answer = once("hang");
  await tell(people);
  for (let kills = 0; kills < 3; kills++) {
    const worker = await startWorker();
    const before = people.reduce((sum, { browser }) => sum + browser.requests, 0);
    await expect.poll(() => people.reduce((sum, { browser }) => sum + browser.requests, 0)).toBeGreaterThan(before);
    await worker.kill("SIGKILL");
    await letLeasesPass();
  }
  await startWorker();
  await expect.poll(settled, { timeout: 40_000, interval: 500 }).toBe(0);

  const reached = people.filter((_, index) => ![5, 7].includes(index % behaviours.length));
  expect(
    reached.filter(({ browser }) => browser.shown.size !== 1).map(({ browser }) => [browser.requests, browser.refused]),
  ).toEqual([]);
  // What was sent twice, between an answer and a kill, is the same under the same tag.
  for (const { browser } of reached) {
    expect(new Set(browser.arrivals.map(({ payload }) => payload.notification?.data.version))).toEqual(new Set([1]));
    expect(new Set(browser.arrivals.map(({ headers }) => headers.topic)).size).toBe(1);
  }
  // Each kill may have come between an answer and its mark, and nothing else makes a copy.
  expect(Math.max(...reached.map(({ browser }) => browser.arrivals.length))).toBeLessThanOrEqual(4);
  const [gone] = await sql`select count(*)::int as count from private.push_endpoints`;
  expect(gone?.count).toBe(people.length - people.length / behaviours.length);
  expect(await states()).toEqual({ dead: people.length / behaviours.length, sent: reached.length });
  const [spent] = await sql`select count(*)::int as count from private.push_ledger where outcome = 'sent'`;
  expect(spent?.count).toBe(people.length);
  const log = workers.map((worker) => worker.log).join("");
  for (const { browser } of people) expect(log).not.toContain(new URL(browser.subscription.endpoint).pathname);
}, 120_000);

test("a push service that is away is left alone, and what waited goes out when it is back", async () => {
  const people = await crowd(20);
  let isAway = true;
  for (const { browser } of people)
    browser.answer = () => ({ status: isAway ? 503 : 201, headers: isAway ? { "retry-after": "30" } : {} });
  await tell(people);
  const asked = () => people.reduce((sum, { browser }) => sum + browser.requests, 0);
  await expect.poll(asked).toBeGreaterThan(0);
  const pauses = async () => {
    const [slow] = await sql`
      select paused_until > now() + interval '15 seconds' as pauses from private.push_providers where name = ${service.origin}`;
    return slow?.pauses;
  };
  await expect.poll(pauses).toBe(true);
  isAway = false;
  await expect.poll(settled, { timeout: 20_000, interval: 500 }).toBe(0);
  expect(people.map(({ browser }) => browser.shown.size)).toEqual(people.map(() => 1));
});
