/** Version of the Phoenix serializer a connection speaks: `vsn=1.0.0` or `vsn=2.0.0`. */
export type Version = 1 | 2;

/** An event that a client broadcasts: the payload stays bytes, because most of them are only passed on. */
export interface UserBroadcast {
  event: string;
  payload: Buffer;
  /** UTF-8 JSON, or bytes that mean something to the clients only. */
  encoding: "json" | "binary";
}

/** One message of a client, whatever frame it came in. */
export interface ClientMessage {
  joinRef: string | null;
  ref: string | null;
  topic: string;
  event: string;
  payload: unknown;
  /** Set instead of `payload` when the message came as a binary frame. */
  broadcast?: UserBroadcast;
}

/** An encoded message, ready to be sent to any number of clients. */
export interface Frame {
  data: Buffer;
  binary: boolean;
}

/** The values of `payload` if it is an object, else an empty one: a client may send anything. */
export function fields(payload: unknown): Record<string, unknown> {
  return typeof payload === "object" && payload !== null && !Array.isArray(payload)
    ? (payload as Record<string, unknown>)
    : {};
}
