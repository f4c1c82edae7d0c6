import type { Database } from "./database.ts";
import type { Limits } from "./limits.ts";

const retryMs = 5_000;

/** Keeps the partitions of `realtime.messages`: days ahead are made, days past their retention are dropped. */
export class Janitor {
  readonly #database: Database;
  readonly #limits: Limits;
  readonly #log: (line: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #running = false;
  #stopped = false;

  constructor(database: Database, limits: Limits, log: (line: string) => void) {
    this.#database = database;
    this.#limits = limits;
    this.#log = log;
  }

  /** Does the work now, and again by schedule; soon, if it failed. */
  async run(): Promise<void> {
    if (this.#running || this.#stopped) return;
    this.#running = true;
    clearTimeout(this.#timer);
    const next = await this.#maintain().then(
      () => this.#limits.janitorIntervalMs,
      (error) => {
        this.#log(`janitor: ${error.message}`);
        return retryMs;
      },
    );
    this.#running = false;
    if (!this.#stopped) this.#timer = setTimeout(() => this.run(), next).unref();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #maintain(): Promise<unknown> {
    return this.#database.run((sql) =>
      sql.begin(async (transaction) => {
        // Making a partition locks the table; a long transaction must not let every sender queue behind us.
        await transaction`set local lock_timeout = '2s'`;
        await transaction`select realtime.maintain_partitions(make_interval(hours => ${this.#limits.retentionHours}))`;
      }),
    );
  }
}
