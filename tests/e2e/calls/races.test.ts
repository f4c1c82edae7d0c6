import { beforeAll, expect, test } from "vitest";
import { befriend, startConversation } from "../../support/chat.ts";
import { clientWith } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { call, eventually, refusal } from "../../support/rpc.ts";
import { signIn } from "../../support/sessions.ts";

interface Call {
  id: string;
  state: string;
  outcome: string | null;
  topic: string | null;
  live_topic: string | null;
  me: { state: string };
}

const sql = connectDatabase();
let ada: Person;
let ben: Person;
/** The same Ben, on another device. */
let benElsewhere: Person;
let conversation_id: string;

beforeAll(async () => {
  [ada, ben] = await Promise.all([newPerson(), newPerson()]);
  benElsewhere = { ...ben, client: clientWith((await signIn(ben)).access_token) };
  await befriend(ada, ben);
  conversation_id = await startConversation(ada, ben);
});

const start = (person: Person) => call<Call>(person, "start_call", { conversation_id, media: "audio" });
const end = (person: Person, { id }: Call) => call<Call>(person, "end_call", { call_id: id });
const logged = async ({ id }: Call) => {
  const lines = await sql`select details from private.messages where kind = 'call' and client_id = ${id}`;
  return lines.map(({ details }) => details.outcome);
};

/** Starts anew, whatever the rounds before have used up. */
const refill = () => sql`delete from private.rate_buckets where subject in ${sql([ada.id, ben.id])}`;

test("of two devices that answer at once one has the call, and the other is told", async () => {
  for (let round = 0; round < 5; round++) {
    await refill();
    const ringing = await start(ada);
    const answer = { call_id: ringing.id, accept: true };
    const answers = await Promise.all([ben, benElsewhere].map((device) => refusal(device, "answer_call", answer)));
    expect(answers.map(({ status, code }) => `${status} ${code}`).sort()).toEqual([
      "200 undefined",
      "409 CALL_ANSWERED_ELSEWHERE",
    ]);
    await end(ben, ringing);
  }
});

test("an answer and a hang-up at the same moment leave one outcome and one line", async () => {
  for (let round = 0; round < 8; round++) {
    await refill();
    const ringing = await start(ada);
    const [answer, ended] = await Promise.all([
      refusal(ben, "answer_call", { call_id: ringing.id, accept: true }),
      end(ada, ringing),
    ]);
    const outcome = answer.status === 200 ? "answered" : "cancelled";
    expect(answer.code).toBe(answer.status === 200 ? undefined : "CALL_ENDED");
    expect(ended).toMatchObject({ state: "ended", outcome });
    expect(await logged(ringing)).toEqual([outcome]);
  }
});

test("however often and from both sides a call is started at once, it is one call", async () => {
  await refill();
  const calls = await Promise.all([ada, ben, ada, ben, ada].map(start));
  expect(new Set(calls.map(({ id }) => id)).size).toBe(1);
  const one = calls[0] as Call;
  expect(await call(ada, "get_call", { call_id: one.id })).toMatchObject({ state: "active" });
  const ends = await Promise.all([ada, ben, ada, ben].map((person) => end(person, one)));
  expect(new Set(ends.map(({ outcome }) => outcome))).toEqual(new Set(["answered"]));
  expect(await logged(one)).toEqual(["answered"]);
});

test("two who call somebody at once, who answers both, leave that person in one call", async () => {
  const carol = await newPerson();
  await befriend(carol, ben);
  const theirs = await startConversation(carol, ben);
  await refill();
  const calls = await Promise.all([
    start(ada),
    call<Call>(carol, "start_call", { conversation_id: theirs, media: "audio" }),
  ]);
  const answers = await Promise.all(
    calls.map(({ id }, device) =>
      refusal(device === 0 ? ben : benElsewhere, "answer_call", { call_id: id, accept: true }),
    ),
  );
  expect(answers.map(({ status, code }) => `${status} ${code}`).sort()).toEqual([
    "200 undefined",
    "409 ALREADY_IN_CALL",
  ]);
  await end(ada, calls[0] as Call);
  await end(carol, calls[1] as Call);
});

test("the worker ends what has rung out", async () => {
  await refill();
  const ringing = await start(ada);
  // As if 45 seconds had passed: the job of this call waits for them.
  await sql`update private.calls set rings_until = now() where id = ${ringing.id}`;
  await sql`select private.enqueue('end-missed-calls', ${sql.json({ id: ringing.id })})`;
  await eventually(
    () => logged(ringing),
    ([outcome]) => outcome === "missed",
  );
  expect(await call(ben, "get_conversation", { conversation_id })).toMatchObject({
    last_message: { kind: "call", details: { outcome: "missed", duration_ms: null } },
  });
});

test("nobody else gets on the topic of a call, and after its end nobody at all", async () => {
  await refill();
  const stranger = await newPerson();
  const one = await start(ada);
  const { topic, live_topic } = one;
  const statusOf = async ({ client }: Person, name = topic) => {
    await client.realtime.setAuth();
    const status = await new Promise((resolve) =>
      client.channel(name as string, { config: { private: true } }).subscribe(resolve),
    );
    await client.realtime.disconnect();
    return status;
  };
  expect(await statusOf(ben)).toBe("SUBSCRIBED");
  expect(await statusOf(ada, live_topic)).toBe("SUBSCRIBED");
  // Signals are for those who have answered.
  expect(await statusOf(ben, live_topic)).toBe("CHANNEL_ERROR");
  expect(await statusOf(stranger)).toBe("CHANNEL_ERROR");
  await end(ada, one);
  expect(await statusOf(ada)).toBe("CHANNEL_ERROR");
});

test("TURN and STUN servers come from the environment of the worker", async () => {
  expect(await call(ada, "ice_servers")).toMatchObject({
    ice_servers: [{ urls: [expect.stringMatching(/^stun:/)] }],
    expires_at: expect.any(String),
  });
});
