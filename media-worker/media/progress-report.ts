import type { Sql } from "postgres";

const intervalMs = 1_000;

/**
 * Tells the database how far an attempt is, once a second, and hears from it whether to go on: `signal` is aborted when
 * the medium was deleted, when another attempt has taken over, or with the job.
 */
export class ProgressReport {
  readonly signal: AbortSignal;
  readonly #sql: Sql;
  readonly #medium: { id: string; attempt: number };
  readonly #superseded = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #percent = 0;
  #sending: Promise<void> | undefined;

  constructor(sql: Sql, medium: { id: string; attempt: number }, jobSignal: AbortSignal) {
    this.#sql = sql;
    this.#medium = medium;
    this.signal = AbortSignal.any([jobSignal, this.#superseded.signal]);
    this.#timer = setInterval(() => {
      this.#sending ??= this.#send();
    }, intervalMs);
  }

  get superseded(): boolean {
    return this.#superseded.signal.aborted;
  }

  /** The database has said elsewhere that this attempt does not count. */
  supersede(): void {
    this.#superseded.abort(new Error("superseded"));
  }

  report(done: number): void {
    this.#percent = Math.min(99, Math.max(this.#percent, Math.floor(done * 100)));
  }

  async #send(): Promise<void> {
    const { id, attempt } = this.#medium;
    try {
      const [row] = await this
        .#sql`select private.report_media_progress(${id}, ${attempt}, ${this.#percent}) as goes_on`;
      if (!row?.goes_on) this.supersede();
    } catch {
      // The database is away for the moment; the next report or the end of the job will tell.
    }
    this.#sending = undefined;
  }

  /** No report follows the end of the attempt. */
  async settle(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sending;
  }
}
