import type { Socket } from "node:net";
import { WebSocket } from "ws";
import type { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import type { Identity } from "./identity.ts";
import { queueFrame } from "./outbox.ts";
import { TopicInbox } from "./topic-inbox.ts";
import type { ClientMessage, Frame, Version } from "./wire/client-message.ts";
import { decodeText, type ServerMessage, textFrame } from "./wire/text-frame.ts";
import { decodeUserBroadcast } from "./wire/user-broadcast.ts";

/** What the handshake settled about a client. */
export interface Client {
  version: Version;
  /** From the API key: whom the client acts for until it sends a token. */
  identity: Identity;
  /** The API key, where it is a token that expires. */
  token: string | undefined;
  /** The handshake's `x-` headers as JSON. */
  headers: string;
}

/** One client's WebSocket: its frames in and out, and a channel for each topic it joined. */
export class Connection {
  readonly client: Client;
  /** Topics with a channel or with work under way. */
  readonly topics = new Map<string, TopicInbox>();
  /** Milliseconds since 1970 of the last sweep that found something heard: no clock is read a message. */
  #lastSeen = Date.now();
  #heard = false;
  #channels = 0;
  #pending = 0;
  readonly #context: Context;
  readonly #webSocket: WebSocket;
  readonly #socket: Socket;

  constructor(context: Context, webSocket: WebSocket, socket: Socket, client: Client) {
    this.#context = context;
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.client = client;
    webSocket.on("message", (data: Buffer, isBinary) => this.#receive(data, isBinary));
    // A frame that breaks the protocol or a limit closes this socket (`ws` does that) and nothing else.
    webSocket.on("error", () => {});
    webSocket.on("close", () => this.#closed());
  }

  get isOpen(): boolean {
    return this.#webSocket.readyState === WebSocket.OPEN;
  }

  /** How many topics it has joined. */
  get channels(): number {
    return this.#channels;
  }

  channelOpened(): void {
    if (++this.#channels === 1) this.#context.clients++;
  }

  channelClosed(): void {
    if (--this.#channels === 0) this.#context.clients--;
  }

  /** Queues a ready frame, and drops the client when too much waits for it already. */
  write(frame: Frame): void {
    if (!this.isOpen) return;
    this.#context.counters.messagesOut++;
    queueFrame(this.#webSocket, this.#socket, frame);
    if (this.#socket.writableLength > this.#context.limits.maxBufferedBytes) {
      this.#context.counters.slowClients++;
      this.terminate();
    }
  }

  send(message: Omit<ServerMessage, "payload"> & { payload: unknown }): void {
    this.write(textFrame(this.client.version, { ...message, payload: JSON.stringify(message.payload) }));
  }

  reply({ joinRef, ref, topic }: ClientMessage, status: "ok" | "error", response: unknown = {}): void {
    this.send({ joinRef, ref, topic, event: "phx_reply", payload: { status, response } });
  }

  /** 1001 tells the client to come back at once, 1012 that the server restarts. */
  close(code: 1001 | 1012): void {
    this.#webSocket.close(code);
  }

  /** Ends the socket without a word. */
  terminate(): void {
    this.#webSocket.terminate();
  }

  /** Counts work that waits for the database; a client with too much of it is not read until some is done. */
  pending(change: 1 | -1): void {
    this.#pending += change;
    const { maxPendingMessages } = this.#context.limits;
    if (!this.isOpen) return;
    if (this.#pending >= maxPendingMessages) this.#webSocket.pause();
    else if (this.#webSocket.isPaused && this.#pending < maxPendingMessages / 2) this.#webSocket.resume();
  }

  /** Closes what has expired. Called about once a second. */
  sweep(now: number): void {
    if (this.#heard) {
      this.#lastSeen = now;
      this.#heard = false;
    } else if (now - this.#lastSeen >= this.#context.limits.idleTimeoutMs) {
      this.close(1001);
      return;
    }
    for (const { channel } of this.topics.values()) channel?.expire(now);
  }

  *joinedChannels(): Generator<Channel> {
    for (const { channel } of this.topics.values()) if (channel) yield channel;
  }

  #receive(data: Buffer, isBinary: boolean): void {
    this.#heard = true;
    const message = isBinary
      ? this.client.version === 2 && decodeUserBroadcast(data)
      : decodeText(this.client.version, data.toString());
    if (!message) {
      this.#context.counters.malformedFrames++;
      return;
    }
    if (message.topic === "phoenix") {
      if (message.event === "heartbeat") this.reply({ ...message, joinRef: null }, "ok");
      return;
    }
    let inbox = this.topics.get(message.topic);
    if (!inbox) {
      inbox = new TopicInbox(this.#context, this, message.topic);
      this.topics.set(message.topic, inbox);
    }
    inbox.receive(message);
  }

  #closed(): void {
    for (const channel of this.joinedChannels()) channel.leave();
    this.topics.clear();
  }
}
