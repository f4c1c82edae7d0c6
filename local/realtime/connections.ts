import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocketServer } from "ws";
import { Connection } from "./connection.ts";
import type { Context } from "./context.ts";
import { answerRefusal, HandshakeRefusal, readHandshake } from "./handshake.ts";
import { isWebSocketPath, requestUrl } from "./request-url.ts";

const closingPatienceMs = 1_000;

/** All open WebSockets: how they come to be, what ends them. */
export class Connections {
  readonly #open = new Set<Connection>();
  readonly #context: Context;
  readonly #webSockets: WebSocketServer;

  constructor(context: Context) {
    this.#context = context;
    this.#webSockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      // Compressing a message for each receiver would cost far more than it saves.
      perMessageDeflate: false,
      maxPayload: context.limits.maxFrameBytes,
      skipUTF8Validation: true,
    });
  }

  get size(): number {
    return this.#open.size;
  }

  get channels(): number {
    let count = 0;
    for (const connection of this.#open) count += connection.channels;
    return count;
  }

  /** Answers a request for a WebSocket with one, or with the reason why not. */
  async upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const abandoned = () => socket.destroy();
    socket.on("error", abandoned);
    try {
      const client = await this.#admit(request);
      socket.off("error", abandoned);
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        const connection = new Connection(this.#context, webSocket, socket, client);
        this.#open.add(connection);
        webSocket.once("close", () => this.#open.delete(connection));
      });
    } catch (error) {
      const isKnown = error instanceof HandshakeRefusal;
      if (!isKnown) this.#context.log(`handshake failed: ${String(error)}`);
      this.#context.counters.refusedConnections++;
      await sleep(this.#context.limits.connectBackoffMs);
      answerRefusal(socket, isKnown ? error : new HandshakeRefusal(500, "Error connecting to Realtime"));
    }
  }

  #admit(request: IncomingMessage) {
    const url = requestUrl(request);
    if (!isWebSocketPath(url.pathname)) throw new HandshakeRefusal(404, "Not Found");
    if (this.#context.stopping) throw new HandshakeRefusal(503, "Realtime is restarting, please standby");
    if (this.#open.size >= 2 * this.#context.limits.maxClients) {
      throw new HandshakeRefusal(429, "Too many connected users");
    }
    return readHandshake(this.#context, request, url);
  }

  /** Closes what went silent and what has expired. */
  sweep(): void {
    const now = Date.now();
    for (const connection of this.#open) connection.sweep(now);
  }

  /** Closes the connections that have no channel. */
  sweepUnused(): void {
    for (const connection of this.#open) if (connection.channels === 0) connection.close(1001);
  }

  /** Tells every client that the server restarts; they come back by themselves. */
  async closeAll(): Promise<void> {
    for (const connection of this.#open) {
      for (const channel of connection.joinedChannels()) channel.system("ok", "Server requested disconnect");
      connection.close(1012);
    }
    const deadline = Date.now() + closingPatienceMs;
    while (this.#open.size > 0 && Date.now() < deadline) await sleep(10);
    for (const connection of this.#open) connection.terminate();
  }
}
