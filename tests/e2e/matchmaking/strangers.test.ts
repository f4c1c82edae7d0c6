import { expect, test } from "vitest";
import { attend, type Conversation, say } from "../../support/chat.ts";
import { connectDatabase } from "../../support/database.ts";
import { ask, type Circle, found, must, newCircle } from "../../support/matchmaking.ts";
import type { Person } from "../../support/people.ts";
import { call, eventually, refusal } from "../../support/rpc.ts";

const sql = connectDatabase();

/** Two strangers who talk. */
async function met(circle: Circle = newCircle()) {
  const [ada, ben] = await Promise.all([circle.person(), circle.person()]);
  const atAda = await attend(ada, `user:${ada.id}`);
  expect(await circle.joinStrangers(ada)).toMatchObject({ status: "searching" });
  const answer = await circle.meetStranger(ben);
  return { circle, ada, ben, atAda, answer, conversation_id: answer.conversation_id as string };
}

test("two strangers talk at once, and neither learns who the other is", async () => {
  const { ada, ben, atAda, answer, conversation_id } = await met();
  expect(answer).toMatchObject({ status: "matched", conversation_id: expect.any(String) });
  await eventually(
    async () => atAda.events,
    (events) => events.some(({ event }) => event === "match.matched"),
  );
  const status = await must(ada, "status");
  expect(status).toMatchObject({ status: "matched", conversation_id });
  for (const told of [answer, status, atAda.events]) expect(JSON.stringify(told)).not.toContain(ben.id);
  await say(ada, conversation_id, "Who is there?");
  expect(await call<Conversation>(ben, "get_conversation", { conversation_id })).toMatchObject({
    kind: "anonymous",
    unread: 1,
  });
});

test("whoever skips has the next stranger with the same call, and not the same one again", async () => {
  const { circle, ada, ben, conversation_id } = await met();
  const cleo = await circle.person();
  await circle.joinStrangers(cleo);
  const next = await found(ada, await must(ada, "skip", { conversation_id, languages: circle.languages }));
  expect(next).toMatchObject({ status: "matched", conversation_id: expect.any(String) });
  expect(next.conversation_id).not.toBe(conversation_id);
  expect(await refusal(ben, "send_message", { client_id: ben.id, conversation_id, body: "Hello?" })).toMatchObject({
    code: "CONVERSATION_CLOSED",
  });
  // Ada and Ben have met: both wait, though they are alone.
  await must(ada, "skip", { conversation_id: next.conversation_id, languages: circle.languages });
  expect(await circle.joinStrangers(ben)).toMatchObject({ status: "searching" });
});

test("two who skip each other at once both look on", async () => {
  const { ada, ben, conversation_id, circle } = await met();
  const skip = (person: Person) => must(person, "skip", { conversation_id, languages: circle.languages });
  const answers = await Promise.all([skip(ada), skip(ben), skip(ada)]);
  expect(answers.map(({ status }) => status)).toEqual(["searching", "searching", "searching"]);
});

test("nobody skips a conversation that is not theirs, or not one of strangers", async () => {
  const { conversation_id, circle } = await met();
  const stranger = await circle.person();
  expect((await ask(stranger, "skip", { conversation_id })).body.code).toBe("CONVERSATION_NOT_FOUND");
  expect(await must(stranger, "status")).toMatchObject({ status: "idle" });
});

test("minors and adults do not meet", async () => {
  const circle = newCircle();
  const [adult, minor] = await Promise.all([
    circle.person(),
    circle.person({ birth_date: "2010-05-05", looking_for: [] }),
  ]);
  expect(await circle.joinStrangers(adult)).toMatchObject({ status: "searching" });
  expect(await circle.joinStrangers(minor)).toMatchObject({ status: "searching" });
  expect(await circle.join(minor)).toMatchObject({ status: "searching" });
  expect(await circle.join(adult)).toMatchObject({ status: "searching" });
});

test("who shares interests is preferred, and then anybody", async () => {
  const circle = newCircle();
  const [plain, alike, ada] = await Promise.all([
    circle.person({ interests: ["cooking"] }),
    circle.person({ interests: ["chess", "hiking"] }),
    circle.person({ interests: ["chess", "hiking"] }),
  ]);
  // They cannot meet each other, so that Ada has the choice.
  await sql`select private.keep_apart(${plain.id}, ${alike.id}, 'infinity', 'met')`;
  await circle.joinStrangers(plain);
  await circle.joinStrangers(alike);
  const { conversation_id } = await circle.meetStranger(ada);
  expect(await must(alike, "status")).toMatchObject({ status: "matched", conversation_id });
  expect(await must(plain, "status")).toMatchObject({ status: "searching" });
});

test("a report ends the chat, carries what was said, and keeps the two apart", async () => {
  const { ada, ben, conversation_id } = await met();
  await say(ada, conversation_id, "Hello");
  await say(ben, conversation_id, "Something vile");
  const report = { conversation_id, reason: "harassment", note: "see above" };
  expect((await ask(ada, "report", { ...report, reason: "dull" })).body.code).toBe("INVALID_MATCH");
  expect((await ask(ada, "report", report)).status).toBe(204);
  const [row] = await sql`select * from private.stranger_reports where reporter_id = ${ada.id}`;
  expect(row).toMatchObject({
    reported_id: ben.id,
    reason: "harassment",
    evidence: [
      { sender: "reporter", body: "Hello" },
      { sender: "reported", body: "Something vile" },
    ],
  });
  expect(await call<Conversation>(ben, "get_conversation", { conversation_id })).toMatchObject({
    ended_at: expect.any(String),
  });
  const [apart] = await sql`
    select reason from private.match_exclusions where until = 'infinity' and ${ada.id} in (low_id, high_id)`;
  expect(apart).toEqual({ reason: "reported" });
});

test("strangers may still show each other who they are", async () => {
  const { ada, ben, conversation_id } = await met();
  await call(ada, "reveal_identity", { conversation_id });
  expect(await call<Conversation>(ben, "reveal_identity", { conversation_id })).toMatchObject({
    other: { id: ada.id },
  });
});
