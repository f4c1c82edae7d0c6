/**
 * How good home_feed is where tastes are known, because they are made up: beside what else could be shown there.
 * Run: node bench/feed-quality/simulated.ts [seed]. Weights were chosen with seed 1; what is reported is seed 2.
 */
import type { Sql } from "postgres";
import { printTable } from "../realtime/figures.ts";
import { burstTimes } from "./burst.ts";
import type { Deed } from "./logs.ts";
import {
  addDeeds,
  addFollows,
  addInterests,
  addPeople,
  addPosts,
  candidatesFor,
  factorNames,
  learn,
  rankedFor,
  refreshSources,
  withPlaza,
} from "./plaza.ts";
import { seededRandom } from "./ranking.ts";
import { type Choice, fitWeights } from "./softmax.ts";
import {
  appeal,
  attention,
  day,
  drift,
  makeWorld,
  type Person,
  start,
  topics,
  type World,
  type WorldPost,
} from "./world.ts";

const size = 10;
const alive = 3 * day;

/** What a method knows when somebody opens the feed. */
interface Visit {
  person: Person;
  at: number;
  /** Everything alive that the person has not seen and was not given. */
  posts: WorldPost[];
  likesOf: (post: WorldPost) => number;
  /** How often the person has liked something about each topic. */
  liked: number[];
  served: number[];
}

interface Method {
  name: string;
  rank: (visit: Visit) => Promise<WorldPost[]> | WorldPost[];
  /** What happened since the last visit. */
  note: (deeds: Deed[], at: number) => Promise<void>;
}

const byScore = (score: (visit: Visit, post: WorldPost) => number) => (visit: Visit) =>
  visit.posts
    .map((post) => ({ post, score: score(visit, post) }))
    .sort((one, other) => other.score - one.score || other.post.at - one.post.at)
    .slice(0, size)
    .map(({ post }) => post);

const simple = (name: string, score: (visit: Visit, post: WorldPost) => number): Method => ({
  name,
  rank: byScore(score),
  note: async () => {},
});
const baselines = [
  simple("chronological", (_, post) => post.at),
  simple("popularity", ({ likesOf }, post) => likesOf(post)),
  simple("interest only", ({ person, liked }, post) =>
    post.topics.reduce((sum, topic) => sum + (liked[topic] ?? 0) + (person.interests.includes(topic) ? 2 : 0), 0),
  ),
  // What follows say is half of what can be known here: so this is no naive baseline, and the bar does not name it.
  simple(
    "followed first, newest first",
    ({ person }, post) => post.at + (person.follows.has(post.author.number) ? 1e12 : 0),
  ),
];

/** The place that chance falls on when each has a share like its number. */
function drawn(shares: number[], chance: number): number {
  let left = chance * shares.reduce((sum, share) => sum + share, 0);
  return shares.findIndex((share) => {
    left -= share;
    return left <= 0;
  });
}

const gain = (chances: number[]) =>
  chances.slice(0, size).reduce((sum, chance, place) => sum + chance / Math.log2(place + 2), 0);

/** Lets a method rank for everybody who opens the feed, and people react; from half of the days on it is judged. */
async function run(seed: number, method: Method, watch?: (visit: Visit, isSecondHalf: boolean) => Promise<void>) {
  const world = makeWorld(seed);
  // What people do hangs on who they are and what they are shown, not on how often another method asked for chance.
  const random = seededRandom(seed + 1000);
  const seen = new Map<number, Set<number>>();
  const served = new Map<number, number[]>();
  const liked = new Map<number, number[]>();
  const likes = new Map<number, number>();
  const half = start + (world.visits.at(-1)?.at as number) / 2 - start / 2;
  const sums = { pages: 0, ndcg: 0, authors: 0, shown: 0, young: 0, youngOffered: 0, likes: 0 };
  let deeds: Deed[] = [];
  let today = 0;
  for (const { person, at } of world.visits) {
    for (; today < Math.floor((at - start) / day); today++) drift(world, random);
    const own = seen.get(person.number) ?? new Set<number>();
    const given = served.get(person.number) ?? [];
    const interests = liked.get(person.number) ?? Array(topics.length).fill(0);
    seen.set(person.number, own);
    served.set(person.number, given);
    liked.set(person.number, interests);
    await method.note(deeds, at);
    deeds = [];
    const posts = world.posts.filter(
      (post) => post.at <= at && at - post.at <= alive && !own.has(post.number) && !given.includes(post.number),
    );
    const likesOf = (post: WorldPost) => likes.get(post.number) ?? 0;
    const chance = (post: WorldPost) => appeal(person, post, likesOf(post), at);
    const visit: Visit = { person, at, posts, likesOf, liked: interests, served: given };
    const page = await method.rank(visit);
    await watch?.(visit, at >= half);
    if (at >= half && posts.length >= size) {
      const isYoung = (post: WorldPost) => post.author.joined > start;
      sums.pages++;
      sums.ndcg += gain(page.map(chance)) / gain(posts.map(chance).sort((one, other) => other - one));
      sums.authors += new Set(page.map(({ author }) => author.number)).size / Math.max(1, page.length);
      sums.shown += page.length;
      sums.young += page.filter(isYoung).length;
      sums.youngOffered += posts.filter(isYoung).length / posts.length;
    }
    for (const [place, post] of page.entries()) {
      given.push(post.number);
      if (random() > attention(place)) continue;
      own.add(post.number);
      const probability = chance(post);
      const isLiked = random() < probability;
      const deed = { person: person.number, post: post.number, at: at + place };
      // The less it says to them the sooner they are gone.
      deeds.push({
        ...deed,
        kind: "view",
        watched: Math.round(500 + 20_000 * probability * random() + (isLiked ? 3000 : 0)),
      });
      if (!isLiked) continue;
      if (at >= half) sums.likes++;
      likes.set(post.number, likesOf(post) + 1);
      for (const topic of post.topics) interests[topic] = (interests[topic] ?? 0) + 1;
      deeds.push({ ...deed, kind: "like" });
      if (random() < 0.2) deeds.push({ ...deed, kind: "comment" });
    }
  }
  return sums;
}

/** home_feed in a world of its own, at the time of that world. */
async function plaza(sql: Sql, world: World): Promise<Method> {
  await addPeople(sql, world.authors.length + world.people.length);
  await addFollows(
    sql,
    world.people.flatMap(({ number, follows }) => [...follows].map((author) => [number, author] as [number, number])),
  );
  await addInterests(
    sql,
    topics,
    world.people.flatMap(({ number, interests }) =>
      interests.map((topic) => [number, topics[topic] as string] as [number, string]),
    ),
  );
  const posts = world.posts.map(({ number, author, at, topics: about }) => ({
    number,
    author: author.number,
    at,
    topics: about.map((topic) => topics[topic] as string),
  }));
  let posted = 0;
  let refreshed = 0;
  let waiting: Deed[] = [];
  return {
    name: "Plaza",
    async note(deeds, at) {
      waiting.push(...deeds);
      const until = posts.findIndex((post, place) => place >= posted && post.at > at);
      const next = until < 0 ? posts.length : until;
      await addPosts(sql, posts.slice(posted, next));
      posted = next;
      await addDeeds(sql, waiting, (post) => posts[post - 1]?.author as number);
      waiting = [];
      await learn(sql);
      // Each minute, where a minute has a hundred times as many visits: here each half hour.
      if (at - refreshed < 1800) return;
      refreshed = at;
      await refreshSources(sql);
    },
    async rank({ person, at, served, posts: choice }) {
      const byNumber = new Map(choice.map((post) => [post.number, post]));
      const ranked = await rankedFor(sql, person.number, at, served);
      return ranked.flatMap((number) => byNumber.get(number) ?? []).slice(0, size);
    },
  };
}

const seed = Number(process.argv[2] ?? 2);
const random = seededRandom(seed);
const choices: Choice[] = [];
let factors: string[] = [];
const results: [string, Awaited<ReturnType<typeof run>>][] = [];
for (const method of baselines) results.push([method.name, await run(seed, method)]);
await withPlaza(async (sql) => {
  factors = await factorNames(sql);
  let visits = 0;
  // In the first half, what the person would have taken of what was there: weights that would suit this world.
  const watch = async ({ person, at, likesOf, posts }: Visit, isSecondHalf: boolean) => {
    if (isSecondHalf || ++visits % 4 !== 0) return;
    const byNumber = new Map(posts.map((post) => [post.number, post]));
    const candidates = (await candidatesFor(sql, person.number, at)).filter(({ post }) => byNumber.has(post));
    const chances = candidates.map(({ post }) =>
      appeal(person, byNumber.get(post) as WorldPost, likesOf(byNumber.get(post) as WorldPost), at),
    );
    const taken = drawn(chances, random());
    if (taken >= 0) choices.push({ taken, weight: 1, factors: candidates.map(({ factors }) => factors) });
  };
  results.push(["Plaza", await run(seed, await plaza(sql, makeWorld(seed)), watch)]);
});

printTable(
  `Simulated, seed ${seed}: ${results[0]?.[1].pages} pages of the second half`,
  [
    "method",
    "NDCG@10",
    "likes a page",
    "different authors in 10",
    "impressions of new authors",
    "their share of what there was",
  ],
  results.map(([name, { pages, ndcg, likes, authors, shown, young, youngOffered }]) => [
    name,
    (ndcg / pages).toFixed(3),
    (likes / pages).toFixed(2),
    ((10 * authors) / pages).toFixed(2),
    `${((100 * young) / shown).toFixed(1)} %`,
    `${((100 * youngOffered) / pages).toFixed(1)} %`,
  ]),
);
const named = ["chronological", "popularity", "interest only"];
const ndcgOf = ([, { ndcg, pages }]: (typeof results)[number]) => ndcg / pages;
const own = ndcgOf(results.at(-1) as (typeof results)[number]);
console.log(
  `\nPlaza has ${(own / Math.max(...results.filter(([name]) => named.includes(name)).map(ndcgOf))).toFixed(2)} times the NDCG@10 of the best of chronological, popularity and interest only (bar 1.3).`,
);
const { columns, rows } = await burstTimes();
printTable("From the beginning of a burst to viral, at most four hours", columns, rows);
printTable("Weights that would suit this world", factors, [fitWeights(choices).map((weight) => weight.toFixed(2))]);
