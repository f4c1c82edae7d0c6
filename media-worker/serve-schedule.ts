import type { PgBoss } from "pg-boss";
import { oneAtATime } from "./one-at-a-time.ts";
import type { ScheduledQueue, WorkerContext } from "./queue.ts";
import { heartbeatSeconds } from "./serve-jobs.ts";

/**
 * Runs a queue by its clock, and at once when its channel speaks; never twice at once in this worker. Returns how to
 * stop: what is in hand ends before that does.
 */
export async function serveSchedule(
  boss: PgBoss,
  queue: ScheduledQueue,
  context: WorkerContext,
): Promise<() => Promise<void>> {
  let stopped = false;
  let running = Promise.resolve();
  const run = oneAtATime(() => context.metrics.timeJob(queue.name, () => queue.handle(context)));
  const runNow = () => {
    if (stopped) return;
    running = run().catch((error) => context.say("job failed", { queue: queue.name, error: error.message }));
  };
  if (queue.cron !== undefined) {
    await boss.createQueue(queue.name, { policy: "stately", retryLimit: 3, retryBackoff: true, heartbeatSeconds });
    await boss.schedule(queue.name, queue.cron, null, { tz: "UTC" });
    await boss.work(queue.name, { pollingIntervalSeconds: 5 }, run);
  }
  // Also on every new connection: what was said while nobody listened is still to be done.
  if (queue.channel) await context.sql.listen(queue.channel, runNow, runNow);
  if (queue.atStart) runNow();
  const timer = queue.everySeconds && setInterval(runNow, queue.everySeconds * 1_000);
  return async () => {
    stopped = true;
    clearInterval(timer);
    await running;
  };
}
