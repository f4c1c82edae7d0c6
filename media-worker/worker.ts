import { PgBoss } from "pg-boss";
import postgres from "postgres";
import type { WorkerContext } from "./queue.ts";
import { queues } from "./queues/index.ts";

export interface Worker {
  /** True while the job queue answers. */
  isHealthy(): Promise<boolean>;
  /** Finishes the jobs in hand, or hands them back after 10 s. */
  stop(): Promise<void>;
}

/** Serves every queue from one database. Any number of workers may run: pg-boss claims with SKIP LOCKED. */
export async function startWorker(databaseUrl: string, say: WorkerContext["say"]): Promise<Worker> {
  const sql = postgres(databaseUrl, { max: 4, onnotice: () => {}, prepare: false });
  const boss = new PgBoss({ connectionString: databaseUrl, max: 4, application_name: "plaza-worker" });
  // Postgres may restart under us: pg-boss reconnects by itself, and its complaints belong in the log.
  boss.on("error", (error) => say("job queue error", { error: error.message }));
  await boss.start();
  for (const queue of queues) {
    await boss.createQueue(queue.name, { policy: "stately", retryLimit: 3, retryBackoff: true });
    await boss.schedule(queue.name, queue.cron, null, { tz: "UTC" });
    await boss.work(queue.name, { pollingIntervalSeconds: 5 }, () => queue.handle({ sql, say }));
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
      await sql.end({ timeout: 5 });
    },
  };
}
