import { setTimeout as sleep } from "node:timers/promises";
import type { Sql } from "postgres";
import type { EmbeddedStack } from "./embedded-stack.ts";

/** People who can be told something, so many that registering them would take minutes; the first is an admin. Returns the admin's identifier. */
export async function makeAudience(sql: Sql, count: number): Promise<string> {
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
  // As by autovacuum, some minutes after that many people have come.
  await sql`analyze private.accounts, public.profiles`;
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
  seconds: number;
  kills: number;
  lost: number;
  doubled: number;
  events: number;
}

/**
 * Waits until everybody was told, and kills the worker and, every third time, Postgres meanwhile, each time that another `step` people have been
 * looked at. Says how long it took from the first batch to the last, and who was told not at all or twice.
 */
export async function surviveKills(
  stack: EmbeddedStack,
  sql: Sql,
  schedule: string,
  step: number,
  onKill: (lookedAt: number) => void = () => {},
): Promise<FanOut> {
  let kills = 0;
  let seconds: number | undefined;
  for (let next = Math.min(step, 1_000); seconds === undefined; await sleep(20)) {
    // Postgres may be away.
    const [occurrence] = await sql`
      select looked_at, extract(epoch from ended_at - began_at)::float8 as seconds from private.notification_occurrences
      where schedule_id = ${schedule}`.catch(() => []);
    seconds = occurrence?.seconds ?? undefined;
    if (seconds !== undefined || !occurrence || occurrence.looked_at < next) continue;
    onKill(occurrence.looked_at);
    next = occurrence.looked_at + step;
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
  const [sent] = await sql`select count(*)::int as events from realtime.messages where event = 'notification'`;
  return { seconds, kills, lost: counted?.lost, doubled: counted?.doubled, events: sent?.events };
}
