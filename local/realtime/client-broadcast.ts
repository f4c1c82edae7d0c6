import type { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import { RoomMessage } from "./room-message.ts";
import { type ClientMessage, fields } from "./wire/client-message.ts";
import { whenWritable } from "./write-permission.ts";

/**
 * Passes a client's broadcast on to its room. On a private channel the write policy decides, once a
 * token; what it forbids is dropped without an answer, as Realtime does.
 */
export function broadcastFrom(context: Context, channel: Channel, message: ClientMessage): Promise<void> | undefined {
  const answer = (status: "ok" | "error", response: object) => {
    if (channel.config.ack && message.ref !== null) channel.connection.reply(message, status, response);
  };
  return whenWritable(context, channel, "broadcast", (isAllowed) => {
    if (!isAllowed || !channel.isOpen) return;
    const { rates, counters, limits } = context;
    if (rates.events.exceeded) {
      channel.shutdown("Too many messages per second");
      return;
    }
    const outgoing = encode(message);
    if (!outgoing) {
      answer("error", { reason: "The broadcast is not valid JSON" });
    } else if (outgoing.size > limits.maxPayloadBytes) {
      answer("error", { error: "payload_size_exceeded" });
    } else {
      counters.messagesIn++;
      rates.events.add(1);
      channel.room.broadcast(outgoing.message, channel.config.self ? undefined : channel);
      answer("ok", {});
    }
  });
}

/** A binary frame's JSON is checked here: a receiver would fail on it, far from whoever sent it. */
function encode({ topic, broadcast, payload }: ClientMessage): { message: RoomMessage; size: number } | undefined {
  if (!broadcast) {
    // A `meta` is how a client tells what the database said.
    const { meta: _, ...said } = fields(payload);
    const text = JSON.stringify(said);
    return { message: RoomMessage.text(topic, "broadcast", text), size: Buffer.byteLength(text) };
  }
  if (broadcast.encoding === "json" && !isJson(broadcast.payload)) return undefined;
  return { message: RoomMessage.user(topic, broadcast), size: broadcast.payload.length };
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}
