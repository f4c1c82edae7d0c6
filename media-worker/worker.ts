import { PgBoss } from "pg-boss";
import postgres from "postgres";
import { hasFfmpeg } from "./confined/has-ffmpeg.ts";
import { sweepTempFolders } from "./media/temp-folders.ts";
import { startOutbox } from "./outbox.ts";
import type { JobQueue, ScheduledQueue, WorkerContext } from "./queue.ts";
import { queues } from "./queues/index.ts";
import { startRollUp } from "./roll-up.ts";
import { Storage, type StorageOptions } from "./storage.ts";

export interface Worker {
  /** True while the job queue answers. */
  isHealthy(): Promise<boolean>;
  /** Finishes the jobs in hand, or hands them back after 10 s. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  databaseUrl: string;
  storage: StorageOptions;
  say: WorkerContext["say"];
}

/** A worker shows that it lives; one that has not for so long was killed, and its jobs go to others. */
const heartbeatSeconds = 30;
const stopMs = 10_000;

/** Serves every queue from one database. Any number of workers may run: pg-boss claims with SKIP LOCKED. */
export async function startWorker({ databaseUrl, storage: place, say }: WorkerOptions): Promise<Worker> {
  const sql = postgres(databaseUrl, { max: 6, onnotice: () => {}, prepare: false });
  const storage = new Storage(place);
  const context: WorkerContext = { sql, storage, say };
  const running = new Set<Promise<void>>();
  const boss = new PgBoss({
    connectionString: databaseUrl,
    max: 4,
    application_name: "plaza-worker",
    superviseIntervalSeconds: 15,
    monitorIntervalSeconds: 15,
  });
  // Postgres may restart under us: pg-boss reconnects by itself, and its complaints belong in the log.
  boss.on("error", (error) => say("job queue error", { error: error.message }));
  await sweepTempFolders();
  await boss.start();

  async function serveSchedule(queue: ScheduledQueue): Promise<void> {
    await boss.createQueue(queue.name, { policy: "stately", retryLimit: 3, retryBackoff: true });
    await boss.schedule(queue.name, queue.cron, null, { tz: "UTC" });
    await boss.work(queue.name, { pollingIntervalSeconds: 5 }, () => queue.handle(context));
  }

  async function makeJobQueue({ name, retries, expireSeconds, deadLetter }: JobQueue): Promise<void> {
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

  async function serveJobs(queue: JobQueue): Promise<void> {
    const options = {
      pollingIntervalSeconds: 0.5,
      localConcurrency: queue.concurrency,
      ...(queue.groupConcurrency === undefined ? {} : { groupConcurrency: queue.groupConcurrency }),
    };
    await boss.work<{ id: string }>(queue.name, options, async ([job]) => {
      if (!job) return;
      const handling = queue.handle(context, { id: job.data.id, signal: job.signal });
      running.add(handling);
      try {
        await handling;
      } catch (error) {
        if (!job.signal.aborted) say("job failed", { queue: queue.name, id: job.data.id, error: String(error) });
        throw error;
      } finally {
        running.delete(handling);
      }
    });
  }

  const jobQueues = queues.filter((queue): queue is JobQueue => !("cron" in queue));
  for (const queue of jobQueues) await makeJobQueue(queue);
  for (const queue of queues) if ("cron" in queue) await serveSchedule(queue);
  const canConvert = await hasFfmpeg();
  if (!canConvert) {
    say("ffmpeg 5 or newer is missing: video and sound wait. Run node scripts/install-system-packages.ts");
  }
  for (const queue of jobQueues) if (canConvert || !queue.needsFfmpeg) await serveJobs(queue);
  const stopOutbox = await startOutbox(
    sql,
    boss,
    jobQueues.map(({ name }) => name),
    (error) => say("outbox error", { error: error.message }),
  );
  const stopRollUp = startRollUp(sql, (error) => say("roll-up error", { error: error.message }));

  return {
    async isHealthy() {
      return sql`select 1 from pgboss.version`.then(
        () => true,
        () => false,
      );
    },
    async stop() {
      await stopOutbox();
      await stopRollUp();
      await boss.stop({ graceful: true, timeout: stopMs });
      // Handed back and aborted: they still tidy up.
      await Promise.allSettled(running);
      storage.close();
      await sql.end({ timeout: 5 });
    },
  };
}
