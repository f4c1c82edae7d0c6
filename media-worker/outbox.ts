import type { PgBoss } from "pg-boss";
import type { Sql } from "postgres";

interface OutboxRow {
  queue: string;
  payload: { id: string };
  priority: number;
  group_id: string | null;
  start_after: Date;
}

const batch = 200;
/** For jobs whose notification was lost, and those of queues that another version of the worker serves. */
const pollMs = 2_000;

/** Moves what private.enqueue has written down into pg-boss: both sides in one transaction, so each job once. */
async function moveBatch(sql: Sql, boss: PgBoss, queues: string[]): Promise<number> {
  return sql.begin(async (transaction) => {
    const rows = await transaction<OutboxRow[]>`
      delete from private.job_outbox where id in (
        select id from private.job_outbox where queue = any (${queues}) order by id limit ${batch} for update skip locked)
      returning queue, payload, priority, group_id, start_after`;
    const db = {
      executeSql: async (text: string, values: unknown[] = []) => ({
        rows: await transaction.unsafe(text, values as never[]),
      }),
    };
    for (const { queue, payload, priority, group_id, start_after } of rows) {
      const group = group_id === null ? {} : { group: { id: group_id } };
      await boss.send(queue, payload, { db, priority, startAfter: start_after, ...group });
    }
    return rows.length;
  });
}

/** Empties the outbox from now on, woken by its notifications. Returns how to stop. */
export async function startOutbox(
  sql: Sql,
  boss: PgBoss,
  queues: string[],
  failed: (error: Error) => void,
): Promise<() => Promise<void>> {
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  const empty = async () => {
    do {
      again = false;
      while (!stopped && (await moveBatch(sql, boss, queues)) === batch);
    } while (again);
  };
  const wake = () => {
    again = true;
    running ??= empty()
      .catch(failed)
      .finally(() => {
        running = undefined;
      });
  };
  const subscription = await sql.listen("plaza_jobs", wake, wake);
  const timer = setInterval(wake, pollMs);
  return async () => {
    stopped = true;
    clearInterval(timer);
    await subscription.unlisten().catch(() => {});
    await running;
  };
}
