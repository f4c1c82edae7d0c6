import type { Database } from "./database.ts";
import { refusals } from "./refusal.ts";
import { envelope } from "./room-message.ts";
import { type Frame, fields, type UserBroadcast, type Version } from "./wire/client-message.ts";
import { textFrame } from "./wire/text-frame.ts";
import { userBroadcastFrame } from "./wire/user-broadcast.ts";

/** Which stored messages a client wants again: the newest `limit` since then (ms since 1970). */
export interface ReplayRange {
  since: number;
  limit: number;
}

export interface ReplayedMessage {
  id: string;
  broadcast: UserBroadcast;
}

/** @throws Refusal unless `since` is a whole number of milliseconds; `limit` is cut to what is allowed. */
export function readReplayRange(replay: unknown, maxLimit: number): ReplayRange {
  const { since, limit } = fields(replay);
  if (typeof since !== "number" || !Number.isSafeInteger(since) || since < 0) throw refusals.replayNotValid();
  if (limit === undefined || limit === null) return { since, limit: maxLimit };
  if (typeof limit !== "number" || !Number.isInteger(limit)) throw refusals.replayNotValid();
  return { since, limit: Math.min(Math.max(limit, 1), maxLimit) };
}

/** The stored messages of a private topic, oldest first. */
export async function replayedMessages(
  database: Database,
  topic: string,
  { since, limit }: ReplayRange,
): Promise<ReplayedMessage[]> {
  const rows = await database.run(
    (sql) => sql<{ id: string; event: string; payload: string | null; binary_payload: Buffer | null }[]>`
      select id, event, payload::text, binary_payload
      from realtime.messages
      where topic = ${topic} and private and extension = 'broadcast' and event is not null
        and inserted_at >= to_timestamp(${since}::float8 / 1000) at time zone 'utc'
        and inserted_at < (now() at time zone 'utc') + interval '1 minute'
      order by inserted_at desc
      limit ${limit}`,
  );
  return rows.reverse().map(({ id, event, payload, binary_payload }) => ({
    id,
    broadcast: {
      event,
      payload: binary_payload ?? Buffer.from(payload ?? "{}"),
      encoding: binary_payload ? "binary" : "json",
    },
  }));
}

/** Replayed JSON is a text frame of this very join; bytes need a binary one, which version 1 lacks. */
export function replayFrame(
  { id, broadcast }: ReplayedMessage,
  version: Version,
  { topic, joinRef }: { topic: string; joinRef: string | null },
): Frame | undefined {
  const metadata = JSON.stringify({ id, replayed: true });
  if (broadcast.encoding === "binary") {
    return version === 2 ? userBroadcastFrame(topic, broadcast, metadata) : undefined;
  }
  const payload = envelope(broadcast, metadata);
  return textFrame(version, { joinRef, ref: null, topic, event: "broadcast", payload });
}
