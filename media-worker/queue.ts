import type { Sql } from "postgres";

/** What a handler may use. */
export interface WorkerContext {
  sql: Sql;
  say(message: string, details?: Record<string, unknown>): void;
}

/** One queue of pg-boss: a file in queues/, named after it. Handlers are idempotent, since a killed one runs again. */
export interface Queue {
  name: string;
  /** When it runs by itself: cron in UTC, to the minute. */
  cron: string;
  handle(context: WorkerContext): Promise<void>;
}
