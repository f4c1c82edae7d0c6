import type { Frame, UserBroadcast, Version } from "./wire/client-message.ts";
import { textFrame } from "./wire/text-frame.ts";
import { userBroadcastFrame } from "./wire/user-broadcast.ts";

/**
 * A broadcast on its way to the members of a room. Each serializer's frame is encoded once, when the
 * first member needs it, and the same bytes are sent to every socket.
 */
export class BroadcastMessage {
  /** Id of the row in `realtime.messages`, if the database sent it. */
  readonly id: string | undefined;
  readonly #encode: (version: Version) => Frame | undefined;
  readonly #frames: [v1?: Frame | undefined, v2?: Frame | undefined] = [];
  readonly #encoded = [false, false];

  private constructor(encode: (version: Version) => Frame | undefined, id?: string) {
    this.#encode = encode;
    this.id = id;
  }

  /** The frame for a client, or undefined if its serializer cannot carry this message. */
  frame(version: Version): Frame | undefined {
    const slot = version - 1;
    if (!this.#encoded[slot]) {
      this.#frames[slot] = this.#encode(version);
      this.#encoded[slot] = true;
    }
    return this.#frames[slot];
  }

  /** From a text frame or the batch endpoint: everybody gets `payload`, JSON text, as it came. */
  static text(topic: string, payload: string): BroadcastMessage {
    return new BroadcastMessage((version) =>
      textFrame(version, { joinRef: null, ref: null, topic, event: "broadcast", payload }),
    );
  }

  /** From a binary frame, the single endpoint or the database: a binary frame in version 2, text in version 1. */
  static user(topic: string, broadcast: UserBroadcast, meta?: { id: string }): BroadcastMessage {
    const metadata = meta === undefined ? "" : JSON.stringify(meta);
    const asText = (version: Version) => {
      if (broadcast.encoding === "binary") return undefined;
      const payload = envelope(broadcast, metadata);
      return textFrame(version, { joinRef: null, ref: null, topic, event: "broadcast", payload });
    };
    return new BroadcastMessage(
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
