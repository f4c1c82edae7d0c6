import type { PgBoss } from "pg-boss";
import type { JobQueue, WorkerContext } from "./queue.ts";

/** A worker shows that it lives; one that has not for so long was killed, and its jobs go to others. */
export const heartbeatSeconds = 30;

export async function makeJobQueue(
  boss: PgBoss,
  { name, retries, expireSeconds, deadLetter }: JobQueue,
): Promise<void> {
  const options = {
    retryLimit: retries,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 30 * 60,
    expireInSeconds: expireSeconds,
    heartbeatSeconds,
    ...(deadLetter === undefined ? {} : { deadLetter }),
  };
  await boss.createQueue(name, options);
  await boss.updateQueue(name, options);
}

/** Takes the jobs of a queue as they come. What is in hand is in `running`. */
export async function serveJobs(
  boss: PgBoss,
  queue: JobQueue,
  context: WorkerContext,
  running: Set<Promise<void>>,
): Promise<void> {
  const options = {
    pollingIntervalSeconds: 0.5,
    localConcurrency: queue.concurrency,
    ...(queue.groupConcurrency === undefined ? {} : { groupConcurrency: queue.groupConcurrency }),
  };
  await boss.work<{ id: string }>(queue.name, options, async ([job]) => {
    if (!job) return;
    const handling = context.metrics.timeJob(
      queue.name,
      () => queue.handle(context, { id: job.data.id, signal: job.signal }),
      () => job.signal.aborted,
    );
    running.add(handling);
    try {
      await handling;
    } catch (error) {
      if (!job.signal.aborted) context.say("job failed", { queue: queue.name, id: job.data.id, error: String(error) });
      throw error;
    } finally {
      running.delete(handling);
    }
  });
}
