import { expect, test } from "vitest";
import { attend, type Conversation, say } from "../../support/chat.ts";
import { connectDatabase } from "../../support/database.ts";
import { ask, found, must, newCircle } from "../../support/matchmaking.ts";
import type { Person } from "../../support/people.ts";
import { call, eventually } from "../../support/rpc.ts";

const sql = connectDatabase();

/** Two who have been proposed to each other, with what they hear. */
async function proposed(wishes = {}) {
  const circle = newCircle();
  const [ada, ben] = await Promise.all([circle.person(), circle.person()]);
  const [atAda, atBen] = await Promise.all([attend(ada, `user:${ada.id}`), attend(ben, `user:${ben.id}`)]);
  expect(await circle.join(ada, wishes)).toMatchObject({ status: "searching", ticket: { id: expect.any(String) } });
  const answer = await circle.meet(ben, wishes);
  if (!answer.proposal) throw new Error(JSON.stringify(answer));
  return { circle, ada, ben, atAda, atBen, proposal_id: answer.proposal.id, answer };
}

const heard = (listener: { events: { event: string }[] }, event: string) =>
  eventually(
    async () => listener.events,
    (events) => events.some((one) => one.event === event),
  );
const respond = (person: Person, proposal_id: string, accept: boolean) =>
  must(person, "respond", { proposal_id, accept });

test("two who look for each other are asked, and when both accept they talk", async () => {
  const { ada, ben, atAda, atBen, proposal_id, answer } = await proposed();
  expect(answer).toMatchObject({
    status: "proposed",
    proposal: { my_answer: null, other: { id: ada.id }, why: { interests: expect.arrayContaining(["chess"]) } },
  });
  await Promise.all([heard(atAda, "match.proposed"), heard(atBen, "match.proposed")]);
  expect(await must(ada, "status")).toMatchObject({ proposal: { id: proposal_id, other: { id: ben.id } } });
  expect(await respond(ada, proposal_id, true)).toEqual({ status: "waiting" });
  expect(JSON.stringify(await must(ben, "status"))).not.toContain("accepts");
  const matched = await respond(ben, proposal_id, true);
  expect(matched).toEqual({ status: "matched", conversation_id: expect.any(String) });
  await Promise.all([heard(atAda, "match.matched"), heard(atBen, "match.matched")]);
  expect(await must(ada, "status")).toMatchObject({ ...matched, why: { interests: expect.any(Array) } });
  const conversation_id = matched.conversation_id as string;
  await say(ada, conversation_id, "Hello");
  const at = await call<Conversation>(ben, "get_conversation", { conversation_id });
  expect(at).toMatchObject({ kind: "direct", me: { state: "active" }, unread: 1 });
  // The same answer again changes nothing.
  expect(await respond(ben, proposal_id, true)).toEqual(matched);
});

test("who declines leaves the queue, and the other looks on with the age of the search", async () => {
  const { circle, ada, ben, atAda, proposal_id } = await proposed();
  const [before] = await sql`select since from private.match_tickets where person_id = ${ada.id}`;
  await respond(ada, proposal_id, true);
  expect(await respond(ben, proposal_id, false)).toEqual({ status: "idle" });
  await heard(atAda, "match.declined");
  expect(await must(ada, "status")).toMatchObject({
    status: "searching",
    ticket: { since: expect.any(String) },
    last: { proposal_id, outcome: "declined" },
  });
  const [after] = await sql`select since from private.match_tickets where person_id = ${ada.id}`;
  expect(after).toEqual(before);
  expect(await must(ben, "status")).toMatchObject({ status: "idle", last: { proposal_id, outcome: "declined" } });
  // They are not asked about each other again.
  expect(await circle.join(ben)).toMatchObject({ status: "searching" });
});

test("who does not answer leaves the queue when the time is up; who comes back is told", async () => {
  const { ada, ben, atAda, atBen, proposal_id } = await proposed();
  await respond(ada, proposal_id, true);
  await atBen.leave();
  await sql`update private.match_proposals set deadline = now() where id = ${proposal_id}`;
  await heard(atAda, "match.expired");
  expect(await must(ada, "status")).toMatchObject({ status: "searching", last: { outcome: "expired" } });
  expect(await must(ben, "status")).toMatchObject({ status: "idle", last: { proposal_id, outcome: "expired" } });
  // Too late.
  expect(await respond(ben, proposal_id, true)).toEqual({ status: "idle" });
});

test("of two devices that answer differently at once one counts, and the other is told", async () => {
  for (let round = 0; round < 3; round++) {
    const { ada, ben, proposal_id } = await proposed();
    const answers = await Promise.all([true, false].map((accept) => ask(ben, "respond", { proposal_id, accept })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe("MATCH_ANSWERED_ELSEWHERE");
    const accepted = answers[0]?.status === 200;
    expect(await respond(ada, proposal_id, true)).toMatchObject({ status: accepted ? "matched" : "searching" });
  }
});

test("two who accept at once are in one conversation", async () => {
  for (let round = 0; round < 3; round++) {
    const { ada, ben, proposal_id } = await proposed();
    const answers = await Promise.all([ada, ben].map((person) => respond(person, proposal_id, true)));
    expect(answers.map(({ status }) => status)).toContain("matched");
    const [one, other] = await Promise.all([ada, ben].map((person) => must(person, "status")));
    expect(one?.conversation_id).toEqual(other?.conversation_id);
    expect(await sql`select from private.conversations where ${ada.id} in (low_id, high_id)`).toHaveLength(1);
  }
});

test("a block and a yes at the same moment leave nobody in a conversation with whom they have blocked", async () => {
  for (let round = 0; round < 5; round++) {
    const { ada, ben, proposal_id } = await proposed();
    await respond(ada, proposal_id, true);
    await Promise.all([ask(ben, "respond", { proposal_id, accept: true }), call(ada, "block", { user_id: ben.id })]);
    const tickets =
      await sql`select proposal_id from private.match_tickets where person_id in ${sql([ada.id, ben.id])}`;
    expect(tickets.every((ticket) => ticket.proposal_id === null)).toBe(true);
    expect(await sql`select from private.match_proposals where id = ${proposal_id} and state = 'open'`).toHaveLength(0);
    const { items } = await call<{ items: unknown[] }>(ben, "list_conversations");
    expect(items).toEqual([]);
  }
});

test("nobody is proposed to somebody whose tab is closed", async () => {
  const circle = newCircle();
  const [gone, here] = await Promise.all([circle.person(), circle.person()]);
  await circle.join(gone);
  await sql`update private.presence set seen_at = now() - interval '2 minutes', active_at = null where profile_id = ${gone.id}`;
  expect(await circle.join(here)).toMatchObject({ status: "searching" });
  await call(gone, "heartbeat");
  // The next sweep finds both.
  await eventually(
    () => must(here, "status"),
    ({ status }) => status === "proposed",
  );
});

test("a search that nobody answers ends when its time is up, and whose it is hears of it", async () => {
  const circle = newCircle();
  const ada = await circle.person();
  const atAda = await attend(ada, `user:${ada.id}`);
  await circle.join(ada);
  await sql`update private.match_tickets set expires_at = now() where person_id = ${ada.id}`;
  await heard(atAda, "match.expired");
  expect(atAda.events.find(({ event }) => event === "match.expired")).toMatchObject({
    payload: { proposal_id: null, status: "idle" },
  });
  expect(await must(ada, "status")).toMatchObject({ status: "idle" });
});

test("who has to wait is told how long the last ones did", async () => {
  const circle = newCircle();
  const [ada, ben] = await Promise.all([
    circle.person({ gender: "nonbinary" }),
    circle.person({ gender: "nonbinary" }),
  ]);
  // Newer than what other tests do meanwhile.
  await sql`
    insert into private.match_proposals (low_id, high_id, pool, weight, low_gender, high_gender, low_waited_s, high_waited_s, state, deadline,
      ended_at, made_at)
    select least(one, other), greatest(one, other), 'friendship', 1, 'nonbinary', 'other', 40, 40, 'expired', now(), now(), now() + interval '5 minutes'
    from (select gen_random_uuid() as one, gen_random_uuid() as other from generate_series(1, 80)) drawn`;
  const { ticket } = await circle.join(ada);
  // Half of 46 seconds to one and a half of them has as much room below 40 as above, by ratio.
  expect(ticket).toMatchObject({ eta_s: 47 });
  // Whoever finds somebody at once has not been told anything that could be wrong.
  const { status } = await circle.join(ben);
  await found(ben, { status });
  const [made] = await sql`
    select low_eta_s, high_eta_s, low_id from private.match_proposals where ${ada.id} in (low_id, high_id) and state = 'open'`;
  expect(made?.low_id === ada.id ? [made?.low_eta_s, made?.high_eta_s] : [made?.high_eta_s, made?.low_eta_s]).toEqual([
    47,
    status === "proposed" ? null : 47,
  ]);
});

test("leaving ends the search; of a proposal it is a no", async () => {
  const { circle, ada, ben, proposal_id } = await proposed();
  expect((await ask(ada, "leave")).status).toBe(204);
  expect((await ask(ada, "leave")).status).toBe(204);
  expect(await must(ada, "status")).toMatchObject({ status: "idle" });
  expect(await respond(ben, proposal_id, true)).toEqual({ status: "searching" });
  await ask(ben, "leave");
  expect(await circle.join(ada)).toMatchObject({ status: "searching" });
});

test("who goes for good frees the other", async () => {
  const { ada, ben, proposal_id } = await proposed();
  await respond(ben, proposal_id, true);
  await sql`delete from private.accounts where id = ${ada.id}`;
  expect(await must(ben, "status")).toMatchObject({ status: "searching" });
});

test("status says which wish keeps others out, and what a wider one would bring", async () => {
  const circle = newCircle();
  const [ada, ben, cleo] = await Promise.all([
    circle.person(),
    circle.person({ gender: "male" }),
    circle.person({ gender: "male" }),
  ]);
  await circle.join(ben, { genders: ["female", "nonbinary"] });
  await circle.join(cleo, { genders: ["female", "nonbinary"] });
  await circle.join(ada, { genders: ["female"] });
  expect(await must(ada, "status")).toMatchObject({
    status: "searching",
    outlook: { fitting: 0, binding: "genders", loosening: [{ wish: "genders", to: ["male"], more: 2 }] },
  });
});

test("what makes no sense is refused", async () => {
  const circle = newCircle();
  const [ada, kim] = await Promise.all([circle.person(), circle.person({ birth_date: "2011-01-01", looking_for: [] })]);
  const codes = async (person: Person, ...bodies: Record<string, unknown>[]) =>
    Promise.all(bodies.map(async (body) => (await ask(person, "join", body)).body.code));
  expect(
    await codes(
      ada,
      { mode: "sideways" },
      { mode: "random", genders: ["male"] },
      { mode: "compatible", intent: "friendship", age_min: 40, age_max: 30 },
      { mode: "compatible", intent: "friendship", max_distance_km: 10 },
      { mode: "compatible", intent: "friendship", interests: ["no-such-thing"] },
      { mode: "compatible", intent: "friendship", languages: ["English!"] },
    ),
  ).toEqual([
    "INVALID_BODY",
    "INVALID_MATCH",
    "INVALID_MATCH",
    "LOCATION_REQUIRED",
    "UNKNOWN_INTEREST",
    "INVALID_MATCH",
  ]);
  expect(await codes(kim, { mode: "compatible", intent: "dating" }, { mode: "compatible" })).toEqual([
    "TOO_YOUNG",
    "INVALID_MATCH",
  ]);
  expect((await ask(ada, "respond", { proposal_id: ada.id, accept: true })).body.code).toBe("MATCH_NOT_FOUND");
});

test("a proposal is nobody else's", async () => {
  const { circle, proposal_id } = await proposed();
  const stranger = await circle.person();
  expect((await ask(stranger, "respond", { proposal_id, accept: true })).body.code).toBe("MATCH_NOT_FOUND");
  const { error } = await stranger.client.rpc("respond_to_match" as never, { proposal_id, accept: true } as never);
  expect((error as { code: string } | null)?.code).toBe("PGRST202");
});
