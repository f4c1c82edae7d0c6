import { randomUUID } from "node:crypto";
import { describe, expect, inject, test } from "vitest";
import { clientWith } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { eventually } from "../../support/rpc.ts";
import { signToken } from "../../support/sign-token.ts";

const sql = connectDatabase();
const crowdSize = 300;
const neighbours = 10;

/** People who know those next to them in a circle. Registration is not what is tested: they are put there. */
async function makeCrowd() {
  const ids = Array.from({ length: crowdSize }, () => randomUUID());
  await sql`
    with person as (select id, 'u' || left(replace(id::text, '-', ''), 20) as name from unnest(${ids}::uuid[]) id),
    account as (
      insert into private.accounts (id, username, email, phone, birth_date)
      select id, name, name || '@example.com', '+' || (10^14 + random() * 10^14)::bigint, '1990-01-01' from person
      returning id, username)
    insert into public.profiles (id, username, first_name, last_name, gender)
    select id, username, 'Robin', 'Tester', 'other' from account`;
  await sql`
    insert into private.sessions (id, account_id, refresh_hash, expires_at)
    select id, id, sha256(''), now() + interval '1 day' from unnest(${ids}::uuid[]) id`;
  await sql`
    with circle as (select id, place::int from unnest(${ids}::uuid[]) with ordinality given (id, place))
    insert into public.connections (person_id, other_id)
    select one.id, other.id from circle one join circle other
      on one.id <> other.id and (one.place - other.place + ${crowdSize * 2}) % ${crowdSize} in (${sql.unsafe(
        Array.from({ length: neighbours / 2 }, (_, step) => [step + 1, crowdSize - step - 1]).join(),
      )})`;
  return Promise.all(ids.map(async (id) => ({ id, client: clientWith(await signToken({ sub: id, sid: id })) })));
}

describe.runIf(inject("target").dataFolder)("a crowd that comes and goes at once", () => {
  test("is told to each contact once a person and change, and heartbeats tell nothing more", async () => {
    const crowd = await makeCrowd();
    const ids = crowd.map(({ id }) => id);
    const beats = () =>
      Promise.all(crowd.map(({ client }) => client.rpc("heartbeat", { status: "online", device: "web" })));
    /** What was sent to whom about whom, and how often. */
    const told = async (status: string) => {
      const [row] = await sql`
        select count(*)::int as changes, count(distinct (topic, item ->> 'user_id'))::int as pairs
        from realtime.messages, jsonb_array_elements(payload -> 'items') item
        where event = 'presence' and item ->> 'status' = ${status} and (item ->> 'user_id')::uuid = any (${ids})`;
      return row as unknown as { changes: number; pairs: number };
    };
    const unnoticed = async () => {
      const [row] = await sql`
        select count(*)::int as people from private.presence_changes(100000) change where change.person_id = any (${ids})`;
      return row?.people as number;
    };
    const settled = () => eventually(unnoticed, (people) => people === 0);

    const [watcher] = crowd as [(typeof crowd)[number]];
    const heard = new Map<string, string[]>();
    await watcher.client.realtime.setAuth();
    await new Promise((resolve) =>
      watcher.client
        .channel(`user:${watcher.id}`, { config: { private: true } })
        .on("broadcast", { event: "presence" }, ({ payload }) => {
          for (const { user_id, status } of payload.items) heard.set(user_id, [...(heard.get(user_id) ?? []), status]);
        })
        .subscribe(resolve),
    );
    await watcher.client.rpc("heartbeat");
    await settled();

    for (const answer of (await Promise.all([beats(), beats()])).flat()) expect(answer.status).toBe(204);
    await settled();
    const arrivals = await told("online");
    expect(arrivals.changes).toBe(arrivals.pairs);
    await expect.poll(() => heard.size).toBe(neighbours);

    // All connections drop and come back before anybody is taken for gone.
    await Promise.all([beats(), beats()]);
    await settled();
    expect(await told("online")).toEqual(arrivals);

    await sql`
      update private.presence set seen_at = now() - interval '2 minutes', active_at = null
      where profile_id = any (${ids.slice(1)})`;
    await settled();
    await expect.poll(() => [...heard.values()]).toEqual(Array(neighbours).fill(["online", "offline"]));
    // The only contact of each who was still there.
    expect(await told("offline")).toEqual({ changes: neighbours, pairs: neighbours });
    await watcher.client.realtime.disconnect();
  });
});
