import type { ClientMessage, Frame, UserBroadcast } from "./client-message.ts";

const push = 3;
const broadcast = 4;
const encodings = ["binary", "json"] as const;

/**
 * Decodes "user broadcast push": `[3, len(join_ref), len(ref), len(topic), len(event), len(metadata),
 * encoding]`, the strings in this order, the payload. The metadata asks for storage, which the
 * embedded stack does not offer, and is skipped. Returns undefined for a malformed frame.
 */
export function decodeUserBroadcast(bytes: Buffer): ClientMessage | undefined {
  if (bytes.length < 7 || bytes[0] !== push) return undefined;
  const encoding = encodings[bytes[6] as number];
  let end = 7;
  const [joinRef, ref, topic, event] = [1, 2, 3, 4].map((position) => {
    const start = end;
    end += bytes[position] as number;
    return bytes.toString("utf8", start, end);
  }) as [string, string, string, string];
  end += bytes[5] as number;
  if (encoding === undefined || end > bytes.length) return undefined;
  return {
    joinRef: joinRef || null,
    ref: ref || null,
    topic,
    event: "broadcast",
    payload: undefined,
    broadcast: { event, payload: bytes.subarray(end), encoding },
  };
}

/**
 * Encodes "user broadcast": `[4, len(topic), len(event), len(metadata), encoding]`, the strings, the
 * payload. Returns undefined if a string is longer than its length byte can say.
 */
export function userBroadcastFrame(topic: string, message: UserBroadcast, metadata: string): Frame | undefined {
  const { event, payload, encoding } = message;
  const strings = [topic, event, metadata].map((text) => Buffer.from(text));
  const lengths = strings.map((bytes) => bytes.length);
  if (lengths.some((length) => length > 255)) return undefined;
  const head = Buffer.from([broadcast, ...lengths, encodings.indexOf(encoding)]);
  return { data: Buffer.concat([head, ...strings, payload]), binary: true };
}
