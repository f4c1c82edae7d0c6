import { beforeAll, expect, test } from "vitest";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { call, outcome } from "./calls.ts";

const sql = connectDatabase();
let crowd: Person[];

beforeAll(async () => {
  crowd = await Promise.all(Array.from({ length: 50 }, () => newPerson()));
});

const person = (index: number) => crowd[index] as Person;

const counts = async ({ id }: Person) => {
  const [row] = await sql`select private.graph_counts(${id}) as counts`;
  return row?.counts as { followers: number; following: number; connections: number };
};

/** What there is between two people, whoever did it. */
const between = async (one: Person, other: Person) => {
  const [row] = await sql`
    select
      (select count(*)::int from public.follows where follower_id in ${sql([one.id, other.id])} and followee_id in ${sql([one.id, other.id])}) as follows,
      (select count(*)::int from public.connections where person_id in ${sql([one.id, other.id])} and other_id in ${sql([one.id, other.id])}) as connections,
      (select count(*)::int from public.connection_requests where state = 'pending'
        and requester_id in ${sql([one.id, other.id])} and addressee_id in ${sql([one.id, other.id])}) as requests,
      (select count(*)::int from public.blocks where blocker_id in ${sql([one.id, other.id])} and blocked_id in ${sql([one.id, other.id])}) as blocks`;
  return row as unknown as { follows: number; connections: number; requests: number; blocks: number };
};

test("fifty people who follow one person at once are fifty followers", async () => {
  const star = await newPerson();
  const answers = await Promise.all(crowd.map((fan) => outcome(fan, "follow", { user_id: star.id })));
  expect(answers).toEqual(Array(50).fill({ status: 200 }));
  expect(await counts(star)).toMatchObject({ followers: 50 });
});

test("a storm of follows and unfollows leaves the counters as the edges are", async () => {
  const [star, fan] = [await newPerson(), person(0)];
  const storm = Array.from({ length: 40 }, (_, turn) =>
    outcome(fan, turn % 2 ? "follow" : "unfollow", { user_id: star.id }),
  );
  expect(await Promise.all(storm)).toEqual(Array(40).fill({ status: 200 }));
  expect((await counts(star)).followers).toBe((await between(fan, star)).follows);
  await call(fan, "unfollow", { user_id: star.id });
  expect(await counts(star)).toMatchObject({ followers: 0 });
});

test("people who follow each other at the same moment do not get in each other's way", async () => {
  const [one, other] = [person(1), person(2)];
  for (let round = 0; round < 15; round++) {
    const answers = await Promise.all([
      outcome(one, "follow", { user_id: other.id }),
      outcome(other, "follow", { user_id: one.id }),
      outcome(one, "unfollow", { user_id: other.id }),
      outcome(other, "unfollow", { user_id: one.id }),
    ]);
    expect(answers).toEqual(Array(4).fill({ status: 200 }));
  }
  const { follows } = await between(one, other);
  const [mine, theirs] = [await counts(one), await counts(other)];
  expect(mine.followers + theirs.followers).toBe(follows);
});

test("everybody following everybody at once ends, with every counter right", async () => {
  const circle = crowd.slice(3, 13);
  const before = await Promise.all(circle.map(counts));
  const answers = await Promise.all(
    circle.flatMap((one) =>
      circle.filter((other) => other !== one).map((other) => outcome(one, "follow", { user_id: other.id })),
    ),
  );
  expect(answers).toEqual(Array(90).fill({ status: 200 }));
  for (const [index, one] of circle.entries()) {
    const { followers, following } = before[index] as { followers: number; following: number };
    expect(await counts(one)).toMatchObject({ followers: followers + 9, following: following + 9 });
  }
});

test("a request accepted twice at once makes one connection", async () => {
  const [ada, ben] = [person(13), person(14)];
  const { connection_request_id: id } = await call(ada, "request_connection", { user_id: ben.id });
  const accepts = Array.from({ length: 6 }, () => outcome(ben, "answer_connection", { request_id: id, accept: true }));
  expect(await Promise.all(accepts)).toEqual(Array(6).fill({ status: 200 }));
  expect(await between(ada, ben)).toMatchObject({ connections: 2, requests: 0 });
  expect([(await counts(ada)).connections, (await counts(ben)).connections]).toEqual([1, 1]);
});

test("a request answered both ways at once is answered one way", async () => {
  const [ada, ben] = [person(15), person(16)];
  const { connection_request_id: id } = await call(ada, "request_connection", { user_id: ben.id });
  const answers = await Promise.all(
    [true, false].map((accept) => outcome(ben, "answer_connection", { request_id: id, accept })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
  const accepted = answers[0]?.status === 200;
  expect(await between(ada, ben)).toMatchObject({ connections: accepted ? 2 : 0, requests: 0 });
});

test("requests that cross connect, and leave none waiting", async () => {
  for (let round = 0; round < 10; round++) {
    const [ada, ben] = [person(17 + round), person(27 + round)];
    const answers = await Promise.all([
      call(ada, "request_connection", { user_id: ben.id }),
      call(ben, "request_connection", { user_id: ada.id }),
    ]);
    expect(answers.map(({ connection }) => connection).sort()).toEqual(["connected", "requested"]);
    expect(await between(ada, ben)).toMatchObject({ connections: 2, requests: 0 });
  }
});

test("a withdrawal and an acceptance at once leave either a connection or nothing", async () => {
  const [ada, ben] = [person(37), person(38)];
  const { connection_request_id: id } = await call(ada, "request_connection", { user_id: ben.id });
  const [withdrawal, acceptance] = await Promise.all([
    outcome(ada, "withdraw_connection", { request_id: id }),
    outcome(ben, "answer_connection", { request_id: id, accept: true }),
  ]);
  expect([withdrawal.status, acceptance.status].sort()).toEqual([200, 404]);
  expect((await between(ada, ben)).connections).toBe(acceptance.status === 200 ? 2 : 0);
});

test("a follow during a block never survives it", async () => {
  const before = await counts(person(39));
  for (let round = 0; round < 10; round++) {
    const [ada, ben] = [person(39), person(40 + round)];
    const answers = await Promise.all([
      outcome(ben, "follow", { user_id: ada.id }),
      outcome(ada, "follow", { user_id: ben.id }),
      outcome(ada, "block", { user_id: ben.id }),
      outcome(ben, "request_connection", { user_id: ada.id }),
    ]);
    expect(answers[2]).toEqual({ status: 200 });
    for (const { status } of answers) expect([200, 404]).toContain(status);
    expect(await between(ada, ben)).toEqual({ follows: 0, connections: 0, requests: 0, blocks: 1 });
  }
  expect(await counts(person(39))).toEqual(before);
});

test("a block by both at once is a block", async () => {
  const [ada, ben] = [person(0), person(1)];
  const answers = await Promise.all([
    outcome(ada, "block", { user_id: ben.id }),
    outcome(ben, "block", { user_id: ada.id }),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
  expect(await between(ada, ben)).toMatchObject({ blocks: 1 });
});

test("an account that goes while people follow and unfollow it takes its edges along", async () => {
  const fans = crowd.slice(2, 12);
  const before = await Promise.all(fans.map(counts));
  for (let round = 0; round < 5; round++) {
    const gone = await newPerson();
    for (const fan of fans.slice(5)) await call(fan, "follow", { user_id: gone.id });
    const answers = Promise.all([
      ...fans.map((fan) => outcome(fan, "follow", { user_id: gone.id })),
      ...fans.map((fan) => outcome(fan, "unfollow", { user_id: gone.id })),
    ]);
    await sql`delete from private.accounts where id = ${gone.id}`;
    for (const { status } of await answers) expect([200, 404]).toContain(status);
  }
  expect(await Promise.all(fans.map(counts))).toEqual(before);
});

test("two accounts that follow each other and go at the same moment are both gone", async () => {
  for (let round = 0; round < 5; round++) {
    const [ada, ben] = [await newPerson(), await newPerson()];
    await call(ada, "follow", { user_id: ben.id });
    await call(ben, "follow", { user_id: ada.id });
    await Promise.all([ada, ben].map(({ id }) => sql`select private.erase_account(${id})`));
    const [left] = await sql`select count(*)::int as people from private.accounts where id in ${sql([ada.id, ben.id])}`;
    expect(left?.people).toBe(0);
  }
});
