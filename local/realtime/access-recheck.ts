import { setTimeout as sleep } from "node:timers/promises";
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

const visibilityPollMs = 2;
const batchSize = 25;

/** Whose access has changed: that of everybody on a private topic, or of one person wherever they are. */
export interface ChangedAccess {
  topic: string;
  subject?: string | undefined;
}

/** Checks access again. `orders` are ids of the rows that told to. */
export function recheckAccess(context: Context, { topic, subject }: ChangedAccess, orders: string[] = []): void {
  // Also where nobody is: who joins just now must not be asked about before the change can be seen.
  const rooms = subject === undefined ? [context.rooms.findOrMake(topic, true)] : context.rooms.perhapsWith(subject);
  for (const room of rooms) {
    room.accessChanged(orders, (ids, signal) => checkMembers(context, room.membersOf(subject), ids, signal));
  }
}

/** Reads the payload of an order. */
export function changedAccess(topic: string, payload: string): ChangedAccess {
  const { subject } = fields(JSON.parse(payload));
  return { topic, subject: typeof subject === "string" ? subject : undefined };
}

/** Who could not be asked, or not in time, is closed with a fault that may pass: the client joins again. */
async function checkMembers(
  context: Context,
  unchecked: Set<Channel>,
  orders: string[],
  signal: AbortSignal,
): Promise<void> {
  const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  const checked = visible(context, orders, signal)
    .then(() => checkAll(context, unchecked, signal))
    .catch((error) => reportFault(context, error));
  await Promise.race([checked, aborted]);
  for (const channel of unchecked) channel.fail();
}

/** Postgres puts a commit into its log before others see what it changed: policies are asked only after that. */
async function visible({ database }: Context, orders: string[], signal: AbortSignal): Promise<void> {
  while (orders.length > 0 && !signal.aborted) {
    const [found] = await database.run(
      (sql) => sql<{ rows: number }[]>`
        select count(*)::int as rows from realtime.messages where id = any(${orders}::uuid[])`,
    );
    if (found?.rows === orders.length) return;
    await sleep(visibilityPollMs);
  }
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
