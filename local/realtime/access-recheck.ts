import { setTimeout as sleep } from "node:timers/promises";
import { readPermissionsOfAll } from "./authorisation.ts";
import type { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import type { Database } from "./database.ts";
import { keepsReading, readQuestion, takeReadPermissions } from "./read-permission.ts";
import { Refusal } from "./refusal.ts";
import type { Room } from "./rooms.ts";

/**
 * The event of a database broadcast that tells of a change of access. Hosted Realtime only delivers it; here
 * it is an order: who may read is asked again before anything after it is delivered.
 */
export const accessChangedEvent = "access_changed";

const visibilityPollMs = 2;
const batchSize = 25;

/** Checks the access of everybody on a private topic again. `orders` are ids of the rows that told to. */
export function recheckAccess(context: Context, topic: string, orders: string[] = []): void {
  // Also where nobody is: who joins just now must not be asked about before the change can be seen.
  const room = context.rooms.findOrMake(topic, true);
  room.accessChanged(orders, (ids, signal) => checkMembers(context, room, ids, signal));
}

/** Who could not be asked, or not in time, is closed with a fault that may pass: the client joins again. */
async function checkMembers(context: Context, room: Room, orders: string[], signal: AbortSignal): Promise<void> {
  const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  const unchecked = new Set(room.members);
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

/** The private topics that were told of a change of access since then (ms since 1970). */
export async function topicsWithChangedAccess(database: Database, since: number): Promise<string[]> {
  const rows = await database.run(
    (sql) => sql<{ topic: string }[]>`
      select distinct topic from realtime.messages
      where event = ${accessChangedEvent} and private and extension = 'broadcast'
        and inserted_at >= to_timestamp(${since}::float8 / 1000) at time zone 'utc'`,
  );
  return rows.map(({ topic }) => topic);
}
