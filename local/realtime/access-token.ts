import type { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import { isOpaqueKey } from "./identity.ts";
import { keepsReading } from "./read-permission.ts";
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
    const { config, room } = channel;
    if (config.isPrivate && !(await room.current(() => keepsReading(context, channel, identity)))) return;
    channel.identity = identity;
    channel.token = token;
    if (config.isPrivate) channel.write = {};
  } catch (error) {
    if (error instanceof TokenError) channel.shutdown(error.message);
    // The database could not be asked: the client joins again, and is asked again then.
    else if (error instanceof Refusal) channel.fail();
    else throw error;
  }
}
