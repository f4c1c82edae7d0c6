import type { ClientMessage, Frame, Version } from "./client-message.ts";

const maxReference = 255;

const isReference = (value: unknown): value is string | null | undefined =>
  value === null || value === undefined || (typeof value === "string" && value.length <= maxReference);

/**
 * Decodes a text frame: `[join_ref, ref, topic, event, payload]` in version 2, an object with these names
 * in version 1. Returns undefined for anything else.
 */
export function decodeText(version: Version, text: string): ClientMessage | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed) !== (version === 2)) return undefined;
  const [joinRef, ref, topic, event, payload] =
    version === 2
      ? (parsed as unknown[])
      : ["join_ref", "ref", "topic", "event", "payload"].map((name) => (parsed as Record<string, unknown>)[name]);
  if (!isReference(joinRef) || !isReference(ref)) return undefined;
  if (typeof topic !== "string" || typeof event !== "string") return undefined;
  return { joinRef: joinRef ?? null, ref: ref ?? null, topic, event, payload };
}

export interface ServerMessage {
  joinRef: string | null;
  ref: string | null;
  topic: string;
  event: string;
  /** The payload as JSON text. */
  payload: string;
}

/** Encodes a text frame. Version 1 never carried a join reference to the client. */
export function textFrame(version: Version, { joinRef, ref, topic, event, payload }: ServerMessage): Frame {
  const reference = JSON.stringify(ref);
  const name = JSON.stringify(topic);
  const text =
    version === 2
      ? `[${JSON.stringify(joinRef)},${reference},${name},${JSON.stringify(event)},${payload}]`
      : `{"topic":${name},"event":${JSON.stringify(event)},"payload":${payload},"ref":${reference}}`;
  return { data: Buffer.from(text), binary: false };
}
