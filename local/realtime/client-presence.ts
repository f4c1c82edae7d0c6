import { readPermissions } from "./authorisation.ts";
import type { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import { type ClientMessage, fields } from "./wire/client-message.ts";
import { whenWritable } from "./write-permission.ts";

/** Handles `track` and `untrack`. The room hears of it before the caller does: some clients rely on it. */
export function presenceFrom(context: Context, channel: Channel, message: ClientMessage): Promise<void> | undefined {
  if (!countCall(context, channel)) {
    channel.shutdown("Client presence rate limit exceeded");
    return undefined;
  }
  const { event, payload } = fields(message.payload);
  const answer = (status: "ok" | "error", response: object) => channel.connection.reply(message, status, response);
  switch (typeof event === "string" ? event.toLowerCase() : undefined) {
    case "track":
      return track(context, channel, payload, answer);
    case "untrack":
      channel.showPresence(channel.room.presence.untrack(channel));
      answer("ok", {});
      return undefined;
    default:
      answer("error", {});
      return undefined;
  }
}

function countCall({ limits }: Context, { presenceCalls }: Channel): boolean {
  const now = Date.now();
  if (now - presenceCalls.since >= limits.presenceWindowMs) {
    presenceCalls.since = now;
    presenceCalls.count = 0;
  }
  return ++presenceCalls.count <= limits.presenceCallsPerWindow;
}

function track(
  context: Context,
  channel: Channel,
  payload: unknown,
  answer: (status: "ok" | "error", response: object) => void,
): Promise<void> | undefined {
  if (typeof payload !== "object" || payload === null || Array.isArray(payload)) {
    answer("error", { reason: "Presence track payload must be a map" });
    return undefined;
  }
  if (Buffer.byteLength(JSON.stringify(payload)) > context.limits.maxPayloadBytes) {
    channel.shutdown("Track message size exceeded");
    return undefined;
  }
  const show = (isAllowed: boolean) => {
    if (!channel.isOpen) return;
    if (!isAllowed) {
      answer("error", {});
      return;
    }
    channel.showPresence(channel.room.presence.track(channel, channel.config.presence.key, fields(payload)));
    answer("ok", {});
  };
  const knowsReading = channel.config.presence.enabled || channel.presenceAsked || !channel.config.isPrivate;
  if (knowsReading) return whenWritable(context, channel, "presence", show);
  return askReading(context, channel).then(() => whenWritable(context, channel, "presence", show));
}

/** Who joined without presence may see that of others from its own first `track` on. */
async function askReading(context: Context, channel: Channel): Promise<void> {
  const { identity, name: topic, connection, room } = channel;
  const question = { identity, topic, headers: connection.client.headers };
  const { presence } = await room.current(() => readPermissions(context.database, question, ["presence"]));
  channel.presenceAsked = true;
  channel.read = { ...channel.read, presence };
}
