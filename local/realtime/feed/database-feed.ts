import { setTimeout as sleep } from "node:timers/promises";
import { accessChangedEvent, changedAccess, changesOfAccess, recheckAccess } from "../access-recheck.ts";
import type { Context } from "../context.ts";
import { RoomMessage } from "../room-message.ts";
import { messageOf } from "./message-row.ts";
import { PgOutputDecoder } from "./pgoutput.ts";
import { streamChanges } from "./replication-stream.ts";

/** A dead connection is noticed after 90 s, and what commits after it broke may have begun a minute before. */
const unheardMs = 150_000;

/** Delivers what `realtime.send` wrote to the members of its topic, and starts over when Postgres was away. */
export class DatabaseFeed {
  readonly #context: Context;
  readonly #url: string;
  readonly #stop = new AbortController();
  readonly #finished: Promise<void>;

  constructor(context: Context, url: string) {
    this.#context = context;
    this.#url = url;
    this.#finished = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#finished;
  }

  async #run(): Promise<void> {
    const context = this.#context;
    let reported = "";
    let wentAway: number | undefined;
    while (!this.#stop.signal.aborted) {
      const decoder = new PgOutputDecoder();
      const live = () => {
        context.isFeedLive = true;
        reported = "";
        context.log("database feed: live");
      };
      const prepare = () => this.#recheckMissed(wentAway);
      const receive = this.#receiver(decoder);
      const failure = await streamChanges(this.#url, { prepare, live, receive }, this.#stop.signal).then(
        () => "the connection ended",
        (error) => String(error?.message || error?.code || error),
      );
      if (context.isFeedLive) wentAway = Date.now();
      context.isFeedLive = false;
      if (this.#stop.signal.aborted) return;
      if (failure !== reported) context.log(`database feed: ${failure}; trying again`);
      reported = failure;
      await sleep(context.limits.replicationRetryMs, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }

  /** Follows the orders that came while nobody listened; without it the lost access would live on in a cache. */
  async #recheckMissed(wentAway: number | undefined): Promise<void> {
    if (wentAway === undefined) return;
    for (const change of await changesOfAccess(this.#context.database, wentAway - unheardMs)) {
      recheckAccess(this.#context, change);
    }
  }

  #receiver(decoder: PgOutputDecoder): (message: Buffer) => void {
    let committedAt = 0;
    let xid = 0;
    return (message) => {
      try {
        const change = decoder.decode(message);
        if (change?.kind === "begin") {
          ({ committedAt, xid } = change);
        } else if (change?.kind === "insert" && change.relation.schema === "realtime") {
          this.#context.commits.add(xid);
          this.#deliver(messageOf(change.relation, change.values));
          this.#context.counters.feedLagMs = Math.max(0, Date.now() - committedAt);
        }
      } catch (error) {
        // One row that cannot be read must not stop those behind it.
        this.#context.log(`database feed: a row was skipped: ${String(error)}`);
      }
    };
  }

  #deliver(row: ReturnType<typeof messageOf>): void {
    const { counters, rooms, rates, limits } = this.#context;
    if (!row) return;
    counters.messagesIn++;
    counters.databaseMessages++;
    rates.events.add(1);
    // An order is followed whatever becomes of the message itself.
    if (row.isPrivate && row.broadcast.event === accessChangedEvent) {
      recheckAccess(this.#context, changedAccess(row.topic, row.broadcast.payload.toString()));
    }
    const room = rooms.find(row.topic, row.isPrivate);
    if (!room) return;
    if (rates.events.exceeded || row.broadcast.payload.length > limits.maxPayloadBytes) {
      counters.droppedDatabaseMessages++;
    } else {
      room.broadcast(RoomMessage.user(`realtime:${row.topic}`, row.broadcast, { id: row.id }));
    }
  }
}
