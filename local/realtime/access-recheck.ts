import { readPermissionsOfAll } from "./authorisation.ts";
import type { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import type { Database } from "./database.ts";
import { keepsReading, readQuestion, takeReadPermissions } from "./read-permission.ts";
import { Refusal } from "./refusal.ts";
import { fields } from "./wire/client-message.ts";

/**
 * The event of a database broadcast that tells of a change of access. Hosted Realtime only delivers it; here
 * it is an order: who may read is asked again before anything after it is delivered.
 */
export const accessChangedEvent = "access_changed";

const batchSize = 25;

/** Whose access has changed: that of everybody on a private topic, or of one person wherever they are. */
export interface ChangedAccess {
  topic: string;
  subject?: string | undefined;
}

/** Checks access again. */
export function recheckAccess(context: Context, { topic, subject }: ChangedAccess): void {
  // Also where nobody is: who joins just now must not be asked about before the change can be seen.
  const rooms = subject === undefined ? [context.rooms.findOrMake(topic, true)] : context.rooms.perhapsWith(subject);
  for (const room of rooms) {
    room.accessChanged((signal) => checkMembers(context, room.membersOf(subject), signal));
  }
}

/** Reads the payload of an order. */
export function changedAccess(topic: string, payload: string): ChangedAccess {
  const { subject } = fields(JSON.parse(payload));
  return { topic, subject: typeof subject === "string" ? subject : undefined };
}

/** Who could not be asked, or not in time, is closed with a fault that may pass: the client joins again. */
async function checkMembers(context: Context, unchecked: Set<Channel>, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  // Policies are asked once they see the change.
  const checked = context.commits
    .visible(context.database, signal)
    .then(() => checkAll(context, unchecked, signal))
    .catch((error) => reportFault(context, error));
  await Promise.race([checked, aborted]);
  for (const channel of unchecked) channel.fail();
}

/** Few statements at a time, in the whole process: a large topic must leave connections for those who join. */
async function checkAll(context: Context, unchecked: Set<Channel>, signal: AbortSignal): Promise<void> {
  const queue = [...unchecked];
  const work = async () => {
    while (queue.length > 0 && !signal.aborted) {
      const batch = queue.splice(0, batchSize);
      const asked = await context.recheckGate.pass(() => checkBatch(context, batch));
      for (const channel of asked) unchecked.delete(channel);
    }
  };
  await Promise.all(Array.from({ length: context.limits.recheckParallel }, work));
}

/** Returns the channels that were asked about. */
async function checkBatch(context: Context, batch: Channel[]): Promise<Channel[]> {
  const questions = batch.map((channel) => readQuestion(channel, channel.identity));
  try {
    const answers = await readPermissionsOfAll(context.database, questions);
    for (const [index, read] of answers.entries()) takeReadPermissions(batch[index] as Channel, read);
    return batch;
  } catch (error) {
    if (error instanceof Refusal) return [];
    // A policy raised for one of them: each is asked about alone.
    const asked: Channel[] = [];
    for (const channel of batch) if (await wasAsked(context, channel)) asked.push(channel);
    return asked;
  }
}

async function wasAsked(context: Context, channel: Channel): Promise<boolean> {
  try {
    await keepsReading(context, channel, channel.identity);
    return true;
  } catch (error) {
    reportFault(context, error);
    return false;
  }
}

function reportFault(context: Context, error: unknown): void {
  if (!(error instanceof Refusal)) context.log(`access check failed: ${String(error)}`);
}

/** The changes of access since then (ms since 1970). */
export async function changesOfAccess(database: Database, since: number): Promise<ChangedAccess[]> {
  const rows = await database.run(
    (sql) => sql<{ topic: string; payload: string }[]>`
      select distinct topic, (payload - 'id')::text as payload from realtime.messages
      where event = ${accessChangedEvent} and private and extension = 'broadcast'
        and inserted_at >= to_timestamp(${since}::float8 / 1000) at time zone 'utc'`,
  );
  return rows.map(({ topic, payload }) => changedAccess(topic, payload));
}
