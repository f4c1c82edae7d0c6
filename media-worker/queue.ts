import type { Sql } from "postgres";
import type { FetchOptions } from "./link-preview/fetch-page.ts";
import type { Mailer } from "./mail/mailer.ts";
import type { LinkSettings } from "./mail/render.ts";
import type { Storage } from "./storage.ts";

/** What a handler may use. */
export interface WorkerContext {
  sql: Sql;
  mailer: Mailer;
  links: LinkSettings;
  storage: Storage;
  linkPreview: FetchOptions;
  say(message: string, details?: Record<string, unknown>): void;
}

/** One thing to do: `id` names a row, which the handler reads again, since much may have happened to it. */
export interface Job {
  id: string;
  /** Aborted when the worker has to stop, or the job has taken too long. */
  signal: AbortSignal;
}

interface AnyQueue {
  name: string;
}

/** A queue that runs by the clock. */
export interface ScheduledQueue extends AnyQueue {
  /** Cron in UTC, to the minute. */
  cron: string;
  /** Each worker runs it that often as well: for what cannot wait a minute. */
  everySeconds?: number;
  /** A channel of Postgres on which it is told that there is work: it then runs at once, and the cron is the safety net. */
  channel?: string;
  handle(context: WorkerContext): Promise<void>;
}

/** A queue that private.enqueue fills, with {"id": …} as payload. */
export interface JobQueue extends AnyQueue {
  /** How many of its jobs one worker runs at once. */
  concurrency: number;
  /** How many jobs of one group, usually an account, run at once in all workers. */
  groupConcurrency?: number;
  /** Tries after the first, each later than the one before. */
  retries: number;
  /** After that long a try is taken for lost. */
  expireSeconds: number;
  /** The queue that gets what has failed every time. */
  deadLetter?: string;
  /** Not served where ffmpeg is missing: its jobs wait for a worker that has it. */
  needsFfmpeg?: true;
  handle(context: WorkerContext, job: Job): Promise<void>;
}

/** One queue of pg-boss: a file in queues/, named after it. Handlers are idempotent, since a killed one runs again. */
export type Queue = ScheduledQueue | JobQueue;
