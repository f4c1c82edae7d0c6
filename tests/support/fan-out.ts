import { setTimeout as sleep } from "node:timers/promises";
import type { Sql } from "postgres";
import type { EmbeddedStack } from "./embedded-stack.ts";
import type { FcmRequest } from "./push/provider-servers.ts";

/**
 * People who can be told something, so many that registering them would take minutes; the first is an admin. Every `phones`-th has a phone, in whose
 * token they are named. Returns the admin's identifier.
 */
export async function makeAudience(sql: Sql, count: number, phones = 0): Promise<string> {
  const [admin] = await sql`
    with account as (
      insert into private.accounts (username, email, phone, birth_date, app_role)
      select 'aud' || n, 'aud' || n || '@example.com', '+99' || lpad(n::text, 8, '0'), '1990-01-01', case n when 1 then 'admin' else 'user' end
      from generate_series(1, ${count}::int) n
      returning id, username, app_role
    ), profile as (
      insert into public.profiles (id, username, first_name, last_name, gender)
      select id, username, 'Robin', 'Audience', 'other' from account
    ), session as (
      insert into private.sessions (id, account_id, refresh_hash, expires_at)
      select id, id, sha256(''), now() + interval '1 day' from account
    )
    select id from account where app_role = 'admin'`;
  if (phones > 0) {
    await sql`
      insert into private.push_endpoints (person_id, session_id, platform, provider, address)
      select id, id, 'android', 'fcm', 'phone:' || id from public.profiles where substr(username, 4)::int % ${phones} = 0`;
  }
  // As by autovacuum, some minutes after that many people have come.
  await sql`analyze private.accounts, public.profiles, private.push_endpoints`;
  return admin?.id;
}

/** Schedules something for all, for a moment from now on, as the admin. Returns the schedule's identifier. */
export async function tellEverybody(sql: Sql, admin: string): Promise<string> {
  return sql.begin(async (transaction) => {
    const claims = { sub: admin, sid: admin, role: "authenticated", app_role: "admin" };
    await transaction`select set_config('request.jwt.claims', ${JSON.stringify(claims)}, true)`;
    const [answer] = await transaction`
      select public.schedule_notification('"News"', '"Something is new."', '{}', (now() + interval '1 second')::text) ->> 'id' as id`;
    return answer?.id;
  });
}

export interface FanOut {
  /** From the first batch to the last. */
  seconds: number;
  kills: number;
  lost: number;
  doubled: number;
  events: number;
  phones: FannedOutPhones;
}

/** What has come to the phones, by token and collapse key. */
export interface FannedOutPhones {
  /** From the first batch to the last phone. */
  seconds: number;
  reached: number;
  lost: number;
  /** Which show more than one notification: under another collapse key, or another version under the same. */
  doubled: number;
  /** Sent again under the same collapse key and version, since nobody knew whether it had arrived: it replaces itself. */
  repeated: number;
}

/** Reads off what a server of FCM has got. */
export function phonesOf(requests: FcmRequest[]): { shown: Map<string, Set<string>>; repeated: number } {
  const shown = new Map<string, Set<string>>();
  let repeated = 0;
  for (const { message } of requests) {
    const notifications = shown.get(message.token) ?? new Set();
    const one = `${message.android.collapse_key} ${message.data.version}`;
    if (notifications.has(one)) repeated++;
    shown.set(message.token, notifications.add(one));
  }
  return { shown, repeated };
}

/**
 * Waits until everybody was told and every phone reached, and kills the worker and, every third time, Postgres meanwhile, each time that another `step` people
 * have been looked at or reached. Says how long it took, and who was told not at all or twice. `requests` are those that have come to the phones' FCM;
 * with `endsLeases` nobody waits for the minute in which a killed worker might still be alive.
 */
export async function surviveKills(
  stack: EmbeddedStack,
  sql: Sql,
  schedule: string,
  step: number,
  requests: FcmRequest[] = [],
  { onKill = () => {}, endsLeases = false }: { onKill?: (done: string) => void; endsLeases?: boolean } = {},
): Promise<FanOut> {
  let kills = 0;
  let waits = true;
  let lastRequest = { count: 0, at: 0 };
  let occurrence: { looked_at: number; began: number; seconds: number | null } | undefined;
  for (let next = Math.min(step, 1_000); waits; await sleep(20)) {
    if (requests.length > lastRequest.count) lastRequest = { count: requests.length, at: Date.now() };
    // Postgres may be away.
    const [row] = await sql<{ looked_at: number; began: number; seconds: number | null; pushes: number }[]>`
      select looked_at, extract(epoch from began_at)::float8 as began, extract(epoch from ended_at - began_at)::float8 as seconds, case when ended_at is not null then
        (select count(*) from private.pushes where state = 'waiting') + (select count(*) from private.push_deliveries where state = 'queued') end::int as pushes
      from private.notification_occurrences where schedule_id = ${schedule}`.catch(() => []);
    if (!row) continue;
    occurrence = row;
    waits = row.pushes !== 0;
    if (endsLeases && row.seconds !== null && waits && Date.now() - lastRequest.at > 2_000) {
      await sql`update private.push_deliveries set due_at = now() where state = 'queued'`.catch(() => []);
    }
    const done = Math.round(requests.length > 0 ? (row.looked_at + requests.length) / 2 : row.looked_at);
    if (!waits || done < next) continue;
    onKill(`${row.looked_at} looked at, ${requests.length} sent`);
    next = done + step;
    process.kill(stack.processes.parts[kills++ % 3 === 1 ? "postgres" : "worker"] as number, "SIGKILL");
  }
  const [counted] = await sql`
    select count(*) filter (where told.times is null)::int as lost, count(*) filter (where told.times > 1)::int as doubled
    from public.profiles person
    left join (
      select news.person_id, count(*) as times from private.notifications news
      join private.notification_parts part on part.notification_id = news.id
      where news.target_id = ${schedule} and news.part_count = 1 and news.actor_count = 0
      group by news.person_id
    ) told on told.person_id = person.id`;
  const [sent] = await sql`
    select (select count(*)::int from realtime.messages where event = 'notification') as events, (select count(*)::int from private.push_endpoints) as phones`;
  const { shown, repeated } = phonesOf(requests);
  return {
    seconds: occurrence?.seconds as number,
    kills,
    lost: counted?.lost,
    doubled: counted?.doubled,
    events: sent?.events,
    phones: {
      seconds: lastRequest.at ? lastRequest.at / 1_000 - (occurrence?.began as number) : 0,
      reached: shown.size,
      lost: sent?.phones - shown.size,
      doubled: [...shown.values()].filter(({ size }) => size > 1).length,
      repeated,
    },
  };
}
