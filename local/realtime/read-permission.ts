import { type Extension, readPermissions } from "./authorisation.ts";
import type { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import type { Identity } from "./identity.ts";

/**
 * Asks the read policies again what `identity` may read on a channel. A permission that was lost ends the
 * channel, with the reason that Realtime gives. True if the channel goes on.
 * @throws Refusal if the database cannot be asked.
 */
export async function keepsReading(context: Context, channel: Channel, identity: Identity): Promise<boolean> {
  const { name: topic, read: before, connection } = channel;
  const asksPresence = channel.config.presence.enabled || channel.presenceAsked;
  const extensions: Extension[] = asksPresence ? ["broadcast", "presence"] : ["broadcast"];
  const question = { identity, topic, headers: connection.client.headers };
  const read = await readPermissions(context.database, question, extensions);
  if (!read.broadcast && !read.presence) {
    channel.shutdown(`You do not have permissions to read from this Channel topic: ${topic}`);
    return false;
  }
  if ((before.broadcast && !read.broadcast) || (before.presence && !read.presence)) {
    channel.shutdown(`You no longer have permission to read from this Channel topic: ${topic}`);
    return false;
  }
  channel.read = read;
  return true;
}
