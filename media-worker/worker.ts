import { PgBoss } from "pg-boss";
import postgres from "postgres";
import type { Registry } from "prom-client";
import { hasFfmpeg } from "./confined/has-ffmpeg.ts";
import { type IceSettings, writeIceSettings } from "./ice-settings.ts";
import { sweepTempFolders } from "./media/temp-folders.ts";
import { WorkerMetrics } from "./metrics/worker-metrics.ts";
import { startOutbox } from "./outbox.ts";
import { writePushSenders } from "./push/push-senders.ts";
import { isJobQueue, type WorkerContext } from "./queue.ts";
import { queues } from "./queues/index.ts";
import { tellConversion } from "./queues/tell-conversion.ts";
import { makeJobQueue, serveJobs } from "./serve-jobs.ts";
import { serveSchedule } from "./serve-schedule.ts";
import { Storage, type StorageOptions } from "./storage.ts";

export interface Worker {
  /** What Prometheus scrapes. */
  readonly metrics: Registry;
  /** True while the job queue answers. */
  isHealthy(): Promise<boolean>;
  /** Finishes the jobs in hand, or hands them back after 10 s. */
  stop(): Promise<void>;
}

export interface WorkerOptions extends Pick<WorkerContext, "mailer" | "links" | "push" | "linkPreview" | "say"> {
  databaseUrl: string;
  ice: IceSettings;
  storage: StorageOptions;
  /** Signs the addresses of media that expire. */
  mediaSecret: string;
}

const stopMs = 10_000;

/** Serves every queue from one database. Any number of workers may run: pg-boss claims with SKIP LOCKED. */
export async function startWorker({
  databaseUrl,
  storage: place,
  mediaSecret,
  ice,
  ...tools
}: WorkerOptions): Promise<Worker> {
  const { say, mailer, push } = tools;
  const sql = postgres(databaseUrl, {
    max: 6,
    connection: { application_name: "plaza-worker" },
    onnotice: () => {},
    prepare: false,
  });
  const storage = new Storage(place);
  const canConvert = await hasFfmpeg();
  const metrics = new WorkerMetrics(sql);
  const context: WorkerContext = { sql, storage, canConvert, metrics, ...tools };
  /** What is in hand at this moment. */
  const running = new Set<Promise<void>>();
  const boss = new PgBoss({
    connectionString: databaseUrl,
    max: 4,
    application_name: "plaza-worker",
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  });
  // Postgres may restart under us: pg-boss reconnects by itself, and its complaints belong in the log.
  boss.on("error", (error) => say("job queue error", { error: error.message }));
  await sweepTempFolders();
  await boss.start();
  await writeIceSettings(sql, ice);
  await writePushSenders(sql, push);
  await sql`select private.set_media_addresses(${storage.urlOf("public/").slice(0, -1)}, ${mediaSecret})`;
  await tellConversion.handle(context);

  const jobQueues = queues.filter(isJobQueue);
  for (const queue of jobQueues) await makeJobQueue(boss, queue);
  const stopSchedules: (() => Promise<void>)[] = [];
  for (const queue of queues) {
    if (!isJobQueue(queue)) stopSchedules.push(await serveSchedule(boss, queue, context));
  }
  if (!canConvert) {
    say("ffmpeg 5 or newer is missing: video and sound are refused. Run node scripts/install-system-packages.ts");
  }
  for (const queue of jobQueues) if (canConvert || !queue.needsFfmpeg) await serveJobs(boss, queue, context, running);
  const stopOutbox = await startOutbox(
    sql,
    boss,
    jobQueues.map(({ name }) => name),
    (error) => say("outbox error", { error: error.message }),
  );

  return {
    metrics: metrics.registry,
    async isHealthy() {
      return sql`select 1 from pgboss.version`.then(
        () => true,
        () => false,
      );
    },
    async stop() {
      await stopOutbox();
      await Promise.all(stopSchedules.map((stop) => stop()));
      await boss.stop({ graceful: true, timeout: stopMs });
      // Handed back and aborted: they still tidy up.
      await Promise.allSettled(running);
      mailer.close();
      push.close();
      storage.close();
      await sql.end({ timeout: 5 });
    },
  };
}
