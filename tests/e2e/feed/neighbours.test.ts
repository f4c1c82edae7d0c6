import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import type { WorkerContext } from "../../../media-worker/queue.ts";
import { learnNeighbours } from "../../../media-worker/queues/learn-neighbours.ts";
import { connectDatabase } from "../../support/database.ts";
import { newPerson } from "../../support/people.ts";

const sql = connectDatabase();

test("authors and topics that the same people like become neighbours, the others do not", async () => {
  const people = await Promise.all(Array.from({ length: 16 }, () => newPerson()));
  const authors = await Promise.all(Array.from({ length: 4 }, () => newPerson()));
  const [one, two, three, four] = authors.map(({ id }) => id) as [string, string, string, string];
  const tag = randomBytes(4).toString("hex");
  const [sea, beach, hills, huts] = ["sea", "beach", "hills", "huts"].map((topic) => topic + tag) as [
    string,
    string,
    string,
    string,
  ];
  for (const [n, { id }] of people.entries()) {
    // Half of the people like the first two of both, the others the last two.
    for (const author of n % 2 ? [one, two] : [three, four]) {
      await sql`insert into private.author_affinity (person_id, author_id, heat)
        values (${id}, ${author}, private.heat_of(3, now(), private.taste_half_life()))`;
    }
    for (const topic of n % 2 ? [sea, beach] : [hills, huts]) {
      await sql`insert into private.topic_affinity (person_id, topic, heat)
        values (${id}, ${topic}, private.heat_of(3, now(), private.taste_half_life()))`;
    }
  }
  const said: unknown[] = [];
  const say = (message: string, details?: unknown) => said.push(message, details);
  await learnNeighbours.handle({ sql, say } as unknown as WorkerContext);

  const ofAuthors = await sql<{ from: string; to: string }[]>`
    select author_id as from, neighbour_id as to from private.author_neighbours
    where author_id in ${sql(authors.map(({ id }) => id))} order by author_id = ${four}, author_id = ${three}, author_id = ${two}`;
  expect(ofAuthors.map(({ from, to }) => [from, to])).toEqual([
    [one, two],
    [two, one],
    [three, four],
    [four, three],
  ]);
  const ofTopics = await sql<{ pair: string }[]>`
    select topic || ' ' || neighbour as pair from private.topic_neighbours where topic like ${`%${tag}`}`;
  expect(ofTopics.map(({ pair }) => pair).sort()).toEqual(
    [
      [beach, sea],
      [hills, huts],
      [huts, hills],
      [sea, beach],
    ]
      .map((pair) => pair.join(" "))
      .sort(),
  );
  expect(said).toContain("learnt neighbours");
});
