import { type Extension, mayWrite } from "./authorisation.ts";
import type { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import { Refusal } from "./refusal.ts";

/**
 * Calls `act` with what the write policy says. The answer is kept until the channel's next token, or until
 * access changes, so only the first call waits for the database. While the database is away nothing is
 * allowed, and nothing is kept.
 */
export function whenWritable(
  context: Context,
  channel: Channel,
  extension: Extension,
  act: (isAllowed: boolean) => void,
): Promise<void> | undefined {
  const known = channel.write[extension];
  if (known !== undefined) {
    act(known);
    return undefined;
  }
  const { identity, name: topic, connection, room } = channel;
  const question = { identity, topic, headers: connection.client.headers };
  const presenceKey = extension === "presence" ? channel.config.presence.key : "";
  return room
    .current(() => mayWrite(context.database, question, extension, presenceKey))
    .then(
      (isAllowed) => {
        channel.write[extension] = isAllowed;
        act(isAllowed);
      },
      (error) => {
        if (!(error instanceof Refusal)) throw error;
        act(false);
      },
    );
}
