import { beforeAll, expect, test } from "vitest";
import { connectDatabase } from "../support/database.ts";
import { liftLimits } from "../support/no-limits.ts";
import { newPerson, type Person } from "../support/people.ts";
import { call, eventually } from "../support/rpc.ts";
import { request, rpc } from "./support/api.ts";
import { allEndpoints, allRpcs, inParallel, report } from "./support/surface.ts";
import { makeWorld, plausibleCall, type World } from "./support/world.ts";

const sql = connectDatabase();

let world: World;
let stranger: Person;
let blocked: Person;
beforeAll(async () => {
  await liftLimits(sql);
  [world, stranger, blocked] = await Promise.all([makeWorld(sql), newPerson(), newPerson()]);
  await call(world.owner, "block", { user_id: blocked.id });
});

/**
 * What others may add to somebody: a request, a block, a mute; and what the worker makes of what everybody does, by the clock.
 * All else that is somebody's stays as it is.
 */
const addedByOthers = new Set([
  "follow_requests.followee_id",
  "connection_requests.addressee_id",
  "connection_requests.other_id",
  "blocks.blocked_id",
  "mutes.muted_id",
  "private.dismissed_suggestions.suggested_id",
  "private.presence.profile_id",
  "private.people_search.profile_id",
  "private.people_top.profile_id",
  "private.author_affinity.author_id",
  "private.author_facets.author_id",
  "private.author_hours.author_id",
  "private.author_neighbours.author_id",
  "private.author_neighbours.neighbour_id",
  "private.author_reach.author_id",
]);

/** What the readers of the log make of what happened (counters, notifications, …) is a second or a few behind it. */
async function readersStand(): Promise<void> {
  const [last] = await sql<{ line: string }[]>`select max(transaction_id)::text as line from private.engagement`;
  await eventually(
    () => sql<{ read: boolean }[]>`
      select bool_and(place > ${last?.line ?? "0"}::text::xid8) as read from private.engagement_readers`,
    ([all]) => all?.read === true,
  );
}

/** Everything that hangs on a person, table by table, and what is in their conversations. */
async function belongings(person: Person): Promise<Record<string, string>> {
  const keys = await sql<{ table: string; column: string }[]>`
    select conrelid::regclass::text as table, attname as column
    from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1]
    where contype = 'f' and confrelid in ('public.profiles'::regclass, 'private.accounts'::regclass)`;
  const found: Record<string, string> = {};
  for (const { table, column } of keys) {
    if (addedByOthers.has(`${table}.${column}`)) continue;
    const [row] = await sql.unsafe(
      `select count(*) || ' ' || coalesce(md5(string_agg(whole::text, '' order by whole::text)), '') as digest from ${table} whole where ${column} = $1`,
      [person.id],
    );
    found[`${table}.${column}`] = row?.digest;
  }
  const [talk] = await sql`
    select md5(string_agg(conversation::text, '' order by id)) as digest from private.conversations conversation where id = any (${world.ids.conversation_id ?? []})`;
  return { ...found, conversations: talk?.digest };
}

test("with the ids of another's private things nobody reads, changes or removes one of them", async () => {
  await readersStand();
  const before = await belongings(world.owner);
  const others = { anonymous: undefined, "a stranger": stranger, "somebody blocked": blocked };
  const known = Object.values(world.ids).flat();
  const everyId = [...new Set(known)];
  const rpcs = await allRpcs(sql);
  const trials: { who: string; token: string | undefined; name: string; args: Record<string, unknown> }[] = [];
  for (const [who, person] of Object.entries(others)) {
    for (const one of rpcs) {
      const base = plausibleCall(one, world);
      const places = one.parameters.filter(({ name, type }) => /^uuid/.test(type) && name !== "client_id");
      // The call as it is meant, by every thing of the right kind; and every id of any other kind in each place.
      const calls = [base];
      for (const { name, type } of places)
        for (const id of everyId) calls.push({ ...base, [name]: type === "uuid[]" ? [id] : id });
      if (one.parameters.some(({ name }) => name === "target"))
        for (const target of ["post", "comment", "message"])
          for (const target_id of world.ids.target_id ?? []) calls.push({ ...base, target, target_id });
      for (const args of calls) trials.push({ who, token: person?.session.access_token, name: one.name, args });
    }
  }
  const leaks: string[] = [];
  let refused = 0;
  await inParallel(trials, async ({ who, token, name, args }) => {
    const { status, text } = await rpc(name, args, token);
    if (status >= 400) refused++;
    const told = `${who}: ${name} ${JSON.stringify(args)}: ${status} ${text.slice(0, 200)}`;
    if (text.includes(world.mark)) leaks.push(told);
    const asked = JSON.stringify(args);
    // Ids that the answer gives away, but for the person themselves, who may be found.
    if (everyId.some((id) => id !== world.owner.id && text.includes(id) && !asked.includes(id))) leaks.push(told);
    if (status >= 500) leaks.push(told);
  });
  report("ids of others in RPCs", {
    functions: rpcs.length,
    ids: everyId.length,
    calls: trials.length,
    refused,
    leaks: leaks.length,
  });
  expect(leaks.slice(0, 20)).toEqual([]);
  await readersStand();
  expect(await belongings(world.owner)).toEqual(before);
});

test("the edge functions give nothing away for another's ids", async () => {
  await readersStand();
  const before = await belongings(world.owner);
  const leaks: string[] = [];
  const endpoints = (await allEndpoints()).filter(({ path }) => path.includes(":"));
  const everyId = [...new Set(Object.values(world.ids).flat())];
  const trials = endpoints.flatMap((endpoint) =>
    everyId.flatMap((id) => [undefined, stranger, blocked].map((person) => ({ ...endpoint, id, person }))),
  );
  await inParallel(trials, async ({ method, path, id, person }) => {
    const { status, text } = await request(`functions/v1/${path.replace(/:[a-z_]+/, id)}`, {
      method,
      token: person?.session.access_token,
      ...(method === "POST" || method === "PATCH"
        ? { body: { alt_text: "changed", parts: [{ number: 1, etag: "x" }] } }
        : {}),
    });
    // Ending a session that is not there says nothing.
    const silent = method === "DELETE" && path.includes("sessions") && status === 204;
    if ((status < 400 && !silent) || status >= 500 || text.includes(world.mark))
      leaks.push(`${method} ${path} ${id}: ${status} ${text.slice(0, 100)}`);
  });
  report("ids of others at edge endpoints", { endpoints: endpoints.length, calls: trials.length, leaks: leaks.length });
  expect(endpoints.length).toBeGreaterThan(4);
  expect(leaks).toEqual([]);
  await readersStand();
  expect(await belongings(world.owner)).toEqual(before);
});
