import type { RealtimeClient } from "@supabase/supabase-js";
import type { Rpc } from "./calls.ts";
import type { events, Payload, Result } from "./contract/index.ts";
import type { SessionKeeper } from "./session.ts";
import { Listeners, Store } from "./store.ts";
import { debounced, sleep, watchSleep } from "./time.ts";
import type { MakeTopic, Topic } from "./topic.ts";

type UserEvents = { [Name in keyof (typeof events)["user"]]: Payload<"user", Name> };
export type Sync = Result<"sync">;

/** What `user:<id>` tells, and what a client missed while it was away, page by page. */
export type MyEvents = UserEvents & { sync: Sync };

const heartbeatEvery = 30_000;

/**
 * What concerns the person: one subscription of `user:<id>` for everything in the program that listens, with `sync` behind it, so that
 * nothing is missed for good: after each gap it asks what has changed meanwhile. It begins when somebody listens and is signed in.
 */
export class Me {
  /** Whether events arrive at the moment. */
  readonly isLive = new Store(false);
  /** What waits for the person; null until it is known. Listening to it keeps it up to date. */
  readonly counts: Store<Result<"unread_counts"> | null>;

  readonly #rpc: Rpc;
  readonly #realtime: RealtimeClient;
  readonly #session: SessionKeeper;
  readonly #listeners = new Listeners<MyEvents>();
  readonly #wakers = new Set<() => void>();
  readonly #topic: Topic;
  readonly #countSoon: ReturnType<typeof debounced>;
  #users = 0;
  #isClosed = false;
  #since: string | null = null;
  #askedAt = 0;
  #syncing: Promise<void> = Promise.resolve();
  #isSyncQueued = false;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #stopWatching: (() => void) | undefined;
  #started: string | null = null;

  constructor(rpc: Rpc, realtime: RealtimeClient, session: SessionKeeper, makeTopic: MakeTopic) {
    this.#rpc = rpc;
    this.#realtime = realtime;
    this.#session = session;
    this.#topic = makeTopic({
      name: () => (this.#started === null ? null : `user:${this.#started}`),
      event: (name, payload) => this.#hear(name, payload),
      joined: () => {
        this.isLive.set(true);
        void this.catchUp();
      },
      left: () => this.isLive.set(false),
    });
    this.#countSoon = debounced(300, () => void this.#count());
    // Who looks at the counts listens to what changes them.
    this.counts = new Store<Result<"unread_counts"> | null>(null, () => {
      this.#countSoon();
      return this.use();
    });
    session.state.subscribe(() => this.#follow());
  }

  /** Calls `listener` for each such event, until what this returns is called. */
  on<Name extends keyof MyEvents>(name: Name, listener: (payload: MyEvents[Name]) => void): () => void {
    const forget = this.#listeners.add(name, listener);
    const stop = this.use();
    return () => {
      forget();
      stop();
    };
  }

  /** Keeps the subscription, and that the person is shown as online, until what this returns is called. */
  use(): () => void {
    this.#users++;
    void this.#session.ready.then(() => this.#follow());
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#users--;
      this.#follow();
    };
  }

  /** What is to be joined anew when the device has been asleep, as the own topic is. */
  onWake(wake: () => void): () => void {
    this.#wakers.add(wake);
    return () => void this.#wakers.delete(wake);
  }

  /** Ends it for good. */
  close(): void {
    this.#isClosed = true;
    this.#follow();
  }

  #follow(): void {
    const wanted = this.#users > 0 && !this.#isClosed ? this.#session.state.get().user_id : null;
    if (wanted === this.#started) return;
    if (this.#started !== null) this.#stop();
    this.#started = wanted;
    if (wanted !== null) this.#start();
  }

  #start(): void {
    this.#topic.start();
    const beat = () => {
      const status = globalThis.document?.visibilityState === "hidden" ? "away" : "online";
      void this.#rpc("heartbeat", { status }).catch(() => {});
    };
    beat();
    this.#heartbeat = setInterval(beat, heartbeatEvery);
    const stopSleep = watchSleep(() => void this.wake());
    const seen = () => {
      if (globalThis.document?.visibilityState !== "visible") return;
      beat();
      void this.catchUp();
    };
    globalThis.document?.addEventListener("visibilitychange", seen);
    this.#stopWatching = () => {
      stopSleep();
      globalThis.document?.removeEventListener("visibilitychange", seen);
    };
  }

  #stop(): void {
    this.#topic.stop();
    clearInterval(this.#heartbeat);
    this.#stopWatching?.();
    this.#countSoon.cancel();
    this.#since = null;
    this.counts.set(null);
  }

  /** Connects anew, as after a sleep: what was connected before may be dead without anybody having said so. */
  async wake(): Promise<void> {
    await Promise.race([this.#realtime.disconnect(), sleep(1_000)]);
    this.#topic.again();
    for (const wake of [...this.#wakers]) wake();
  }

  #hear(name: string, payload: unknown): void {
    this.#listeners.tell(name as keyof UserEvents, payload as never);
    if (name === "badge" || name === "conversation" || name === "notification") this.#countSoon();
  }

  async #count(): Promise<void> {
    const who = this.#started;
    if (who === null) return;
    const counts = await this.#rpc("unread_counts").catch(() => null);
    if (counts !== null && who === this.#started) this.counts.set(counts);
  }

  /** Whether there is a point since which `sync` tells everything; what was read before there was one may have missed something. */
  get hasPoint(): boolean {
    return this.#since !== null;
  }

  /** When the answer of sync that is told was asked for: what has happened since is news to it. */
  get askedAt(): number {
    return this.#askedAt;
  }

  /** Asks what has changed since it was last asked. One at a time; who asks while one runs gets another one after it. */
  catchUp(): Promise<void> {
    if (!this.#isSyncQueued) {
      this.#isSyncQueued = true;
      this.#syncing = this.#syncing.then(async () => {
        this.#isSyncQueued = false;
        await this.#sync().catch(() => {
          // Nothing is lost: `since` has not moved, and the next gap, or the next look, asks again.
          if (this.#started !== null && this.isLive.get()) setTimeout(() => void this.catchUp(), 3_000);
        });
      });
    }
    return this.#syncing;
  }

  async #sync(): Promise<void> {
    const who = this.#started;
    for (let more = true; more && who !== null; ) {
      const askedAt = performance.now();
      const news = await this.#rpc("sync", { since: this.#since });
      if (who !== this.#started) return;
      this.#askedAt = askedAt;
      this.#since = news.next_since;
      more = news.more;
      this.#listeners.tell("sync", news);
    }
    this.#countSoon();
  }
}
