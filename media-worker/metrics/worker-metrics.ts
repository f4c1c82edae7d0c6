import type { Sql } from "postgres";
import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import { addDatabaseMetrics } from "./database-metrics.ts";

/** What Prometheus scrapes of a worker: what it does, what it is, and what the database tells it. Labels are names of ours, so there is an end to them. */
export class WorkerMetrics {
  readonly registry = new Registry();
  readonly #jobs = new Histogram({
    name: "plaza_job_seconds",
    help: "How long jobs took, by queue and outcome: done, failed, or handed back at a stop.",
    labelNames: ["queue", "outcome"] as const,
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 300, 1_800],
    registers: [this.registry],
  });
  readonly #pushes = new Counter({
    name: "plaza_push_deliveries_total",
    help: "Pushes that were given to a provider, by what it said.",
    labelNames: ["platform", "outcome"] as const,
    registers: [this.registry],
  });
  readonly #mails = new Counter({
    name: "plaza_mails_total",
    help: "Mails that were given to the mail server, by what it said: sent or failed.",
    labelNames: ["outcome"] as const,
    registers: [this.registry],
  });

  constructor(sql: Sql) {
    collectDefaultMetrics({ register: this.registry });
    addDatabaseMetrics(this.registry, sql);
  }

  /** Runs something for a queue and notes how long it took and how it ended. */
  async timeJob<Answer>(queue: string, run: () => Promise<Answer>, wasStopped = () => false): Promise<Answer> {
    const end = this.#jobs.startTimer({ queue });
    try {
      const answer = await run();
      end({ outcome: "done" });
      return answer;
    } catch (error) {
      end({ outcome: wasStopped() ? "stopped" : "failed" });
      throw error;
    }
  }

  notePush(platform: string, outcome: string): void {
    this.#pushes.inc({ platform, outcome });
  }

  noteMail(outcome: "sent" | "failed"): void {
    this.#mails.inc({ outcome });
  }
}
