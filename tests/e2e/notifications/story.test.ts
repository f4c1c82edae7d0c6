import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { type Event, listen } from "../../support/chat.ts";
import { clientWith } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { type Page, publish } from "../../support/posts.ts";
import { call, eventually } from "../../support/rpc.ts";
import { signIn } from "../../support/sessions.ts";

const sql = connectDatabase();

interface Notification {
  id: string;
  kind: string;
  actors: { id: string }[];
  actor_count: number;
  part_count: number;
  target_id: string | null;
  latest_cause_id: string | null;
  preview: { excerpt: string } | null;
  details: Record<string, unknown>;
  seen_at: string | null;
  read_at: string | null;
}

const list = async (person: Person, args = {}) =>
  (await call<Page<Notification>>(person, "list_notifications", args)).items;
const unread = (person: Person) => call<Record<string, number>>(person, "unread_counts");

/** "like 2/2": the kinds of what is listed, with parts and people. */
const lines = (items: Notification[]) =>
  items.map(({ kind, part_count, actor_count }) => `${kind} ${part_count}/${actor_count}`);
const untilListed = (person: Person, expected: string[], args = {}) =>
  eventually(
    () => list(person, args),
    (items) => JSON.stringify(lines(items)) === JSON.stringify(expected),
  );
const named = (events: Event[], name: string) =>
  events.filter(({ event }) => event === name).map(({ payload }) => payload);
const lastBadge = (events: Event[]) => named(events, "badge").at(-1)?.notifications;

const like = (person: Person, post: { id: string }) => call(person, "react", { target: "post", target_id: post.id });
const comment = (person: Person, post: { id: string }, body: string) =>
  call<{ id: string }>(person, "add_comment", { client_id: randomUUID(), post_id: post.id, body });

test("two people like a post at the same moment: one line, one event, one in the badge; undone, it is gone again", async () => {
  const [alice, bob, carol] = await Promise.all([newPerson(), newPerson(), newPerson()]);
  const events = await listen(alice, `user:${alice.id}`);
  const post = await publish(alice, { caption: "a walk" });
  await Promise.all([like(bob, post), like(carol, post)]);
  const [line] = await untilListed(alice, ["like 2/2"]);
  expect(line).toMatchObject({ target_id: post.id, preview: { excerpt: "a walk" }, read_at: null });
  expect(new Set(line?.actors.map(({ id }) => id))).toEqual(new Set([bob.id, carol.id]));
  await eventually(
    async () => lastBadge(events),
    (badge) => badge === 1,
  );
  expect((await unread(alice)).notifications).toBe(1);
  const told = named(events, "notification");
  expect(told.length).toBeGreaterThan(0);
  for (const event of told) {
    expect(event).toMatchObject({ kind: "like", target_kind: "post", target_id: post.id });
    expect(JSON.stringify(event)).not.toContain(bob.id);
  }

  await call(bob, "unreact", { target: "post", target_id: post.id });
  await untilListed(alice, ["like 1/1"]);
  await call(carol, "unreact", { target: "post", target_id: post.id });
  await untilListed(alice, []);
  await eventually(
    async () => lastBadge(events),
    (badge) => badge === 0,
  );
});

test("groups merge until they are read; seen is not read; sync has the same list", async () => {
  const [alice, bob] = await Promise.all([newPerson(), newPerson()]);
  const post = await publish(alice);
  await comment(bob, post, "first");
  await comment(bob, post, "second");
  await like(bob, post);
  const items = await untilListed(alice, ["like 1/1", "comment 2/1"]);
  expect(await unread(alice)).toMatchObject({ notifications: 2, unseen: 2 });
  const { notifications } = await call<{ notifications: Notification[] }>(alice, "sync");
  expect(notifications.map(({ id }) => id)).toEqual(items.map(({ id }) => id));

  await call(alice, "mark_notifications_seen");
  expect(await unread(alice)).toMatchObject({ notifications: 2, unseen: 0 });
  await comment(bob, post, "third");
  await untilListed(alice, ["comment 3/1", "like 1/1"]);

  await call(alice, "mark_notifications_read", { ids: [items.find(({ kind }) => kind === "comment")?.id] });
  expect(await unread(alice)).toMatchObject({ notifications: 1 });
  const { id } = await comment(bob, post, "fourth");
  const [fresh] = await untilListed(alice, ["comment 1/1", "comment 3/1", "like 1/1"]);
  expect(fresh?.latest_cause_id).toBe(id);
  await call(bob, "delete_comment", { comment_id: id });
  await untilListed(alice, ["comment 3/1", "like 1/1"]);
  const why = await call<{ events: { event: string; causes: number }[] }>(alice, "why_notified", {
    notification_id: items.find(({ kind }) => kind === "comment")?.id,
  });
  expect(why.events).toEqual([expect.objectContaining({ event: "comment", causes: 3 })]);
});

test("what is read on one of three devices is read on all, and each hears so", async () => {
  const [alice, bob] = await Promise.all([newPerson(), newPerson()]);
  const devices = await Promise.all(
    [alice.session, await signIn(alice), await signIn(alice)].map(async (session) => {
      const person = { ...alice, session, client: clientWith(session.access_token) };
      return { person, events: await listen(person, `user:${alice.id}`) };
    }),
  );
  await call(bob, "follow", { user_id: alice.id });
  for (const { person, events } of devices) {
    await untilListed(person, ["follow 1/1"]);
    await eventually(
      async () => lastBadge(events),
      (badge) => badge === 1,
    );
  }
  await call(devices[1]?.person as Person, "mark_notifications_read", { everything: true });
  for (const { person, events } of devices) {
    await eventually(
      async () => lastBadge(events),
      (badge) => badge === 0,
    );
    expect(await unread(person)).toMatchObject({ notifications: 0 });
    expect(await list(person, { unread_only: true })).toEqual([]);
    expect(await list(person)).toHaveLength(1);
  }
});

test("a request that is declined leaves the list and the badge, of which who asked hears nothing", async () => {
  const [alice, bob] = await Promise.all([newPerson(), newPerson()]);
  const [events, asked] = [await listen(alice, `user:${alice.id}`), await listen(bob, `user:${bob.id}`)];
  await call(bob, "request_connection", { user_id: alice.id });
  const [line] = await untilListed(alice, ["connection_request 1/1"]);
  await eventually(
    async () => lastBadge(events),
    (badge) => badge === 1,
  );
  await call(alice, "answer_connection", { request_id: line?.target_id, accept: false });
  await untilListed(alice, []);
  await eventually(
    async () => lastBadge(events),
    (badge) => badge === 0,
  );
  expect(asked).toEqual([]);
});

test("an admin tells everybody of an interest something, in each one's own time, and sees how far it has come", async () => {
  const [admin, alice, bob] = await Promise.all([newPerson(), newPerson(), newPerson()]);
  await sql`select private.set_app_role(${admin.id}, 'admin')`;
  const session = await signIn(admin);
  const root = { ...admin, session, client: clientWith(session.access_token) };
  // Nobody else has these two interests, so that the other tests are left in peace.
  const slug = `i${randomUUID().slice(0, 8)}`;
  await sql`insert into public.interests (slug, name) values (${slug}, ${slug})`;
  await sql`insert into public.profile_interests (profile_id, interest) values (${alice.id}, ${slug}), (${bob.id}, ${slug})`;
  await call(alice, "set_notification_settings", { changes: { time_zone: "Asia/Tokyo" } });
  await call(bob, "set_notification_settings", { changes: { time_zone: "Pacific/Niue" } });
  const events = await listen(alice, `user:${alice.id}`);
  const plan = {
    title: { en: "A meeting", de: "Ein Treffen" },
    body: "You are invited.",
    audience: { interests: [slug] },
    // Over in Tokyo, and hours away on Niue.
    send_at: new Date().toISOString().slice(0, 19),
  };
  const outlook = await call<{ people: number; zones: unknown[] }>(root, "schedule_notification", {
    ...plan,
    dry_run: true,
  });
  expect(outlook.people).toBe(2);
  expect(outlook.zones).toEqual([
    expect.objectContaining({ time_zone: "Asia/Tokyo", people: 1 }),
    expect.objectContaining({ time_zone: "Pacific/Niue", people: 1 }),
  ]);
  const { id } = await call<{ id: string }>(root, "schedule_notification", plan);
  const [line] = await untilListed(alice, ["system 1/0"]);
  expect(line?.details).toMatchObject({ title: "A meeting", titles: { de: "Ein Treffen" }, body: "You are invited." });
  await eventually(
    async () => named(events, "notification").length,
    (count) => count === 1,
  );
  expect(await list(bob)).toEqual([]);
  const { items } = await call<Page<{ id: string; state: string; progress: { told: number } }>>(
    root,
    "list_scheduled_notifications",
  );
  expect(items.find((item) => item.id === id)).toMatchObject({ state: "active", progress: { told: 1, expected: 2 } });
  await call(root, "cancel_scheduled_notification", { id });
  await sql`update private.notification_settings set time_zone = 'Asia/Tokyo' where person_id = ${bob.id}`;
  expect(await list(bob)).toEqual([]);
});
