import { beforeEach, expect, test } from "vitest";
import { type Conversation, createGroup, type Message } from "../../support/chat.ts";
import { connectDatabase } from "../../support/database.ts";
import { untilBlocked, whileWaiting } from "../../support/held-locks.ts";
import { newPerson, type Person } from "../../support/people.ts";
import type { Page } from "../../support/posts.ts";
import { call, refusal } from "../../support/rpc.ts";

const sql = connectDatabase();
let ada: Person;
let ben: Person;
let cleo: Person;

beforeEach(async () => {
  [ada, ben, cleo] = (await Promise.all([newPerson(), newPerson(), newPerson()])) as [Person, Person, Person];
});

const memberships = async ({ id }: Person, conversation_id: string) =>
  (
    await sql`select state from private.conversation_members where user_id = ${id} and conversation_id = ${conversation_id}`
  ).map(({ state }) => state);

test.each([
  [
    "removed",
    "update private.conversation_members set state = 'gone', left_at = now() where user_id = $1",
    404,
    "CONVERSATION_NOT_FOUND",
  ],
  [
    "an admin no more",
    "update private.conversation_members set role = 'member' where user_id = $1",
    403,
    "ADMINS_ONLY",
  ],
])("whoever is %s while an addition of theirs waits adds nobody", async (_, change, status, code) => {
  const group = await createGroup(ada, ben);
  await call(ada, "set_member_role", { conversation_id: group, user_id: ben.id, role: "admin" });
  const answer = await whileWaiting(
    sql,
    (session) => session`select from private.conversations where id = ${group} for no key update`,
    () => refusal(ben, "add_members", { conversation_id: group, member_ids: [cleo.id] }),
    (session) => session.unsafe(change, [ben.id]),
  );
  expect(answer).toEqual({ status, code });
  expect(await memberships(cleo, group)).toEqual([]);
});

test.each(["everyone", "connections"])(
  "a block beside an addition (%s may add) leaves no invitation behind",
  async (who) => {
    await call(cleo, "set_settings", { changes: { who_may_add_to_groups: who } });
    const group = await createGroup(ada, ben);
    const add = { conversation_id: group, member_ids: [cleo.id] };
    // The addition has looked at whom it may add, and counts the stranger; the block comes then.
    const bucket = [{ limit_name: "new_conversation_by_new", subject: ada.id, tokens: 5, updated_at: new Date() }];
    await sql`insert into private.rate_buckets ${sql(bucket)} on conflict do nothing`;
    let block: Promise<unknown> | undefined;
    const answer = await whileWaiting(
      sql,
      (session) =>
        session`select from private.rate_buckets where subject = ${ada.id} and limit_name like 'new_conversation%' for update`,
      () => refusal(ada, "add_members", add),
      async (session) => {
        block = call(cleo, "block", { user_id: ada.id });
        await untilBlocked(session, 2);
      },
    );
    expect(answer.status).toBe(200);
    await block;
    expect(await memberships(cleo, group)).toEqual([who === "everyone" ? "active" : "declined"]);
    expect(await call(cleo, "list_message_requests")).toMatchObject({ items: [] });
  },
);

test("an addition that waits for a block adds nobody", async () => {
  const group = await createGroup(ada, ben);
  const answer = await whileWaiting(
    sql,
    async (session) => {
      await session`select from public.profiles where id = ${cleo.id} for update`;
      await session`insert into public.blocks (blocker_id, blocked_id) values (${cleo.id}, ${ada.id})`;
    },
    () => call(ada, "add_members", { conversation_id: group, member_ids: [cleo.id] }),
  );
  expect(answer).toEqual({ added: [], invited: [], not_added: [cleo.id] });
  expect(await memberships(cleo, group)).toEqual([]);
});

test("whoever blocks many at once, and is blocked by them, waits for nobody for ever", async () => {
  const crowd = await Promise.all(Array.from({ length: 5 }, () => newPerson()));
  for (const one of crowd)
    for (const other of crowd) if (one !== other) await call(one, "follow", { user_id: other.id });
  const blocks = crowd.flatMap((one) =>
    crowd.filter((other) => other !== one).map((other) => refusal(one, "block", { user_id: other.id })),
  );
  // Whoever is blocked first cannot block any more: one does not see the other.
  for (const { status } of await Promise.all(blocks)) expect([200, 404]).toContain(status);
  const ids = sql(crowd.map(({ id }) => id));
  expect(await sql`select from public.follows where follower_id in ${ids}`).toHaveLength(0);
});

test("whoever leaves a group that is removing them is gone once", async () => {
  const group = await createGroup(ada, ben, cleo);
  const answer = await whileWaiting(
    sql,
    (session) => session`select from private.conversations where id = ${group} for no key update`,
    async () => {
      const [left, removed] = await Promise.all([
        refusal(ben, "leave_conversation", { conversation_id: group }),
        refusal(ada, "remove_member", { conversation_id: group, user_id: ben.id }),
      ]);
      return [left.status, removed.status];
    },
    (session) => untilBlocked(session, 2),
  );
  for (const status of answer) expect([200, 204, 404]).toContain(status);
  const { items } = await call<Page<Message>>(ada, "list_messages", { conversation_id: group });
  expect(items.filter(({ details }) => /left|removed/.test(String(details?.event)))).toHaveLength(1);
  expect(await memberships(ben, group)).toEqual(["gone"]);
  expect(await call(ada, "get_conversation", { conversation_id: group })).toMatchObject({ member_count: 2 });
});

test("a stranger who leaves while the other wants to be known stays unknown", async () => {
  const [row] = await sql`select private.start_anonymous_conversation(${ada.id}, ${ben.id}) as id`;
  const conversation_id = row?.id as string;
  await call(ada, "reveal_identity", { conversation_id });
  const answer = await whileWaiting(
    sql,
    async (session) => {
      await session`select set_config('request.jwt.claims', ${JSON.stringify(claimsOf(ada))}, true)`;
      await session`select private.leave_conversation(${conversation_id})`;
    },
    () => refusal(ben, "reveal_identity", { conversation_id }),
  );
  expect(answer).toEqual({ status: 409, code: "CONVERSATION_CLOSED" });
  expect(await call(ben, "get_conversation", { conversation_id })).toMatchObject({ other: { id: null } });
});

test.each(["ada", "ben"])(
  "of two who show who they are while %s blocks the other's profile nobody is shown",
  async (who) => {
    const [row] = await sql`select private.start_anonymous_conversation(${ada.id}, ${ben.id}) as id`;
    const conversation_id = row?.id as string;
    await call(ada, "reveal_identity", { conversation_id });
    const [blocker, blocked] = who === "ada" ? [ada, ben] : [ben, ada];
    const answer = await whileWaiting(
      sql,
      (session) => session`insert into public.blocks (blocker_id, blocked_id) values (${blocker.id}, ${blocked.id})`,
      () => call<Conversation>(ben, "reveal_identity", { conversation_id }),
    );
    expect(answer.other).toBeNull();
    for (const person of [ada, ben]) {
      expect((await refusal(person, "get_conversation", { conversation_id })).code).toBe("CONVERSATION_NOT_FOUND");
    }
  },
);

test("of two who show who they are before one of them blocks the other both lose the conversation", async () => {
  const [row] = await sql`select private.start_anonymous_conversation(${ada.id}, ${ben.id}) as id`;
  const conversation_id = row?.id as string;
  await call(ada, "reveal_identity", { conversation_id });
  let block: Promise<unknown> | undefined;
  const shown = await whileWaiting(
    sql,
    (session) => session`select from private.conversations where id = ${conversation_id} for no key update`,
    () => call<Conversation>(ben, "reveal_identity", { conversation_id }),
    async (session) => {
      block = call(ada, "block", { user_id: ben.id });
      await untilBlocked(session, 2);
    },
  );
  await block;
  expect(shown.other?.id).toBe(ada.id);
  for (const person of [ada, ben]) {
    expect((await refusal(person, "get_conversation", { conversation_id })).code).toBe("CONVERSATION_NOT_FOUND");
  }
});

/** The claims of somebody's token, for a transaction of the test's own. */
function claimsOf({ session }: Person): unknown {
  return JSON.parse(Buffer.from(session.access_token.split(".")[1] as string, "base64url").toString());
}

test("whoever accepts an invitation while they block who has sent it is in the group or not invited", async () => {
  await call(cleo, "set_settings", { changes: { who_may_add_to_groups: "connections" } });
  const group = await createGroup(ada, ben);
  await call(ada, "add_members", { conversation_id: group, member_ids: [cleo.id] });
  const [accepted] = await Promise.all([
    refusal(cleo, "answer_message_request", { conversation_id: group, accept: true }),
    call(cleo, "block", { user_id: ada.id }),
  ]);
  expect(await memberships(cleo, group)).toEqual([accepted.status === 200 ? "active" : "declined"]);
  const [row] = await sql`
    select conversation.member_count, (select count(*)::int from private.conversation_members member
      where member.conversation_id = conversation.id and member.state = 'active') as members
    from private.conversations conversation where id = ${group}`;
  expect(row?.member_count).toBe(row?.members);
});
