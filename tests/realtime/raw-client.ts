import { WebSocket } from "ws";
import { publishableKey, until } from "./harness.ts";

/** One message in the shape of version 2, whatever the version. */
export type Frame = [joinRef: string | null, ref: string | null, topic: string, event: string, payload: unknown];

/** A client that speaks the protocol by hand: for what the official one never sends or hides. */
export interface RawClient {
  webSocket: WebSocket;
  received: Frame[];
  closed: { code: number } | undefined;
  send(frame: Frame): void;
  /** The first frame that matches, as soon as it is there. */
  next(event: string, ref?: string): Promise<Frame>;
  join(topic: string, config?: object, payload?: object): Promise<Frame>;
}

let lastRef = 0;

interface ConnectOptions {
  vsn?: string;
  key?: string;
  headers?: Record<string, string>;
}

export async function connectRaw(
  url: string,
  { vsn = "2.0.0", key = publishableKey, headers = {} }: ConnectOptions = {},
): Promise<RawClient> {
  const address = `${url.replace("http", "ws")}/realtime/v1/websocket?apikey=${key}&vsn=${vsn}`;
  const webSocket = new WebSocket(address, { headers });
  const client: RawClient = {
    webSocket,
    received: [],
    closed: undefined,
    send: ([joinRef, ref, topic, event, payload]) =>
      webSocket.send(
        JSON.stringify(
          vsn === "1.0.0" ? { join_ref: joinRef, ref, topic, event, payload } : [joinRef, ref, topic, event, payload],
        ),
      ),
    async next(event, ref) {
      const find = () => client.received.find((frame) => frame[3] === event && (ref === undefined || frame[1] === ref));
      await until(() => find() !== undefined);
      return find() as Frame;
    },
    join(topic, config = {}, payload = {}) {
      const ref = `j${++lastRef}`;
      client.send([ref, ref, topic, "phx_join", { config, ...payload }]);
      return client.next("phx_reply", ref);
    },
  };
  webSocket.on("message", (data: Buffer, isBinary) => {
    if (isBinary) return;
    const parsed = JSON.parse(data.toString());
    client.received.push(
      Array.isArray(parsed)
        ? (parsed as Frame)
        : [parsed.join_ref ?? null, parsed.ref, parsed.topic, parsed.event, parsed.payload],
    );
  });
  webSocket.on("close", (code) => {
    client.closed = { code };
  });
  await new Promise((resolve, reject) => webSocket.once("open", resolve).once("error", reject));
  return client;
}

/** The status and error of a refused handshake. */
export function refusedHandshake(address: string, headers: Record<string, string> = {}): Promise<[number, unknown]> {
  return new Promise((resolve, reject) => {
    const webSocket = new WebSocket(address, { headers });
    webSocket.on("open", () => {
      webSocket.terminate();
      reject(new Error("The handshake was accepted."));
    });
    webSocket.on("error", () => {});
    webSocket.on("unexpected-response", async (_request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve([response.statusCode ?? 0, JSON.parse(Buffer.concat(chunks).toString()).error]);
    });
  });
}
