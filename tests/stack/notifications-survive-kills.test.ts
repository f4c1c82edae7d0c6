import { setTimeout as sleep } from "node:timers/promises";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EmbeddedStack } from "../support/embedded-stack.ts";
import { makeAudience, surviveKills, tellEverybody } from "../support/fan-out.ts";
import { startFcm } from "../support/push/provider-servers.ts";

const people = 8_000;
let stack: EmbeddedStack;
let sql: Sql;
let fcm: Awaited<ReturnType<typeof startFcm>>;

beforeAll(async () => {
  fcm = await startFcm();
  stack = await EmbeddedStack.make({
    environment: { FCM_SERVICE_ACCOUNT: JSON.stringify(fcm.account), FCM_URL: fcm.url },
  });
  await stack.start();
  sql = postgres(stack.values.DB_URL, { max: 4, onnotice: () => {} });
});
afterAll(async () => {
  // A connection that was cut off by a kill is not waited for.
  await sql?.end({ timeout: 5 });
  await stack?.discard();
  await fcm?.close();
});

test("kills of the worker and of Postgres during a fan-out leave nobody out and tell nobody twice, of a schedule as of deeds that are undone", async () => {
  const admin = await makeAudience(sql, people, 8);
  const schedule = await tellEverybody(sql, admin);
  const told = surviveKills(stack, sql, schedule, 3_000, fcm.requests, { endsLeases: true });
  // Meanwhile everybody follows the admin, and every second one no longer: a set of people at a time.
  for (let set = 0; set < 8; set++) {
    const follow = sql`
      with follower as (
        insert into public.follows (follower_id, followee_id)
        select id, ${admin} from public.profiles where id <> ${admin} and substr(username, 4)::int % 8 = ${set}
        on conflict do nothing
        returning follower_id, followee_id)
      insert into private.engagement (kind, actor_id, subject_id) select 'follow', follower_id, followee_id from follower`;
    await follow.catch(() => set--);
    if (set % 2 === 1) {
      const unfollow = sql`
        delete from public.follows using public.profiles person
        where person.id = follower_id and followee_id = ${admin} and substr(username, 4)::int % 8 = ${set}`;
      while (!(await unfollow.then(() => true).catch(() => false))) await sleep(100);
    }
    await sleep(100);
  }
  const { lost, doubled, kills, events, phones } = await told;
  expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
  expect(phones).toMatchObject({ reached: people / 8, lost: 0, doubled: 0 });
  expect(kills).toBeGreaterThan(0);
  expect(events).toBeGreaterThanOrEqual(people);

  // Numbers 8, 16, … are of set 0, and the admin is number 1.
  const followers = people / 2;
  for (;;) {
    const counted = await sql`
      select part_count, actor_count from private.notifications where person_id = ${admin} and kind = 'follow'`.catch(
      () => [],
    );
    if (counted[0]?.part_count === followers) {
      expect(counted).toEqual([{ part_count: followers, actor_count: followers }]);
      break;
    }
    await sleep(200);
  }
}, 180_000);
