import type { Sql } from "postgres";
import type { FetchOptions } from "./link-preview/fetch-page.ts";
import type { Mailer } from "./mail/mailer.ts";
import type { LinkSettings } from "./mail/render.ts";
import type { WorkerMetrics } from "./metrics/worker-metrics.ts";
import type { PushSenders } from "./push/push-senders.ts";
import type { Storage } from "./storage.ts";

/** What a handler may use. */
export interface WorkerContext {
  sql: Sql;
  mailer: Mailer;
  links: LinkSettings;
  push: PushSenders;
  storage: Storage;
  linkPreview: FetchOptions;
  metrics: WorkerMetrics;
  /** ffmpeg is there. */
  canConvert: boolean;
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

/** When a queue runs. By `cron` one of the workers does, and by `everySeconds` each of them. */
export type Clock =
  | {
      /** In UTC, to the minute. */
      cron: string;
      /** Also when a worker starts, in each of them: what others wait for until the first minute has come. */
      atStart?: true;
      everySeconds?: never;
    }
  | {
      /** For what cannot wait a minute. */
      everySeconds: number;
      cron?: never;
      atStart?: never;
    };

/** A queue that runs by the clock. */
export type ScheduledQueue = AnyQueue &
  Clock & {
    /** A channel of Postgres on which it is told that there is work: it then runs at once, and the clock is the safety net. */
    channel?: string;
    handle(context: WorkerContext): Promise<void>;
  };

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

/**
 * One thing that the worker does. It is a file in queues/, named after it and listed in queues/index.ts; what only calls a
 * function of the database is a line in queues/upkeep.ts or queues/readers.ts. Handlers are idempotent, since a killed
 * one runs again.
 */
export type Queue = ScheduledQueue | JobQueue;

export const isJobQueue = (queue: Queue): queue is JobQueue => "retries" in queue;
