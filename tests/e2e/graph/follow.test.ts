import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { clientWith } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { call, idsOf, outcome, type Page, strangers } from "./calls.ts";

const sql = connectDatabase();
let ada: Person;
let ben: Person;
let eve: Person;

/** Somebody whose account is private. */
async function newPrivatePerson(): Promise<Person> {
  const person = await newPerson();
  await sql`update public.profiles set is_private = true where id = ${person.id}`;
  return person;
}

beforeAll(async () => {
  [ada, ben, eve] = await Promise.all([newPerson(), newPerson(), newPrivatePerson()]);
});

test("following and unfollowing answer with the relationship, however often", async () => {
  const following = { ...strangers, user_id: ben.id, following: true };
  for (let time = 0; time < 2; time++) expect(await call(ada, "follow", { user_id: ben.id })).toEqual(following);
  expect(idsOf(await call<Page>(ada, "list_following", { user_id: ada.id }))).toEqual([ben.id]);
  expect(idsOf(await call<Page>(ada, "list_followers", { user_id: ben.id }))).toEqual([ada.id]);
  const apart = { ...strangers, user_id: ben.id };
  for (let time = 0; time < 2; time++) expect(await call(ada, "unfollow", { user_id: ben.id })).toEqual(apart);
  expect(idsOf(await call<Page>(ada, "list_followers", { user_id: ben.id }))).toEqual([]);
});

test("a private account is asked, and answers", async () => {
  expect(await call(ada, "follow", { user_id: eve.id })).toMatchObject({ following: false, follow_requested: true });
  const requests = await call<Page>(eve, "list_follow_requests");
  expect(requests).toEqual({
    items: [{ user: expect.objectContaining({ id: ada.id }), requested_at: expect.any(String) }],
    next_cursor: null,
  });
  expect(await outcome(ada, "list_followers", { user_id: eve.id })).toEqual({
    status: 403,
    code: "ACCOUNT_IS_PRIVATE",
  });
  expect(await call(eve, "answer_follow", { user_id: ada.id, accept: true })).toMatchObject({ followed_by: true });
  expect(idsOf(await call<Page>(ada, "list_followers", { user_id: eve.id }))).toEqual([ada.id]);
  expect(await call(eve, "remove_follower", { user_id: ada.id })).toMatchObject({ followed_by: false });
  expect(await outcome(ada, "list_following", { user_id: eve.id })).toEqual({
    status: 403,
    code: "ACCOUNT_IS_PRIVATE",
  });
});

test("a declined request is gone", async () => {
  await call(ben, "follow", { user_id: eve.id });
  expect(await call(eve, "answer_follow", { user_id: ben.id, accept: false })).toMatchObject({ followed_by: false });
  expect(idsOf(await call<Page>(eve, "list_follow_requests"))).not.toContain(ben.id);
  const late = await outcome(eve, "answer_follow", { user_id: ben.id, accept: true });
  expect(late).toEqual({ status: 404, code: "FOLLOW_REQUEST_NOT_FOUND" });
});

test("an account that becomes public lets in nobody by itself", async () => {
  const [shy, fan] = [await newPrivatePerson(), await newPerson()];
  await call(fan, "follow", { user_id: shy.id });
  await sql`update public.profiles set is_private = false where id = ${shy.id}`;
  expect(idsOf(await call<Page>(shy, "list_follow_requests"))).toEqual([fan.id]);
  expect(idsOf(await call<Page>(shy, "list_followers", { user_id: shy.id }))).toEqual([]);
  expect(await call(shy, "answer_follow", { user_id: fan.id, accept: true })).toMatchObject({ followed_by: true });
});

test.each([
  "follow",
  "unfollow",
  "remove_follower",
  "block",
  "unblock",
  "mute",
  "unmute",
  "dismiss_suggestion",
] as const)("%s refuses oneself, nobody and nonsense", async (name) => {
  expect(await outcome(ada, name, { user_id: ada.id })).toEqual({ status: 422, code: "SELF_TARGET" });
  expect(await outcome(ada, name, { user_id: randomUUID() })).toEqual({ status: 404, code: "USER_NOT_FOUND" });
  expect(await outcome(ada, name, { user_id: "ben" })).toEqual({ status: 400, code: "22P02" });
  expect((await clientWith().rpc(name, { user_id: ben.id })).status).toBe(401);
});

test("answer_follow refuses an answer that is none", async () => {
  const answer = await outcome(eve, "answer_follow", { user_id: ben.id, accept: null });
  expect(answer).toEqual({ status: 422, code: "INVALID_ARGUMENT" });
});

test("a flood of follows is stopped, and says when to go on", async () => {
  const fan = await newPerson();
  await sql`insert into private.rate_buckets values ('follow', ${fan.id}, 0, now())`;
  const { error, status } = await fan.client.rpc("follow", { user_id: ben.id });
  expect({ status, details: error?.details }).toEqual({ status: 429, details: "limit follow" });
});

test("lists go page by page without a gap or a repeat, also while people follow", async () => {
  const star = await newPerson();
  const fans = await Promise.all(Array.from({ length: 7 }, () => newPerson()));
  for (const fan of fans) await call(fan, "follow", { user_id: star.id });
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await call<Page>(ada, "list_followers", { user_id: star.id, page_size: 3, cursor });
    seen.push(...idsOf(page));
    cursor = page.next_cursor;
    if (seen.length === 3) await call(ben, "follow", { user_id: star.id });
  } while (cursor);
  expect(seen).toEqual(fans.map(({ id }) => id).reverse());
});

test("followers you know, and friends of friends as suggestions, until they are dismissed", async () => {
  const [me, friend, stranger] = [await newPerson({ interests: [] }), await newPerson(), await newPerson()];
  await call(me, "follow", { user_id: friend.id });
  await call(friend, "follow", { user_id: stranger.id });
  const known = await call<Page>(me, "followers_you_know", { user_id: stranger.id });
  expect(known.items).toEqual([
    { user: expect.objectContaining({ id: friend.id }), followed_at: expect.any(String), following: true },
  ]);
  expect((await call<Page>(me, "follow_suggestions")).items).toEqual([
    {
      user: expect.objectContaining({ id: stranger.id }),
      relationship: expect.objectContaining({ following: false, connection: "none" }),
      followed_by_known: 1,
      shared_interests: [],
    },
  ]);
  expect(await outcome(me, "dismiss_suggestion", { user_id: stranger.id })).toEqual({ status: 204 });
  expect((await call<Page>(me, "follow_suggestions")).items).toEqual([]);
});

test.each([
  ["list_followers", { user_id: true }],
  ["list_following", { user_id: true }],
  ["followers_you_know", { user_id: true }],
  ["list_follow_requests", {}],
  ["list_connections", {}],
  ["list_connection_requests", {}],
  ["list_blocked", {}],
  ["list_muted", {}],
] as const)("%s refuses a bad page, a bad cursor and guests", async (name, wants) => {
  const args = "user_id" in wants ? { user_id: ben.id } : {};
  expect(await outcome(ada, name, { ...args, page_size: 0 })).toEqual({ status: 422, code: "INVALID_PAGE_SIZE" });
  expect(await outcome(ada, name, { ...args, cursor: "x" })).toEqual({ status: 422, code: "INVALID_CURSOR" });
  expect((await clientWith().rpc(name, args as never)).status).toBe(401);
});

test.each(["list_followers", "list_following", "followers_you_know"] as const)("%s of nobody is 404", async (name) => {
  expect(await outcome(ada, name, { user_id: randomUUID() })).toEqual({ status: 404, code: "USER_NOT_FOUND" });
});
