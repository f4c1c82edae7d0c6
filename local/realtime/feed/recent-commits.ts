import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../database.ts";

/** Of those that nobody has asked about; a commit that is not visible yet holds a connection, so there are never nearly as many. */
const remembered = 10_000;
const pollMs = 2;

const low32 = (xid: string): number => Number(BigInt(xid) & 0xffffffffn);

/**
 * The transactions whose messages were delivered last. Postgres streams a commit once it is written, and others see it an
 * instant later: whoever reads in between does not find what has just been delivered, nor what it has changed.
 */
export class RecentCommits {
  #xids: number[] = [];

  /** `xid`: the lower 32 bits of a transaction id, as the stream has it. */
  add(xid: number): void {
    if (this.#xids.at(-1) === xid) return;
    this.#xids.push(xid);
    if (this.#xids.length > remembered) this.#xids.shift();
  }

  /** Waits until whoever reads sees all that was delivered before, or until it is aborted. */
  async visible(database: Database, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const [row] = await database.run(
        (sql) => sql<{ snapshot: string }[]>`select pg_current_snapshot()::text as snapshot`,
      );
      if (this.#areVisibleIn(row?.snapshot as string)) return;
      await sleep(pollMs);
    }
  }

  /** `snapshot`: `xmin:xmax:xid,xid,…`. What is visible stays so, and is forgotten. */
  #areVisibleIn(snapshot: string): boolean {
    const [xmin = "", xmax = "", running = ""] = snapshot.split(":");
    const [oldest, next] = [low32(xmin), low32(xmax)];
    const inProgress = new Set(running === "" ? [] : running.split(",").map(low32));
    // Ids wrap around: which of two is earlier their difference says, in 32 bits.
    const isBefore = (xid: number, bound: number) => (xid - bound) >> 0 < 0;
    this.#xids = this.#xids.filter((xid) => !isBefore(xid, oldest) && (!isBefore(xid, next) || inProgress.has(xid)));
    return this.#xids.length === 0;
  }
}
