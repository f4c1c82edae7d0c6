import { beforeEach, expect, test } from "vitest";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { call, idsOf, outcome, type Page, strangers } from "./calls.ts";

const sql = connectDatabase();
let ada: Person;
let ben: Person;

beforeEach(async () => {
  [ada, ben] = await Promise.all([newPerson(), newPerson()]);
});

test("a block ends all there is, in both directions, and hides both from each other", async () => {
  const star = await newPerson();
  await call(ada, "follow", { user_id: ben.id });
  await call(ben, "follow", { user_id: ada.id });
  await call(ben, "follow", { user_id: star.id });
  await call(ada, "request_connection", { user_id: ben.id });
  await call(ben, "request_connection", { user_id: ada.id });
  expect(await call(ada, "block", { user_id: ben.id })).toEqual({ ...strangers, user_id: ben.id, blocking: true });

  for (const person of [ada, ben]) {
    expect(idsOf(await call<Page>(person, "list_followers", { user_id: person.id }))).toEqual([]);
    expect(idsOf(await call<Page>(person, "list_connections"))).toEqual([]);
  }
  expect(idsOf(await call<Page>(ada, "list_followers", { user_id: star.id }))).toEqual([]);
  expect(await outcome(ben, "follow", { user_id: ada.id })).toEqual({ status: 404, code: "USER_NOT_FOUND" });
  expect(await outcome(ada, "follow", { user_id: ben.id })).toEqual({ status: 404, code: "USER_NOT_FOUND" });
});

test("blocks are listed for the blocker alone, and end", async () => {
  for (let time = 0; time < 2; time++) await call(ada, "block", { user_id: ben.id });
  expect(await call<Page>(ada, "list_blocked")).toEqual({
    items: [{ user: expect.objectContaining({ id: ben.id, username: ben.username }), blocked_at: expect.any(String) }],
    next_cursor: null,
  });
  expect(idsOf(await call<Page>(ben, "list_blocked"))).toEqual([]);
  expect(await outcome(ben, "unblock", { user_id: ada.id })).toEqual({ status: 404, code: "USER_NOT_FOUND" });
  for (let time = 0; time < 2; time++) {
    expect(await call(ada, "unblock", { user_id: ben.id })).toEqual({ ...strangers, user_id: ben.id });
  }
  expect(await call(ben, "follow", { user_id: ada.id })).toMatchObject({ following: true });
});

test("who blocks many has to wait, and what is blocked stays so", async () => {
  await call(ada, "block", { user_id: ben.id });
  await sql`update private.rate_buckets set tokens = 0, updated_at = now() where limit_name = 'block' and subject = ${ada.id}`;
  const { id } = await newPerson();
  expect(await outcome(ada, "block", { user_id: id })).toEqual({ status: 429, code: "RATE_LIMITED" });
  expect(await call(ada, "block", { user_id: ben.id })).toMatchObject({ blocking: true });
});

test("a mute lasts until its time, or until it is ended", async () => {
  const until = new Date(Date.now() + 3_600_000).toISOString();
  expect(await call(ada, "mute", { user_id: ben.id, until })).toMatchObject({ muted: true });
  const [item] = (await call<Page>(ada, "list_muted")).items;
  expect(new Date(item?.until as string).toISOString()).toBe(until);
  await sql`update public.mutes set until = now() where muter_id = ${ada.id}`;
  expect((await call<Page>(ada, "list_muted")).items).toEqual([]);
  expect(await call(ada, "mute", { user_id: ben.id })).toMatchObject({ muted: true });
  expect((await call<Page>(ada, "list_muted")).items).toEqual([
    { user: expect.objectContaining({ id: ben.id }), until: null, muted_at: expect.any(String) },
  ]);
  for (let time = 0; time < 2; time++) {
    expect(await call(ada, "unmute", { user_id: ben.id })).toMatchObject({ muted: false });
  }
});

test("a mute that has ended before it begins is refused", async () => {
  const past = await outcome(ada, "mute", { user_id: ben.id, until: "2020-01-01T00:00:00Z" });
  expect(past).toEqual({ status: 422, code: "INVALID_ARGUMENT" });
  const nonsense = await outcome(ada, "mute", { user_id: ben.id, until: "soon" });
  expect(nonsense.status).toBe(400);
});

test("who has left for now is nowhere", async () => {
  await call(ben, "follow", { user_id: ada.id });
  await sql`update private.accounts set deactivated_at = now() where id = ${ben.id}`;
  expect(idsOf(await call<Page>(ada, "list_followers", { user_id: ada.id }))).toEqual([]);
  expect(await outcome(ada, "follow", { user_id: ben.id })).toEqual({ status: 404, code: "USER_NOT_FOUND" });
  await sql`update private.accounts set deactivated_at = null where id = ${ben.id}`;
  expect(idsOf(await call<Page>(ada, "list_followers", { user_id: ada.id }))).toEqual([ben.id]);
});
