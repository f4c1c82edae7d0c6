import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { begin, createGroup, type Message, say, startConversation } from "../../support/chat.ts";
import { connectDatabase } from "../../support/database.ts";
import { whileWaiting } from "../../support/held-locks.ts";
import { newPerson, type Person } from "../../support/people.ts";
import type { Page } from "../../support/posts.ts";
import { call, refusal } from "../../support/rpc.ts";

const sql = connectDatabase();

test("of twenty first messages at once to a stranger three are stored", async () => {
  const [writer, reader] = await Promise.all([newPerson(), newPerson()]);
  const { id } = await begin(writer, reader);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      refusal(writer, "send_message", { client_id: randomUUID(), conversation_id: id, body: `Hi ${n}` }),
    ),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
  expect(answers.filter(({ code }) => code === "MESSAGE_REQUEST_PENDING")).toHaveLength(17);
  const { items } = await call<Page<Message>>(reader, "list_messages", { conversation_id: id });
  expect(items).toHaveLength(3);
});

test("what waits while its sender is blocked is neither stored nor sent", async () => {
  const [ada, ben] = await Promise.all([newPerson(), newPerson()]);
  const talk = await startConversation(ada, ben);
  const answer = await whileWaiting(
    sql,
    (session) => session`insert into public.blocks (blocker_id, blocked_id) values (${ada.id}, ${ben.id})`,
    () => refusal(ben, "send_message", { client_id: randomUUID(), conversation_id: talk, body: "too late" }),
  );
  expect(answer).toEqual({ status: 404, code: "CONVERSATION_NOT_FOUND" });
  expect(await sql`select from private.messages where conversation_id = ${talk}`).toHaveLength(0);
  expect(await sql`select from realtime.messages where payload::text like ${`%${talk}%too late%`}`).toHaveLength(0);
});

test("what waits while its sender is removed from a group is refused", async () => {
  const [ada, ben, cleo] = (await Promise.all([newPerson(), newPerson(), newPerson()])) as [Person, Person, Person];
  const group = await createGroup(ada, ben, cleo);
  const answer = await whileWaiting(
    sql,
    (session) => session`select from private.conversations where id = ${group} for no key update`,
    () => refusal(ben, "send_message", { client_id: randomUUID(), conversation_id: group, body: "too late" }),
    (session) => session`
      update private.conversation_members set state = 'gone' where conversation_id = ${group} and user_id = ${ben.id}`,
  );
  expect(answer).toEqual({ status: 404, code: "CONVERSATION_NOT_FOUND" });
});

test.each(["edit_message", "react"])("%s of who is blocked while it waits for the message is refused", async (deed) => {
  const [ada, ben] = await Promise.all([newPerson(), newPerson()]);
  const talk = await startConversation(ada, ben);
  const { id } = await say(ben, talk, "mine");
  const answer = await whileWaiting(
    sql,
    (session) => session`select from private.messages where id = ${id} for update`,
    () =>
      deed === "react"
        ? refusal(ben, deed, { target: "message", target_id: id, emoji: "🔥" })
        : refusal(ben, deed, { message_id: id, body: "changed" }),
    () => sql`insert into public.blocks (blocker_id, blocked_id) values (${ada.id}, ${ben.id})`,
  );
  expect(answer).toEqual({ status: 404, code: "MESSAGE_NOT_FOUND" });
});
