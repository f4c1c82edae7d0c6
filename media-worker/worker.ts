import { PgBoss } from "pg-boss";
import postgres from "postgres";
import { oneAtATime } from "./one-at-a-time.ts";
import type { WorkerContext } from "./queue.ts";
import { queues } from "./queues/index.ts";

export interface Worker {
  /** True while the job queue answers. */
  isHealthy(): Promise<boolean>;
  /** Finishes the jobs in hand, or hands them back after 10 s. */
  stop(): Promise<void>;
}

/** Serves every queue from one database. Any number of workers may run: pg-boss claims with SKIP LOCKED. */
export async function startWorker(databaseUrl: string, tools: Omit<WorkerContext, "sql">): Promise<Worker> {
  const { say } = tools;
  const sql = postgres(databaseUrl, { max: 4, onnotice: () => {}, prepare: false });
  const boss = new PgBoss({ connectionString: databaseUrl, max: 4, application_name: "plaza-worker" });
  const running = new Set<Promise<void>>();
  // Postgres may restart under us: pg-boss reconnects by itself, and its complaints belong in the log.
  boss.on("error", (error) => say("job queue error", { error: error.message }));
  await boss.start();
  for (const queue of queues) {
    const run = oneAtATime(() => queue.handle({ sql, ...tools }));
    // A job whose worker was killed is given to another after half a minute of silence.
    await boss.createQueue(queue.name, {
      policy: "stately",
      retryLimit: 3,
      retryBackoff: true,
      heartbeatSeconds: 30,
    });
    await boss.schedule(queue.name, queue.cron, null, { tz: "UTC" });
    await boss.work(queue.name, { pollingIntervalSeconds: 5 }, run);
    if (queue.channel) {
      const runNow = () => {
        const job = run().catch((error) => say("job failed", { queue: queue.name, error: error.message }));
        running.add(job);
        void job.finally(() => running.delete(job));
      };
      // Also on every new connection: what was said while nobody listened is still to be done.
      await sql.listen(queue.channel, runNow, runNow);
    }
  }
  return {
    async isHealthy() {
      return sql`select 1 from pgboss.version`.then(
        () => true,
        () => false,
      );
    },
    async stop() {
      await boss.stop({ graceful: true, timeout: 10_000 });
      await Promise.all(running);
      tools.mailer.close();
      await sql.end({ timeout: 5 });
    },
  };
}
