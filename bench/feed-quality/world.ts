import { seededRandom } from "./ranking.ts";

/**
 * A small site with people whose tastes are known: what README.md describes. One seed makes one world, whoever ranks in it.
 */
export const topics = Array.from({ length: 16 }, (_, place) => `topic${place + 1}`);
export const day = 86_400;
export const start = Date.UTC(2026, 5, 1) / 1000;
export const days = 6;
const styles = 4;

export interface Author {
  number: number;
  topics: number[];
  style: number[];
  quality: number;
  /** When they came: those who come late have no followers. */
  joined: number;
}

export interface Person {
  number: number;
  taste: number[];
  style: number[];
  /** What they chose when they registered. */
  interests: number[];
  follows: Set<number>;
}

export interface WorldPost {
  number: number;
  author: Author;
  at: number;
  topics: number[];
  style: number[];
  quality: number;
}

export interface World {
  people: Person[];
  authors: Author[];
  posts: WorldPost[];
  /** Who opens the feed when, in the order of time. */
  visits: { person: Person; at: number }[];
  random: () => number;
}

const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const normals = (random: () => number, count: number, spread: number) =>
  Array.from({ length: count }, () => spread * normal(random));
const dot = (one: number[], other: number[]) => one.reduce((sum, value, place) => sum + value * (other[place] ?? 0), 0);
const best = (values: number[], count: number) =>
  [...values.keys()].sort((one, other) => (values[other] as number) - (values[one] as number)).slice(0, count);

export function makeWorld(seed: number): World {
  const random = seededRandom(seed);
  const authors = Array.from({ length: 60 }, (_, place): Author => {
    const main = Math.floor(random() * topics.length);
    return {
      number: place + 1,
      topics: [main, Math.floor(random() * topics.length)],
      style: normals(random, styles, 1),
      quality: normals(random, 1, 0.6)[0] as number,
      joined: place % 5 === 4 ? start + (1 + 4 * random()) * day : start - 30 * day,
    };
  });
  const people = Array.from({ length: 100 }, (_, place): Person => {
    const taste = normals(random, topics.length, 1.2);
    const style = normals(random, styles, 0.7);
    const liking = authors.map((author) =>
      author.joined > start
        ? -10
        : affinity(taste, style, author.topics, author.style) + author.quality + normal(random),
    );
    // Who registers names what they like, and now and then what they would like to like.
    const stated = taste.map((value) => value + 0.8 * normal(random));
    return {
      number: authors.length + place + 1,
      taste,
      style,
      interests: best(stated, 3),
      follows: new Set(best(liking, 6).map((index) => index + 1)),
    };
  });
  const posts = authors
    .flatMap((author) =>
      Array.from({ length: 1 + Math.floor(random() * 3 * days) }, () => ({
        author,
        at: start + random() * days * day,
        topics: [...new Set([author.topics[random() < 0.7 ? 0 : 1] as number])],
        style: author.style.map((value) => value + 0.5 * normal(random)),
        quality: author.quality + 0.6 * normal(random),
      })),
    )
    .filter(({ at, author }) => at >= author.joined)
    .sort((one, other) => one.at - other.at)
    .map((post, place) => ({ ...post, number: place + 1 }));
  const visits = people
    .flatMap((person) =>
      Array.from({ length: 3 * days }, () => ({ person, at: start + day / 4 + random() * (days - 0.25) * day })),
    )
    .sort((one, other) => one.at - other.at);
  return { people, authors, posts, visits, random };
}

const affinity = (taste: number[], style: number[], about: number[], look: number[]) =>
  about.reduce((sum, topic) => sum + (taste[topic] as number), 0) / about.length + dot(style, look);

/** How likely somebody likes a post whom it reaches: taste, hidden style, quality, age, and what others say about it. */
export function appeal({ taste, style, follows }: Person, post: WorldPost, likes: number, at: number): number {
  const utility =
    affinity(taste, style, post.topics, post.style) +
    post.quality +
    (follows.has(post.author.number) ? 0.7 : 0) +
    0.25 * Math.log(1 + likes) -
    0.7 * Math.log(1 + (at - post.at) / (6 * 3600));
  return 1 / (1 + Math.exp(3 - utility));
}

/** Tastes wander: a day moves them by a fifth of their spread, and a little back to the middle. */
export function drift({ people }: World, random: () => number): void {
  for (const person of people) {
    person.taste = person.taste.map((value) => 0.98 * value + 0.24 * normal(random));
  }
}

/** Whether somebody looks at what stands at a place: less and less, the further down. */
export const attention = (place: number) => (1 + place) ** -0.5;
