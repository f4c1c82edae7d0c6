import type { RealtimeChannel, RealtimeClient } from "@supabase/supabase-js";
import { backoff } from "./time.ts";

export interface TopicOptions {
  /** What the topic is called by now; null while it may not be joined. */
  name(): string | null | Promise<string | null>;
  event(name: string, payload: unknown): void;
  /** Events arrive from here on: at first, and after each gap. */
  joined?(): void;
  left?(): void;
  /** It could not be joined, or was closed; another attempt comes. Perhaps it has another name by now, and nobody has heard. */
  failed?(): void;
  /** Who is there, by the key under which they say so; the own one is `key`. */
  presence?: { key(): string; changed(keys: string[]): void };
}

/** Makes topics that end with the client. */
export type MakeTopic = (options: TopicOptions) => Topic;

/**
 * Stays on a private topic. supabase-js joins again after an error, but takes CLOSED as final, which is what a client gets whose token
 * ended while its device was asleep, or whose topic goes on under another name.
 */
export class Topic {
  readonly #realtime: RealtimeClient;
  readonly #options: TopicOptions;
  #channel: RealtimeChannel | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempts = 0;
  #joins = 0;
  #isJoined = false;
  #isOver = true;

  constructor(realtime: RealtimeClient, options: TopicOptions) {
    this.#realtime = realtime;
    this.#options = options;
  }

  get isJoined(): boolean {
    return this.#isJoined;
  }

  start(): void {
    if (!this.#isOver) return;
    this.#isOver = false;
    void this.#join();
  }

  stop(): void {
    this.#isOver = true;
    this.#leave();
  }

  /** Joins anew at once: the topic has another name, or the connection is not to be trusted. */
  again(): void {
    if (this.#isOver) return;
    this.#attempts = 0;
    this.#leave();
    void this.#join();
  }

  /** Tells the others on the topic something; nothing while it is not joined. */
  send(event: string, payload: unknown): void {
    if (this.#isJoined) void this.#channel?.send({ type: "broadcast", event, payload });
  }

  async #join(): Promise<void> {
    const join = ++this.#joins;
    const isMine = () => !this.#isOver && join === this.#joins;
    try {
      const name = await this.#options.name();
      if (!isMine() || name === null) return;
      // Private topics ask for the token at once: supabase-js would send it a moment later, and be refused first.
      await this.#realtime.setAuth();
      if (!isMine()) return;
      const { presence } = this.#options;
      const channel = this.#realtime.channel(name, {
        config: { private: true, ...(presence ? { presence: { key: presence.key() } } : {}) },
      });
      this.#channel = channel;
      channel.on("broadcast", { event: "*" }, ({ event, payload }) => {
        if (channel === this.#channel) this.#options.event(event, payload);
      });
      if (presence) {
        channel.on("presence", { event: "sync" }, () => presence.changed(Object.keys(channel.presenceState())));
      }
      channel.subscribe((status) => {
        if (channel !== this.#channel) return;
        if (status !== "SUBSCRIBED") return this.#retry();
        this.#attempts = 0;
        this.#isJoined = true;
        if (presence) void channel.track({});
        this.#options.joined?.();
      });
    } catch {
      if (isMine()) this.#retry();
    }
  }

  #retry(): void {
    this.#leave();
    if (this.#isOver) return;
    this.#timer = setTimeout(() => this.#join(), backoff(this.#attempts++));
    this.#options.failed?.();
  }

  #leave(): void {
    clearTimeout(this.#timer);
    this.#joins++;
    const left = this.#channel;
    this.#channel = undefined;
    if (left) void this.#realtime.removeChannel(left);
    if (this.#isJoined) {
      this.#isJoined = false;
      this.#options.left?.();
    }
  }
}
