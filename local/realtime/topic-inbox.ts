import type { Channel } from "./channel.ts";
import { handleChannelMessage } from "./channel-messages.ts";
import type { Connection } from "./connection.ts";
import type { Context } from "./context.ts";
import { join } from "./join.ts";
import type { ClientMessage } from "./wire/client-message.ts";

/**
 * The messages of one topic on one connection, handled one after another: while a join or a policy waits
 * for the database, what comes after it waits too, and other topics do not.
 */
export class TopicInbox {
  channel: Channel | undefined;
  readonly topic: string;
  readonly #context: Context;
  readonly #connection: Connection;
  #waiting: ClientMessage[] | undefined;

  constructor(context: Context, connection: Connection, topic: string) {
    this.#context = context;
    this.#connection = connection;
    this.topic = topic;
  }

  receive(message: ClientMessage): void {
    if (this.#waiting) {
      this.#waiting.push(message);
      this.#connection.pending(1);
      return;
    }
    const work = this.#handle(message);
    if (work) this.#finish(work);
    else this.#settle();
  }

  async #finish(work: Promise<void>): Promise<void> {
    const waiting: ClientMessage[] = [];
    this.#waiting = waiting;
    this.#connection.pending(1);
    await work.catch((error) => this.#failed(error));
    for (let next = waiting.shift(); next && this.#connection.isOpen; next = waiting.shift()) {
      await this.#handle(next)?.catch((error) => this.#failed(error));
      this.#connection.pending(-1);
    }
    this.#waiting = undefined;
    this.#connection.pending(-1);
    this.#settle();
  }

  #handle(message: ClientMessage): Promise<void> | undefined {
    try {
      return this.#dispatch(message);
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  #dispatch(message: ClientMessage): Promise<void> | undefined {
    if (message.event === "phx_join") return join(this.#context, this.#connection, this, message);
    if (this.channel) return handleChannelMessage(this.#context, this.channel, message);
    if (message.event === "phx_leave") this.#connection.reply(message, "ok");
    else if (message.ref !== null) this.#connection.reply(message, "error", { reason: "unmatched topic" });
    return undefined;
  }

  /** An unforeseen fault ends this channel only; the client joins it again by itself. */
  #failed(error: unknown): void {
    this.#context.log(`channel fault: ${error instanceof Error ? error.message : String(error)}`);
    this.channel?.fail();
  }

  #settle(): void {
    if (!this.channel) this.#connection.topics.delete(this.topic);
  }
}
