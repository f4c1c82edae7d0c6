/** So many transactions that were decoded last are remembered: more than commit in the instant in which one is not visible yet. */
const remembered = 200;

/**
 * The transactions whose messages were delivered last. A commit is decoded once it is written, and a snapshot sees it an
 * instant later: whoever reads messages in between would miss what has just been delivered.
 */
export class RecentCommits {
  readonly #xids: number[] = [];

  /** `xid`: the lower 32 bits of a transaction id, as the stream has it. */
  add(xid: number): void {
    if (this.#xids.at(-1) === xid) return;
    this.#xids.push(xid);
    if (this.#xids.length > remembered) this.#xids.shift();
  }

  /** Whether all of them are visible in a snapshot, as pg_current_snapshot() is written: `xmin:xmax:xid,xid,…`. */
  areVisibleIn(snapshot: string): boolean {
    const [xmin = "", xmax = "", running = ""] = snapshot.split(":");
    // Ids wrap around: which of two is earlier their difference says, in 32 bits.
    const isBefore = (xid: number, bound: string) => (xid - Number(BigInt(bound) & 0xffffffffn)) >> 0 < 0;
    const inProgress = new Set(
      running === "" ? [] : running.split(",").map((xid) => Number(BigInt(xid) & 0xffffffffn)),
    );
    return this.#xids.every((xid) => isBefore(xid, xmin) || (isBefore(xid, xmax) && !inProgress.has(xid)));
  }
}
