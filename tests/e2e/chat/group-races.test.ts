import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { begin, type Conversation, createGroup, type Message, say } from "../../support/chat.ts";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, type Person } from "../../support/people.ts";
import type { Page } from "../../support/posts.ts";
import { call, refusal } from "../../support/rpc.ts";

const sql = connectDatabase();
let crowd: Person[];

// Whoever has left a group is left alone by who had added them for a day: as if it were over.
const twoDaysLater = async () => {
  await sql`update private.conversation_members set left_at = left_at - interval '2 days' where left_at is not null`;
};
beforeEach(twoDaysLater);

beforeAll(async () => {
  crowd = await Promise.all(Array.from({ length: 12 }, () => newPerson()));
  // A race is many calls at once, which is what the limits are there to prevent.
  await sql`update private.rate_limits set capacity = 1e6 where name in ('change_group', 'add_members', 'create_group', 'new_conversation_by_new')`;
});

const person = (index: number) => crowd[index] as Person;

/** What the group says of itself, beside what is there. */
async function group(id: string) {
  const [row] = await sql`
    select conversation.member_count, conversation.ended_at is not null as ended,
      (select count(*)::int from private.conversation_members member where member.conversation_id = conversation.id and member.state = 'active') as members,
      (select count(*)::int from private.conversation_members member where member.conversation_id = conversation.id and member.role = 'owner') as owners
    from private.conversations conversation where conversation.id = ${id}`;
  return row as unknown as { member_count: number; members: number; owners: number; ended: boolean };
}

const settled = (calls: Promise<{ status: number }>[]) =>
  Promise.all(calls).then((all) => all.map(({ status }) => status));

test("a group that is made twice at once is one group", async () => {
  const args = { client_id: randomUUID(), title: "Twice", member_ids: [person(1).id] };
  const made = await Promise.all(
    Array.from({ length: 6 }, () => call<{ conversation: Conversation }>(person(0), "create_group", args)),
  );
  expect(new Set(made.map(({ conversation }) => conversation.id)).size).toBe(1);
  expect(await group(made[0]?.conversation.id as string)).toMatchObject({ member_count: 2, members: 2 });
});

test("somebody whom several add at once is added once", async () => {
  for (let round = 0; round < 5; round++) {
    const id = await createGroup(person(0), person(1), person(2));
    await call(person(0), "update_group", { conversation_id: id, changes: { members_may_add: true } });
    const add = { conversation_id: id, member_ids: [person(3).id] };
    const answers = await Promise.all(
      [0, 1, 2].map((index) => call<{ added: string[] }>(person(index), "add_members", add)),
    );
    expect(answers.map(({ added }) => added)).toEqual(Array(3).fill([person(3).id]));
    expect(await group(id)).toMatchObject({ member_count: 4, members: 4 });
    const { items } = await call<Page<Message>>(person(3), "list_messages", { conversation_id: id });
    expect(items.map(({ details }) => details?.event)).toEqual(["added"]);
  }
});

test("when all leave at once one owner follows the other, and the group ends", async () => {
  for (let round = 0; round < 5; round++) {
    const members = crowd.slice(0, 5);
    const id = await createGroup(person(0), ...members.slice(1));
    const leave = (member: Person) =>
      member.client.rpc("leave_conversation" as never, { conversation_id: id } as never);
    expect(await settled(members.slice(0, 3).map(async (member) => leave(member)))).toEqual([204, 204, 204]);
    expect(await group(id)).toEqual({ member_count: 2, members: 2, owners: 1, ended: false });
    expect(await settled(members.slice(3).map(async (member) => leave(member)))).toEqual([204, 204]);
    expect(await group(id)).toEqual({ member_count: 0, members: 0, owners: 0, ended: true });
    await twoDaysLater();
  }
});

test("additions, removals, departures and messages at once leave the count as the members are", async () => {
  const id = await createGroup(person(0), ...crowd.slice(1, 6));
  const storm = Array.from({ length: 60 }, (_, turn) => {
    const target = person(6 + (turn % 6));
    if (turn % 3 === 0) return refusal(person(0), "add_members", { conversation_id: id, member_ids: [target.id] });
    if (turn % 3 === 1) return refusal(person(0), "remove_member", { conversation_id: id, user_id: target.id });
    if (turn % 5 === 0) return refusal(person(1 + (turn % 5)), "leave_conversation", { conversation_id: id });
    return refusal(person(0), "send_message", { client_id: randomUUID(), conversation_id: id, body: `turn ${turn}` });
  });
  for (const { status } of await Promise.all(storm)) expect([200, 204, 404]).toContain(status);
  const { member_count, members, owners } = await group(id);
  expect({ member_count, owners }).toEqual({ member_count: members, owners: 1 });
});

test("two who hand the group over and leave at once leave it with one owner", async () => {
  for (let round = 0; round < 5; round++) {
    const id = await createGroup(person(0), person(1), person(2));
    const hand_over = { conversation_id: id, user_id: person(1).id, role: "owner" };
    await Promise.all([
      refusal(person(0), "set_member_role", hand_over),
      refusal(person(1), "leave_conversation", { conversation_id: id }),
      refusal(person(0), "leave_conversation", { conversation_id: id }),
    ]);
    expect(await group(id)).toMatchObject({ owners: 1 });
  }
});

test("of two additions for which there is no room together one is refused", async () => {
  const id = await createGroup(person(0), person(1));
  await call(person(0), "set_member_role", { conversation_id: id, user_id: person(1).id, role: "admin" });
  const others = await sql<{ id: string }[]>`
    with account as (
      insert into private.accounts (username, email, phone, birth_date)
      select 'filler' || n, 'filler' || n || '@example.com', '+1555' || (1000000 + n), '1990-01-01' from generate_series(1, 996) n
      returning id, username
    )
    insert into public.profiles (id, username, first_name, last_name, gender)
    select id, username, 'Fill', 'Er', 'other' from account returning id`;
  await sql`
    insert into private.conversation_members (conversation_id, user_id)
    select ${id}, id from public.profiles where id in ${sql(others.map((other) => other.id))}`;
  await sql`update private.conversations set member_count = 998 where id = ${id}`;
  const answers = await Promise.all([
    refusal(person(0), "add_members", { conversation_id: id, member_ids: [person(2).id, person(3).id] }),
    refusal(person(1), "add_members", { conversation_id: id, member_ids: [person(4).id, person(5).id] }),
  ]);
  expect(answers.map(({ code }) => code).sort()).toEqual(["GROUP_FULL", undefined]);
  expect(await group(id)).toMatchObject({ member_count: 1000, members: 1000 });
  const page = await call<Page<{ member_id: string }>>(person(0), "list_members", {
    conversation_id: id,
    page_size: 100,
  });
  expect(page.items).toHaveLength(100);
  const next = await call<Page<{ member_id: string }>>(person(0), "list_members", {
    conversation_id: id,
    page_size: 100,
    cursor: page.next_cursor,
  });
  expect(new Set([...page.items, ...next.items].map(({ member_id }) => member_id)).size).toBe(200);
  // Out of the sight of other tests: to delete a thousand accounts takes long.
  await sql`update public.profiles set hidden_until = 'infinity' where username like 'filler%'`;
});

test("two who begin a conversation with each other at once have one", async () => {
  for (let round = 0; round < 3; round++) {
    const [one, other] = [person(6 + round), person(9 + round)];
    const begun = await Promise.all([begin(one, other), begin(other, one)]);
    expect(new Set(begun.map(({ id }) => id)).size).toBe(1);
  }
});

test("an account that goes while its groups change and talk leaves them whole", async () => {
  for (let round = 0; round < 3; round++) {
    const gone = await newPerson();
    const id = await createGroup(gone, person(0), person(1));
    const direct = await begin(gone, person(0));
    const answers = Promise.all([
      ...Array.from({ length: 5 }, (_, n) =>
        refusal(person(0), "send_message", { client_id: randomUUID(), conversation_id: id, body: `${n}` }),
      ),
      ...Array.from({ length: 5 }, (_, n) =>
        refusal(gone, "send_message", { client_id: randomUUID(), conversation_id: direct.id, body: `${n}` }),
      ),
      refusal(gone, "add_members", { conversation_id: id, member_ids: [person(2).id] }),
      refusal(person(1), "leave_conversation", { conversation_id: id }),
      refusal(person(0), "block", { user_id: gone.id }),
    ]);
    await sql`select private.erase_account(${gone.id})`;
    for (const { status, code } of await answers) expect([200, 204, 401, 403, 404, 409], code).toContain(status);
    const { member_count, members, owners } = await group(id);
    expect({ member_count, owners }).toEqual({ member_count: members, owners: 1 });
    const [left] = await sql`select count(*)::int as messages from private.messages where sender_id = ${gone.id}`;
    expect(left?.messages).toBe(0);
    expect(await say(person(0), id, "we go on")).toMatchObject({ body: "we go on" });
  }
});
