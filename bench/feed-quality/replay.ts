import type { Sql } from "postgres";
import { Baselines } from "./baselines.ts";
import type { Deed, Log } from "./logs.ts";
import { addDeeds, addPeople, addPosts, type Candidate, candidatesFor, learn, refreshSources } from "./plaza.ts";
import { placeOf } from "./ranking.ts";

/** Somebody took a post, and what Plaza knew of what else there was, just before. */
export interface Moment {
  isSecondHalf: boolean;
  /** Candidates that are alive, in any order. */
  candidates: Candidate[];
  /** Which of them was taken; -1 if the candidates lack it. */
  taken: number;
  /** Where each baseline had it, among everything alive and unseen. */
  baselines: Map<string, number>;
  alive: number;
}

const batch = 500;

/**
 * Replays a log through Plaza's tables and functions. Whenever somebody takes something that is alive and that they have
 * not seen, and has liked three posts before, Plaza is asked just before it: every `every`th time from the first
 * quarter of the log on. It knows nothing but what happened until then.
 */
export async function replay(sql: Sql, log: Log, every: number): Promise<Moment[]> {
  await addPeople(sql, log.people);
  const quarter = log.deeds[Math.floor(log.deeds.length / 4)]?.at as number;
  const half = log.deeds[Math.floor(log.deeds.length / 2)]?.at as number;
  const authorOf = (post: number) => log.posts[post - 1]?.author as number;
  const baselines = new Baselines(log);
  const seen = new Map<number, Set<number>>();
  const likes = new Map<number, number>();
  const moments: Moment[] = [];
  let waiting: Deed[] = [];
  let posted = 0;
  let eligible = 0;

  const catchUp = async (at: number) => {
    const until = log.posts.findIndex((post, place) => place >= posted && post.at > at);
    const next = until < 0 ? log.posts.length : until;
    await addPosts(sql, log.posts.slice(posted, next));
    posted = next;
    // In the batches that the reader would get: who likes the same within one batch does not meet.
    for (let start = 0; start < waiting.length; start += batch) {
      await addDeeds(sql, waiting.slice(start, start + batch), authorOf);
      await learn(sql);
    }
    waiting = [];
    await refreshSources(sql);
  };

  for (const deed of log.deeds) {
    const own = seen.get(deed.person) ?? new Set<number>();
    seen.set(deed.person, own);
    const post = log.posts[deed.post - 1] as Log["posts"][number];
    const isTaken = deed.kind !== "view" && !own.has(deed.post);
    const isAlive = post.at < deed.at && deed.at - post.at <= log.alive;
    if (isTaken && isAlive && deed.at >= quarter && (likes.get(deed.person) ?? 0) >= 3 && ++eligible % every === 0) {
      await catchUp(deed.at);
      const alive = log.posts
        .slice(0, posted)
        .filter(({ number, at }) => at < deed.at && deed.at - at <= log.alive && !own.has(number))
        .map(({ number }) => number);
      const found = new Set(alive);
      const candidates = (await candidatesFor(sql, deed.person, deed.at)).filter(({ post }) => found.has(post));
      const scores = await baselines.scores(deed.person, alive, deed.at);
      const place = alive.indexOf(deed.post);
      moments.push({
        isSecondHalf: deed.at >= half,
        candidates,
        taken: candidates.findIndex(({ post }) => post === deed.post),
        baselines: new Map([...scores].map(([name, each]) => [name, placeOf(place, each)])),
        alive: alive.length,
      });
    }
    waiting.push(deed);
    own.add(deed.post);
    if (deed.kind === "view") continue;
    if (isTaken) likes.set(deed.person, (likes.get(deed.person) ?? 0) + 1);
    baselines.add(deed);
  }
  return moments;
}
