import { Ease } from "./ease.ts";
import type { Deed, Log } from "./logs.ts";

const hour = 3600;
const day = 24 * hour;
const halfLives: [string, number][] = [
  ["hot, half-life 4 h", 4 * hour],
  ["hot, half-life 12 h", 12 * hour],
  ["hot, half-life 1 day", day],
  ["hot, half-life 2 days", 2 * day],
  ["hot, half-life 7 days", 7 * day],
  ["hot, half-life 16 days", 16 * day],
];

/**
 * The methods that Plaza is compared with, with all of the history in memory, nothing left out for speed. Each gives a
 * score for every post in question.
 */
export class Baselines {
  readonly #log: Log;
  readonly #likesOf = new Map<number, Map<number, number>>();
  readonly #likersOf = new Map<number, Set<number>>();
  readonly #heats = halfLives.map(() => new Map<number, number>());
  readonly #ease: Ease;

  constructor(log: Log) {
    this.#log = log;
    this.#ease = new Ease(log.alive > 7 * day ? { posts: 700, every: 5 * day } : { posts: 250, every: 6 * hour });
  }

  /** Who did something first likes it from now on. */
  add({ person, post, at }: Deed): void {
    for (const [place, [, halfLife]] of halfLives.entries()) {
      const heats = this.#heats[place] as Map<number, number>;
      const cold = heats.get(post) ?? Number.NEGATIVE_INFINITY;
      const now = at / halfLife;
      const top = Math.max(cold, now);
      heats.set(post, top + Math.log2(2 ** (cold - top) + 2 ** (now - top)));
    }
    const likes = this.#likesOf.get(person) ?? new Map<number, number>();
    this.#likesOf.set(person, likes);
    if (likes.has(post)) return;
    likes.set(post, at);
    const likers = this.#likersOf.get(post) ?? new Set<number>();
    this.#likersOf.set(post, likers.add(person));
  }

  async scores(person: number, posts: number[], at: number): Promise<Map<string, number[]>> {
    const co = this.#coEngagement(person, at);
    return new Map<string, number[]>([
      ["newest", posts.map((post) => this.#log.posts[post - 1]?.at ?? 0)],
      ["popularity", posts.map((post) => this.#likersOf.get(post)?.size ?? 0)],
      ...halfLives.map(([name], place): [string, number[]] => [
        name,
        posts.map((post) => this.#heats[place]?.get(post) ?? Number.NEGATIVE_INFINITY),
      ]),
      ["co-engagement alone", posts.map((post) => co.plain.get(post) ?? 0)],
      ["co-engagement alone, likes fading in 7 days", posts.map((post) => co.fading.get(post) ?? 0)],
      ["EASE", await this.#ease.scores(this.#likesOf, this.#likersOf, person, posts, at)],
    ]);
  }

  /** The three joins: what I like, who likes it too, what they like. A post that few like says more, by degree^-0.5. */
  #coEngagement(person: number, at: number) {
    const near = new Map<number, number>();
    for (const post of this.#likesOf.get(person)?.keys() ?? []) {
      const likers = this.#likersOf.get(post) as Set<number>;
      for (const other of likers) if (other !== person) near.set(other, (near.get(other) ?? 0) + likers.size ** -0.5);
    }
    const plain = new Map<number, number>();
    const fading = new Map<number, number>();
    for (const [other, weight] of near) {
      for (const [post, likedAt] of this.#likesOf.get(other) ?? []) {
        plain.set(post, (plain.get(post) ?? 0) + weight);
        fading.set(post, (fading.get(post) ?? 0) + weight * 0.5 ** ((at - likedAt) / (7 * day)));
      }
    }
    return { plain, fading };
  }
}
