import type { Permissions } from "./authorisation.ts";
import type { Connection } from "./connection.ts";
import type { Context } from "./context.ts";
import type { Identity } from "./identity.ts";
import type { JoinConfig } from "./join-config.ts";
import type { PresenceDiff } from "./presence-state.ts";
import { RoomMessage } from "./room-message.ts";
import type { Room } from "./rooms.ts";
import { expiryMessage } from "./tokens.ts";
import type { TopicInbox } from "./topic-inbox.ts";

const maxHeld = 1_000;

/** How a channel was joined. */
export interface Joined {
  /** The reference of this very join; a rejoin has another. */
  joinRef: string | null;
  config: JoinConfig;
  identity: Identity;
  /** The token as the client sent it, or undefined while the API key stands for it. */
  token: string | undefined;
  /** What the policies allow to read; everything, on a public channel. */
  read: Permissions;
}

/** One topic that one connection has joined. */
export class Channel {
  readonly connection: Connection;
  readonly room: Room;
  readonly config: JoinConfig;
  /** `realtime:` and the topic's name. */
  readonly topic: string;
  /** The topic's name as policies and the database know it. */
  readonly name: string;
  readonly joinRef: string | null;
  identity: Identity;
  token: string | undefined;
  read: Permissions;
  /** What the policies allow to write, as far as it was asked since the last token or change of access. */
  write: Partial<Permissions>;
  /** Messages that arrive while the join is being answered. */
  held: RoomMessage[] | undefined = [];
  /** Ids that were replayed, whose live copies are not delivered again. */
  replayed: Set<string> | undefined;
  /** Whether reading presence was asked for after the join, which asks only if presence is enabled. */
  presenceAsked = false;
  presenceCalls = { since: 0, count: 0 };
  isOpen = true;
  readonly #context: Context;
  readonly #inbox: TopicInbox;

  constructor(context: Context, connection: Connection, inbox: TopicInbox, name: string, joined: Joined) {
    this.#context = context;
    this.connection = connection;
    this.#inbox = inbox;
    this.topic = inbox.topic;
    this.name = name;
    this.joinRef = joined.joinRef;
    this.config = joined.config;
    this.identity = joined.identity;
    this.token = joined.token;
    this.read = joined.read;
    this.write = joined.config.isPrivate ? {} : { broadcast: true, presence: true };
    this.room = context.rooms.findOrMake(name, joined.config.isPrivate);
    this.room.members.add(this);
    inbox.channel = this;
    connection.channelOpened();
  }

  /** Queues a broadcast of the room to this client. */
  deliver(message: RoomMessage): void {
    if (!this.read.broadcast) return;
    if (this.held) {
      if (this.held.length < maxHeld) this.held.push(message);
      return;
    }
    if (message.id !== undefined && this.replayed?.has(message.id)) return;
    const { events } = this.#context.rates;
    if (events.exceeded) {
      this.shutdown("Too many messages per second");
      return;
    }
    const frame = message.frame(this.connection.client.version);
    if (!frame) return;
    events.add(1);
    this.connection.write(frame);
  }

  /** Queues a presence diff of the room to this client. */
  deliverPresence(diff: RoomMessage): void {
    // Before the join is answered, what happens will be part of its `presence_state`.
    if (!this.read.presence || this.held) return;
    const { presence } = this.#context.rates;
    if (presence.exceeded) {
      this.shutdown("Too many presence messages per second");
      return;
    }
    const frame = diff.frame(this.connection.client.version);
    if (!frame) return;
    presence.add(1);
    this.connection.write(frame);
  }

  /** Sends an event that belongs to this join. */
  push(event: string, payload: unknown): void {
    this.connection.send({ joinRef: this.joinRef, ref: null, topic: this.topic, event, payload });
  }

  system(status: "ok" | "error", message: string): void {
    this.push("system", { extension: "system", status, message, channel: this.name });
  }

  /** Ends the channel for good and says why: the client does not join again. */
  shutdown(reason: string): void {
    if (!this.isOpen) return;
    this.system("error", reason);
    this.close("phx_close");
  }

  /** Ends the channel for a fault that may pass: the client joins again by itself. */
  fail(): void {
    if (this.isOpen) this.close("phx_error");
  }

  /** Leaves the room and tells the client. */
  close(event: "phx_close" | "phx_error"): void {
    this.leave();
    const { joinRef, topic } = this;
    this.connection.send({ joinRef, ref: joinRef, topic, event, payload: {} });
  }

  /** Leaves the room; the client is told nothing. */
  leave(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    if (this.#inbox.channel === this) this.#inbox.channel = undefined;
    this.connection.channelClosed();
    this.room.leave(this);
    this.showPresence(this.room.presence.untrack(this));
  }

  /** Tells the room who came and went. */
  showPresence(diff: PresenceDiff | undefined): void {
    if (!diff) return;
    this.room.broadcastPresence(RoomMessage.text(this.topic, "presence_diff", JSON.stringify(diff)));
  }

  expire(now: number): void {
    if (this.identity.expiresAt <= now) this.shutdown(expiryMessage(this.identity.expiresAt, now));
  }
}
