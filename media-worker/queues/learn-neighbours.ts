import type { Sql } from "postgres";
import { ease, strongest, type Taste } from "../ease.ts";
import type { ScheduledQueue } from "../queue.ts";

/**
 * How much fewer than this many likes in common say. On the first half of MovieTweetings anything from 50 to 500 is alike; of these the smallest, so
 * that pairs of a small community come above `leastWeight`.
 */
const lambda = 50;
const neighboursEach = 20;
const leastWeight = 0.01;

const axes = [
  {
    name: "author",
    columns: "private.columns_of_authors",
    tastes: "private.tastes_for_authors",
    store: "private.store_author_neighbours",
    type: "uuid[]",
  },
  {
    name: "topic",
    columns: "private.columns_of_topics",
    tastes: "private.tastes_for_topics",
    store: "private.store_topic_neighbours",
    type: "text[]",
  },
];

/** What goes with what: authors whom the same people like, and topics. New posts inherit the taste for theirs. */
export const learnNeighbours: ScheduledQueue = {
  name: "learn-neighbours",
  cron: "11 3 * * *",
  async handle({ sql, say }) {
    for (const axis of axes) say("learnt neighbours", { of: axis.name, ...(await learn(sql, axis)) });
  },
};

async function learn(sql: Sql, { columns, tastes, store, type }: (typeof axes)[number]) {
  const ids = (await sql<{ id: string }[]>`select id from ${sql(columns)}()`).map(({ id }) => id);
  const rows = sql<(Taste & object)[]>`select places, weights from ${sql(tastes)}(${ids}::${sql.unsafe(type)})`.cursor(
    1_000,
  );
  const weights = await ease(rows, ids.length, lambda);
  const found = ids.flatMap((id, place) =>
    strongest(weights, ids.length, place, neighboursEach, leastWeight).map((neighbour) => ({
      id,
      neighbour: ids[neighbour.place] as string,
      weight: neighbour.weight,
    })),
  );
  const [stored] = await sql<{ pairs: number }[]>`
    select ${sql(store)}(
      ${found.map(({ id }) => id)}::${sql.unsafe(type)},
      ${found.map(({ neighbour }) => neighbour)}::${sql.unsafe(type)},
      ${found.map(({ weight }) => weight)}::real[]) as pairs`;
  return { columns: ids.length, pairs: Number(stored?.pairs) };
}
