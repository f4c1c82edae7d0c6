import type { PgBoss } from "pg-boss";
import { oneAtATime } from "./one-at-a-time.ts";
import type { ScheduledQueue, WorkerContext } from "./queue.ts";
import { heartbeatSeconds } from "./serve-jobs.ts";

/** Runs a queue by its clock, and at once when its channel speaks. What is in hand is in `running`. Returns how to stop. */
export async function serveSchedule(
  boss: PgBoss,
  queue: ScheduledQueue,
  context: WorkerContext,
  running: Set<Promise<void>>,
): Promise<() => void> {
  const run = oneAtATime(() => queue.handle(context));
  await boss.createQueue(queue.name, { policy: "stately", retryLimit: 3, retryBackoff: true, heartbeatSeconds });
  await boss.schedule(queue.name, queue.cron, null, { tz: "UTC" });
  await boss.work(queue.name, { pollingIntervalSeconds: 5 }, run);
  const runNow = () => {
    const job = run().catch((error) => context.say("job failed", { queue: queue.name, error: error.message }));
    running.add(job);
    void job.finally(() => running.delete(job));
  };
  // Also on every new connection: what was said while nobody listened is still to be done.
  if (queue.channel) await context.sql.listen(queue.channel, runNow, runNow);
  const timer = queue.everySeconds && setInterval(runNow, queue.everySeconds * 1_000);
  return () => clearInterval(timer);
}
