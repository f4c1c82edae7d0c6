import { type Extension, readPermissions } from "./authorisation.ts";
import type { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import { type Identity, isOpaqueKey } from "./identity.ts";
import { Refusal } from "./refusal.ts";
import { TokenError } from "./tokens.ts";
import { fields } from "./wire/client-message.ts";

/**
 * Takes a new access token for a live channel. The read policies are asked again at once, the write
 * policies at the next message. Success is silent; a bad token or a lost permission ends the channel.
 */
export function refreshToken(context: Context, channel: Channel, payload: unknown): Promise<void> | undefined {
  const given = fields(payload).access_token;
  if (given === undefined || given === null || given === channel.token) return undefined;
  const token = String(given);
  return isOpaqueKey(token) ? undefined : replaceToken(context, channel, token);
}

async function replaceToken(context: Context, channel: Channel, token: string): Promise<void> {
  try {
    const identity = await context.tokens.verify(token);
    if (channel.config.isPrivate && !(await keepsReading(context, channel, identity))) return;
    channel.identity = identity;
    channel.token = token;
    if (channel.config.isPrivate) channel.write = {};
  } catch (error) {
    if (error instanceof TokenError) channel.shutdown(error.message);
    // The database could not be asked: the client joins again, and is asked again then.
    else if (error instanceof Refusal) channel.fail();
    else throw error;
  }
}

async function keepsReading(context: Context, channel: Channel, identity: Identity): Promise<boolean> {
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
