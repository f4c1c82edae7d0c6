import { refreshToken } from "./access-token.ts";
import type { Channel } from "./channel.ts";
import { broadcastFrom } from "./client-broadcast.ts";
import { presenceFrom } from "./client-presence.ts";
import type { Context } from "./context.ts";
import type { ClientMessage } from "./wire/client-message.ts";

/** Handles a message of a joined channel; an event nobody knows is ignored, as Realtime does. */
export function handleChannelMessage(
  context: Context,
  channel: Channel,
  message: ClientMessage,
): Promise<void> | undefined {
  switch (message.event) {
    case "broadcast":
      return broadcastFrom(context, channel, message);
    case "presence":
      return presenceFrom(context, channel, message);
    case "access_token":
      return refreshToken(context, channel, message.payload);
    case "phx_leave":
      channel.connection.reply(message, "ok");
      channel.close("phx_close");
  }
  return undefined;
}
