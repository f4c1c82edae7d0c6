import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** A post of a log; people and posts are numbered from 1. Times are seconds since 1970. */
export interface LogPost {
  number: number;
  author: number;
  at: number;
  topics: string[];
}

export interface Deed {
  kind: "view" | "like" | "comment";
  person: number;
  post: number;
  at: number;
  /** How long it was looked at, in milliseconds: of a view. */
  watched?: number;
}

/** What people did on a real site, in the order of time; a like stands before the view that goes with it. */
export interface Log {
  name: string;
  people: number;
  /** By number, in the order in which they appeared. */
  posts: LogPost[];
  deeds: Deed[];
  /** How long a post can be recommended, in seconds. */
  alive: number;
}

const lines = (folder: string, file: string) =>
  gunzipSync(readFileSync(join(folder, file)))
    .toString("utf8")
    .trimEnd()
    .split("\n");

/** Gives numbers from 1 to what names something, in the order of their first mention. */
function numbering<Name>(): { of(name: Name): number; size(): number } {
  const numbers = new Map<Name, number>();
  return {
    of(name) {
      const number = numbers.get(name) ?? numbers.size + 1;
      numbers.set(name, number);
      return number;
    },
    size: () => numbers.size,
  };
}

/**
 * Films that people rated on Twitter. A film appears with its first rating, and its genres are its hashtags. Who rates it
 * has seen it; from 7 of 10 on it is a like.
 */
export function readMovieTweetings(folder: string): Log {
  const genres = new Map(
    lines(folder, "movies.dat.gz").map((line) => {
      const [film = "", , written = ""] = line.split("::");
      return [film.padStart(7, "0"), written.split("|").filter(Boolean)];
    }),
  );
  const ratings = lines(folder, "ratings.dat.gz")
    .map((line) => line.split("::"))
    .map(([person = "", film = "", rating, at]) => ({ person, film, rating: Number(rating), at: Number(at) }))
    .sort((one, other) => one.at - other.at);
  const people = numbering<string>();
  // One account publishes all films: nothing about a film says who made it.
  const publisher = people.of("publisher");
  const films = numbering<string>();
  const posts: LogPost[] = [];
  const deeds: Deed[] = [];
  for (const { person: name, film, rating, at } of ratings) {
    const post = films.of(film);
    if (post > posts.length)
      posts.push({ number: post, author: publisher, at, topics: genres.get(film.padStart(7, "0")) ?? [] });
    const person = people.of(name);
    if (rating >= 7) deeds.push({ kind: "like", person, post, at });
    deeds.push({ kind: "view", person, post, at });
  }
  return { name: "MovieTweetings", people: people.size(), posts, deeds, alive: 60 * 86_400 };
}

/** Articles of a Spanish news site and the comments below them. Who comments has seen the article. */
export function readBarrapunto(folder: string): Log {
  const table = (file: string) =>
    lines(folder, file)
      .slice(1)
      .map((line) => line.split(","));
  const people = numbering<string>();
  const articles = numbering<string>();
  const posts = table("posts.csv.gz")
    .sort((one, other) => Number(one[2]) - Number(other[2]))
    .map(([article = "", author = "", at]) => ({
      number: articles.of(article),
      author: people.of(author),
      at: Number(at),
      topics: [],
    }));
  const deeds = table("comments.csv.gz")
    // Person 0 is everybody who wrote without a name.
    .filter(([, , , person]) => person !== "0")
    .map(([article = "", , , person = "", at]): Deed => {
      return { kind: "comment", person: people.of(person), post: articles.of(article), at: Number(at) };
    })
    // A clock or two was wrong: nobody comments on what has not appeared.
    .filter(({ post, at }) => at >= (posts[post - 1]?.at ?? Number.POSITIVE_INFINITY))
    .sort((one, other) => one.at - other.at);
  return { name: "Barrapunto", people: people.size(), posts, deeds, alive: 3 * 86_400 };
}
