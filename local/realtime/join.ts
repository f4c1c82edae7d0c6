import { setTimeout as sleep } from "node:timers/promises";
import { type Extension, type Permissions, readPermissions } from "./authorisation.ts";
import { Channel } from "./channel.ts";
import type { Connection } from "./connection.ts";
import type { Context } from "./context.ts";
import { type Identity, isOpaqueKey } from "./identity.ts";
import { type JoinConfig, readJoinConfig } from "./join-config.ts";
import { Refusal, refusals } from "./refusal.ts";
import { type ReplayedMessage, type ReplayRange, readReplayRange, replayedMessages, replayFrame } from "./replay.ts";
import { announceReplication } from "./replication-ready.ts";
import { TokenError } from "./tokens.ts";
import type { TopicInbox } from "./topic-inbox.ts";
import { type ClientMessage, fields } from "./wire/client-message.ts";

const prefix = "realtime:";

/** Joins a topic, or says why not. A second join of the same topic replaces the first. */
export async function join(
  context: Context,
  connection: Connection,
  inbox: TopicInbox,
  message: ClientMessage,
): Promise<void> {
  inbox.channel?.close("phx_close");
  try {
    await open(context, connection, inbox, message);
    context.counters.joins++;
  } catch (error) {
    const refusal = refusalOf(error);
    context.counters.refusedJoins++;
    if (!(error instanceof Refusal || error instanceof TokenError)) context.log(`join failed: ${String(error)}`);
    await sleep(context.limits.joinBackoffMs);
    connection.reply(message, "error", { reason: refusal.message });
    if (refusal.disconnect) connection.close(1001);
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof TokenError) return new Refusal(`${error.code}: ${error.message}`);
  return new Refusal("Unknown Error on Channel");
}

async function open(context: Context, connection: Connection, inbox: TopicInbox, message: ClientMessage) {
  const config = readJoinConfig(message.payload);
  const name = checkedName(context, connection, message.topic, config);
  const { access_token, user_token } = fields(message.payload);
  const { identity, token } = await joinIdentity(context, connection, access_token ?? user_token);
  const read = await readable(context, connection, identity, name, config);
  const range = checkedReplay(context, config, name, read);
  if (!connection.isOpen) return;

  // In the room before the replay is read, so that no message falls between the two.
  const joined = { joinRef: message.joinRef ?? message.ref, config, identity, token, read };
  const channel = new Channel(context, connection, inbox, name, joined);
  let replayed: ReplayedMessage[] = [];
  try {
    if (range) {
      const { commits, database, limits } = context;
      const deadline = AbortSignal.timeout(limits.queryTimeoutMs);
      await commits.visible(database, deadline);
      if (deadline.aborted) throw refusals.replayFailed();
      replayed = await replayedMessages(context.database, name, range);
      // Asked again: whoever lost access after the first answer must not get what was sent since.
      channel.read = await readable(context, connection, identity, name, config);
      checkedReplay(context, config, name, channel.read);
    }
  } catch (error) {
    channel.leave();
    throw error instanceof Refusal ? error : refusals.replayFailed();
  }
  if (channel.isOpen) welcome(context, channel, message, replayed);
}

/** The checks that cost nothing, in the order in which Realtime makes them. */
function checkedName(context: Context, connection: Connection, topic: string, config: JoinConfig): string {
  const { limits, rates } = context;
  const name = topic.startsWith(prefix) ? topic.slice(prefix.length) : undefined;
  if (name === undefined) throw new Refusal("unmatched topic");
  if (name === "") throw refusals.topicNameRequired();
  if (Buffer.byteLength(topic) > 255) throw refusals.topicNameTooLong();
  if (context.privateOnly && !config.isPrivate) throw refusals.privateOnly();
  // Else a client would wait for ever for what nobody sends.
  if (config.postgresChanges) throw refusals.postgresChanges();
  if (connection.channels === 0 && context.clients >= limits.maxClients) throw refusals.tooManyClients();
  rates.joins.add(1);
  if (rates.joins.exceeded) throw refusals.tooManyJoins();
  if (connection.topics.size > limits.maxChannelsPerClient) throw refusals.tooManyChannels();
  return name;
}

/** Without a token of its own a channel acts for the API key, which supabase-js sends as a token, too. */
async function joinIdentity(context: Context, connection: Connection, given: unknown) {
  if (given === undefined || given === null || (typeof given === "string" && isOpaqueKey(given))) {
    return { identity: await currentIdentity(context, connection), token: undefined };
  }
  const token = String(given);
  return { identity: await context.tokens.verify(token), token };
}

/** A legacy API key is a token and may have expired since the handshake. */
async function currentIdentity(context: Context, { client }: Connection): Promise<Identity> {
  return client.token === undefined ? client.identity : context.tokens.verify(client.token);
}

async function readable(
  context: Context,
  connection: Connection,
  identity: Identity,
  topic: string,
  config: JoinConfig,
): Promise<Permissions> {
  if (!config.isPrivate) {
    // A public channel needs no answer from the database, but none is joined while it is away.
    if (!context.isFeedLive) await context.database.run((sql) => sql`select 1`);
    return { broadcast: true, presence: true };
  }
  const question = { identity, topic, headers: connection.client.headers };
  const extensions: Extension[] = config.presence.enabled ? ["broadcast", "presence"] : ["broadcast"];
  const room = context.rooms.findOrMake(topic, true);
  const read = await room.current(() => readPermissions(context.database, question, extensions));
  if (!read.broadcast && !read.presence) throw refusals.unreadable(topic);
  return read;
}

function checkedReplay(
  context: Context,
  config: JoinConfig,
  topic: string,
  read: Permissions,
): ReplayRange | undefined {
  if (config.replay === undefined) return undefined;
  if (!config.isPrivate) throw refusals.replayOnPublic();
  const range = readReplayRange(config.replay, context.limits.maxReplayedMessages);
  if (!read.broadcast) throw refusals.unreadable(topic);
  return range;
}

/** Everything a member hears at first, in the order in which Realtime sends it. */
function welcome(context: Context, channel: Channel, message: ClientMessage, replayed: ReplayedMessage[]): void {
  const { connection, config } = channel;
  connection.reply(message, "ok", { postgres_changes: [] });
  for (const row of replayed) {
    const frame = replayFrame(row, connection.client.version, channel);
    if (frame) connection.write(frame);
  }
  if (replayed.length > 0) channel.replayed = new Set(replayed.map(({ id }) => id));
  if (config.presence.enabled && channel.read.presence) channel.push("presence_state", channel.room.presence.all());
  const held = channel.held ?? [];
  channel.held = undefined;
  for (const arrived of held) channel.deliver(arrived);
  if (config.replicationReady) announceReplication(context, channel);
}
