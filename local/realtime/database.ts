import postgres, { type Sql } from "postgres";
import type { Limits } from "./limits.ts";
import { type Refusal, refusals } from "./refusal.ts";

/**
 * The connections on which policies are probed and messages are replayed. They are the superuser's, as
 * Realtime's are on Supabase: a probe takes the client's role for the length of one statement.
 */
export class Database {
  /** Called when today's partition of `realtime.messages` turns out to be missing. */
  onMissingPartition = () => {};
  readonly #sql: Sql;
  readonly #log: (line: string) => void;
  readonly #maxWaiting: number;
  #running = 0;
  #everReached = false;

  constructor(url: string, limits: Limits, log: (line: string) => void) {
    this.#log = log;
    this.#maxWaiting = limits.databasePool + limits.databaseQueue;
    this.#sql = postgres(url, {
      max: limits.databasePool,
      connect_timeout: 5,
      idle_timeout: 60,
      // The default waits ever longer, up to 20 s, after Postgres was away; a client waits 10 s for a join.
      backoff: () => 0.05,
      onnotice: () => {},
      connection: {
        application_name: "realtime_authorisation",
        statement_timeout: limits.queryTimeoutMs,
        // A probe undoes what it wrote: nothing is worth a wait for the disk.
        synchronous_commit: "off",
        timezone: "UTC",
      },
    });
  }

  /**
   * Runs `work`, and turns what is wrong with the database into the answer a client gets. Any other
   * error of Postgres (a policy that raises, a role that does not exist) is passed on.
   * @throws Refusal if the database is away, full, slow, in trouble, or has no partition for today.
   */
  async run<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
    if (this.#running >= this.#maxWaiting) throw refusals.databaseBusy();
    this.#running++;
    try {
      const result = await work(this.#sql);
      this.#everReached = true;
      return result;
    } catch (error) {
      throw this.#refusalFor(error) ?? error;
    } finally {
      this.#running--;
    }
  }

  close(): Promise<void> {
    return this.#sql.end({ timeout: 1 });
  }

  #refusalFor(error: unknown): Refusal | undefined {
    const code = String((error as { code?: unknown } | undefined)?.code ?? "");
    // Class 08, a server that stops or starts, and the driver's own codes for a lost or refused connection.
    if (/^(08|57P0|CONNECT|E[A-Z]+$)/.test(code)) {
      return this.#everReached ? refusals.databaseAway() : refusals.initializing();
    }
    this.#everReached = true;
    if (code === "53300") return refusals.databaseFull();
    if (code === "57014") return refusals.queryCanceled();
    if (code === "23514") {
      this.onMissingPartition();
      return refusals.missingPartition();
    }
    // A deadlock, a lock that did not come, no memory, a damaged page, a fault of the driver: nobody has said no.
    if (!(error instanceof postgres.PostgresError) || /^(40|53|55|58|XX)/.test(code)) {
      this.#log(`a question to the database failed: ${String(error)}`);
      return refusals.databaseFailed();
    }
    return undefined;
  }
}
