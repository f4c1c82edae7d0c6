import { type Extension, type Permissions, type Question, readPermissions } from "./authorisation.ts";
import type { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import type { Identity } from "./identity.ts";

/** What has to be asked to know what `identity` may read on a channel. */
export function readQuestion(channel: Channel, identity: Identity): Question & { extensions: Extension[] } {
  const { name: topic, config, presenceAsked, connection } = channel;
  const asksPresence = config.presence.enabled || presenceAsked;
  const extensions: Extension[] = asksPresence ? ["broadcast", "presence"] : ["broadcast"];
  return { identity, topic, headers: connection.client.headers, extensions };
}

/** Takes over what a channel may read now; a permission that was lost ends it. True if the channel goes on. */
export function takeReadPermissions(channel: Channel, read: Permissions): boolean {
  const { name: topic, read: before } = channel;
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

/**
 * Asks the read policies again, for `identity`. True if the channel goes on.
 * @throws Refusal if the database cannot be asked.
 */
export async function keepsReading(context: Context, channel: Channel, identity: Identity): Promise<boolean> {
  const { extensions, ...question } = readQuestion(channel, identity);
  return takeReadPermissions(channel, await readPermissions(context.database, question, extensions));
}
