import type { RealtimeChannel } from "@supabase/supabase-js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { say, startConversation } from "../../support/chat.ts";
import { callFunction, clientWith, type PlazaClient } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { comment, publish } from "../../support/posts.ts";
import { call, eventually } from "../../support/rpc.ts";

type Row = Record<string, number | string | null>;

const sql = connectDatabase();
let admin: Person;
let moderator: Person;
let member: Person;

/** Signs somebody in anew, with a role that an admin gave them. */
async function withRole(role: string): Promise<Person> {
  const person = await newPerson();
  await sql`update private.accounts set app_role = ${role} where id = ${person.id}`;
  const { body } = await callFunction("auth/login", {
    body: { identifier: person.username, password: person.password },
  });
  const session = body.session as Person["session"];
  return { ...person, session, client: clientWith(session.access_token) };
}

beforeAll(async () => {
  [admin, moderator, member] = await Promise.all([withRole("admin"), withRole("moderator"), newPerson()]);
});

const analytics = (client: PlazaClient) => client.schema("analytics" as never) as unknown as PlazaClient;

async function ask(name: string, args: Record<string, unknown> = {}): Promise<Row[]> {
  const { data, error } = await analytics(admin.client).rpc(name as never, args as never);
  if (error) throw new Error(`${name}: ${JSON.stringify(error)}`);
  return data as unknown as Row[];
}

const today = { since: new Date().toISOString().slice(0, 10) };
const figure = async (view: string, name: string, args: Record<string, unknown> = {}) =>
  Number((await ask(view, { ...today, ...args }))[0]?.[name]);

const views = [
  "overview",
  "daily_users",
  "growth",
  "retention",
  "funnel",
  "content_daily",
  "engagement_daily",
  "sessions_daily",
  "matchmaking_daily",
  "media_daily",
  "notifications_daily",
  "viral_posts",
  "api_calls",
  "live",
];

test("what people do is in the figures a second later, and in those of their segment", async () => {
  // Nobody else of these tests calls from Andorra.
  const person = await newPerson({ phone: "+376312345", birth_date: "1958-01-01" });
  const [country, age] = [{ country: "AD" }, { age_band: "65+" }];
  const before = {
    posts: await figure("content_daily", "posts", country),
    daily: await figure("daily_users", "daily", country),
    ages: await figure("daily_users", "daily", age),
  };
  const post = await publish(person);
  await comment(person, post.id);
  await say(person, await startConversation(person, member), "hello");
  await eventually(
    () => figure("content_daily", "messages", country),
    (messages) => messages > 0,
  );
  expect(await figure("content_daily", "posts", country)).toBe(before.posts + 1);
  expect(await figure("content_daily", "texts", country)).toBeGreaterThan(0);
  expect(await figure("daily_users", "daily", country)).toBe(before.daily + 1);
  expect(await figure("daily_users", "daily", age)).toBeGreaterThan(before.ages);
  expect(await ask("list_segments")).toContainEqual({
    dimension: "country",
    value: "AD",
    monthly: before.daily + 1,
  });
  const funnel = await ask("funnel", { ...today, ...country });
  expect(Object.fromEntries(funnel.map(({ step, people }) => [step, people]))).toMatchObject({
    registered: expect.any(Number),
    post: 1,
    message: 1,
    match: 0,
  });
});

test("whoever deletes their account is in no count of people any more", async () => {
  const person = await newPerson({ phone: "+378612345" });
  const country = { country: "SM" };
  await publish(person);
  await eventually(
    () => figure("daily_users", "daily", country),
    (daily) => daily === 1,
  );
  await callFunction("auth/account", {
    method: "DELETE",
    token: person.session.access_token,
    body: { password: person.password },
  });
  expect(await figure("daily_users", "daily", country)).toBe(0);
  expect(await figure("growth", "people", country)).toBe(0);
  expect(await figure("growth", "deleted", country)).toBe(1);
  expect((await ask("funnel", { ...today, ...country }))[0]?.people).toBe(0);
  expect(await figure("content_daily", "posts", country)).toBe(1);
});

test("today and the days before are those of the reader's time zone, and kept ones answer the same", async () => {
  for (const time_zone of ["Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
    const day = new Intl.DateTimeFormat("en-CA", { timeZone: time_zone }).format(new Date());
    const rows = await ask("daily_users", { time_zone });
    expect(rows).toHaveLength(30);
    expect(rows.at(-1)?.day).toBe(day);
    await ask("keep_time_zone", { time_zone });
    await eventually(
      async () =>
        (await sql`select from private.kept_time_zones where time_zone = ${time_zone} and kept_since is not null`)
          .length,
      (kept) => kept === 1,
    );
    const [kept, made] = [await ask("daily_users", { time_zone, until: rows[28]?.day }), rows.slice(0, 29)];
    expect(kept.slice(1)).toEqual(made);
  }
});

test("overview, export and recount say the same", async () => {
  const { data: csv } = await analytics(admin.client)
    .from("content_daily" as never)
    .select()
    .csv();
  const lines = String(csv).split("\n");
  expect(lines[0]).toMatch(/^day,posts,texts,images,/);
  expect(lines).toHaveLength(31);
  for (const view_name of ["daily_users", "content_daily", "engagement_daily", "growth", "funnel"]) {
    // Others are at work meanwhile: between the two counts nothing may have come.
    await eventually(
      () => ask("recount", { view_name, day: today.since }),
      (rows) => rows.length > 0 && rows.every(({ stored, recounted }) => stored === recounted),
    );
  }
  const overview = await ask("overview");
  expect(overview.find(({ name }) => name === "posts")).toMatchObject({ view_name: "content_daily", before: 0 });
  const definitions = await ask("list_figures");
  for (const { view_name, name } of overview) {
    expect(definitions).toContainEqual({ view_name, name, definition: expect.any(String) });
  }
});

test("moderators see moderation and nothing else, members and strangers nothing", async () => {
  const status = async (client: PlazaClient, view: string) =>
    (
      await analytics(client)
        .from(view as never)
        .select()
    ).status;
  for (const view of views) {
    expect([view, await status(admin.client, view)]).toEqual([view, 200]);
    expect([view, await status(moderator.client, view)]).toEqual([view, 403]);
    expect([view, await status(member.client, view)]).toEqual([view, 403]);
    expect([view, await status(clientWith(), view)]).toEqual([view, 401]);
  }
  expect(await status(moderator.client, "moderation_daily")).toBe(200);
  expect(await status(member.client, "moderation_daily")).toBe(403);
});

const channels: RealtimeChannel[] = [];
afterAll(() => Promise.all(channels.map((channel) => channel.socket.disconnect())));

/** Listens to admin:live; resolves with whether it was let in. */
async function listen({ client, session }: Person, heard: Row[]): Promise<boolean> {
  await client.realtime.setAuth(session.access_token);
  const channel = client.channel("admin:live", { config: { private: true } });
  channels.push(channel);
  channel.on("broadcast", { event: "live" }, ({ payload }) =>
    heard.push(Object.fromEntries((payload.items as Row[]).map(({ name, value }) => [name, value])) as Row),
  );
  return new Promise((resolve) => channel.subscribe((status) => resolve(status === "SUBSCRIBED")));
}

test("calls are counted with how they ended and how long they took", async () => {
  const counted = async (name: string) => {
    const rows = await ask("api_calls");
    return rows.find((row) => row.call === name) ?? { requests: 0, refused: 0, errors: 0 };
  };
  const before = await counted("get_post");
  const post = await publish(member);
  await call(member, "get_post", { post_id: post.id });
  await member.client.rpc("get_post", { post_id: "nothing" } as never);
  await member.client.rpc("guessed_at_random" as never);
  await callFunction("auth/me", { method: "GET", token: member.session.access_token });
  // Each is told when its time comes, so all of them are waited for.
  const after = await eventually(
    async () => ({
      known: await counted("get_post"),
      edge: await counted("auth/me"),
      guessed: await counted("others"),
    }),
    ({ known, edge, guessed }) =>
      Number(known.requests) >= Number(before.requests) + 2 &&
      Number(known.refused) > Number(before.refused) &&
      Number(edge.requests) > 0 &&
      Number(guessed.requests) > 0,
  );
  expect(after.known).toMatchObject({
    mean_ms: expect.any(Number),
    p50_ms: expect.any(Number),
    p95_ms: expect.any(Number),
  });
  expect((await ask("api_calls")).filter((row) => String(row.call).startsWith("guessed"))).toEqual([]);
});

test("admins hear what happens while it happens", async () => {
  const heard: Row[] = [];
  expect(await listen(moderator, [])).toBe(false);
  expect(await listen(member, [])).toBe(false);
  expect(await listen(admin, heard)).toBe(true);
  const { posts = 0 } = Object.fromEntries(
    (
      (
        await analytics(admin.client)
          .from("live" as never)
          .select()
      ).data as unknown as Row[]
    ).map(({ name, value }) => [name, value]),
  ) as Row;
  await publish(member);
  await call(member, "heartbeat");
  await eventually(
    async () => heard.at(-1),
    (last) => Number(last?.posts) > Number(posts),
  );
  expect(heard.at(-1)).toMatchObject({
    online: expect.any(Number),
    daily: expect.any(Number),
    views: expect.any(Number),
  });
});
