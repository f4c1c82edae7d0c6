import type { Frame, UserBroadcast, Version } from "./wire/client-message.ts";
import { textFrame } from "./wire/text-frame.ts";
import { userBroadcastFrame } from "./wire/user-broadcast.ts";

/**
 * A message on its way to the members of a room. Each serializer's frame is encoded once, when the first
 * member needs it, and the same bytes are sent to every socket.
 */
export class RoomMessage {
  /** Id of the row in `realtime.messages`, if the database sent it. */
  readonly id: string | undefined;
  readonly #encode: (version: Version) => Frame | undefined;
  readonly #frames = new Map<Version, Frame | undefined>();

  private constructor(encode: (version: Version) => Frame | undefined, id?: string) {
    this.#encode = encode;
    this.id = id;
  }

  /** The frame for a client, or undefined if its serializer cannot carry this message. */
  frame(version: Version): Frame | undefined {
    if (!this.#frames.has(version)) this.#frames.set(version, this.#encode(version));
    return this.#frames.get(version);
  }

  /** A text frame for everybody; `payload` is JSON text. */
  static text(topic: string, event: string, payload: string): RoomMessage {
    return new RoomMessage((version) => textFrame(version, { joinRef: null, ref: null, topic, event, payload }));
  }

  /** A client's or the database's event: a binary frame in version 2, text in version 1. */
  static user(topic: string, broadcast: UserBroadcast, meta?: { id: string }): RoomMessage {
    const metadata = meta === undefined ? "" : JSON.stringify(meta);
    const asText = (version: Version) => {
      if (broadcast.encoding === "binary") return undefined;
      const payload = envelope(broadcast, metadata);
      return textFrame(version, { joinRef: null, ref: null, topic, event: "broadcast", payload });
    };
    return new RoomMessage(
      // An event name that is too long for a binary header still fits a text frame.
      (version) => (version === 2 && userBroadcastFrame(topic, broadcast, metadata)) || asText(version),
      meta?.id,
    );
  }
}

/** What a client's listener receives, as JSON text around the payload's own. */
export function envelope({ event, payload }: UserBroadcast, metadata: string): string {
  const meta = metadata === "" ? "" : `,"meta":${metadata}`;
  return `{"type":"broadcast","event":${JSON.stringify(event)},"payload":${payload.toString()}${meta}}`;
}
