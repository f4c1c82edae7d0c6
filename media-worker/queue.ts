import type { Sql } from "postgres";
import type { Mailer } from "./mail/mailer.ts";
import type { LinkSettings } from "./mail/render.ts";

/** What a handler may use. */
export interface WorkerContext {
  sql: Sql;
  mailer: Mailer;
  links: LinkSettings;
  say(message: string, details?: Record<string, unknown>): void;
}

/** One queue of pg-boss: a file in queues/, named after it. Handlers are idempotent, since a killed one runs again. */
export interface Queue {
  name: string;
  /** When it runs by itself: cron in UTC, to the minute. */
  cron: string;
  /** A channel of Postgres on which it is told that there is work: it then runs at once, and the cron is the safety net. */
  channel?: string;
  handle(context: WorkerContext): Promise<void>;
}
