import { ease } from "../../media-worker/ease.ts";

const lambda = 50;

/**
 * EASE over posts, learnt anew every so often over the posts with the latest likes. It costs posts³, which is why no live
 * feed does it over posts; Plaza does it over authors and topics.
 */
export class Ease {
  readonly #size: number;
  readonly #every: number;
  #learntAt = Number.NEGATIVE_INFINITY;
  #places = new Map<number, number>();
  #weights: Float64Array = new Float64Array();

  constructor({ posts, every }: { posts: number; every: number }) {
    this.#size = posts;
    this.#every = every;
  }

  async scores(
    likesOf: Map<number, Map<number, number>>,
    likersOf: Map<number, Set<number>>,
    person: number,
    posts: number[],
    at: number,
  ): Promise<number[]> {
    if (at - this.#learntAt >= this.#every) {
      await this.#learn(likesOf, likersOf, at);
      this.#learntAt = at;
    }
    const size = this.#places.size;
    const own = [...(likesOf.get(person)?.keys() ?? [])].flatMap((post) => this.#places.get(post) ?? []);
    return posts.map((post) => {
      const column = this.#places.get(post);
      if (column === undefined) return 0;
      return own.reduce((sum, row) => sum + (this.#weights[row * size + column] as number), 0);
    });
  }

  async #learn(
    likesOf: Map<number, Map<number, number>>,
    likersOf: Map<number, Set<number>>,
    at: number,
  ): Promise<void> {
    const latest = new Map<number, number>();
    for (const likes of likesOf.values()) {
      for (const [post, likedAt] of likes) {
        latest.set(post, (latest.get(post) ?? 0) + 0.5 ** ((at - likedAt) / (6 * this.#every)));
      }
    }
    const chosen = [...latest]
      .filter(([post]) => (likersOf.get(post)?.size ?? 0) >= 2)
      .sort((one, other) => other[1] - one[1])
      .slice(0, this.#size);
    this.#places = new Map(chosen.map(([post], place) => [post, place]));
    const tastes = [...likesOf.values()].map((likes) => {
      const places = [...likes.keys()].flatMap((post) => this.#places.get(post) ?? []);
      return { places, weights: places.map(() => 1) };
    });
    async function* atOnce() {
      yield tastes;
    }
    this.#weights = await ease(atOnce(), this.#places.size, lambda);
  }
}
