/**
 * A rate per second, averaged over the last minute in ticks of a few seconds, as Supabase's own counters
 * are: short bursts pass, and `exceeded` changes only when a tick ends.
 */
export class RateMeter {
  readonly limit: number;
  average = 0;
  exceeded = false;
  #current = 0;
  readonly #ticks: number[] = [];

  constructor(limit: number) {
    this.limit = limit;
  }

  add(events: number): void {
    this.#current += events;
  }

  /** Ends a tick of `tickMs`. */
  tick(tickMs: number): void {
    this.#ticks.push((this.#current * 1000) / tickMs);
    this.#current = 0;
    if (this.#ticks.length > 12) this.#ticks.shift();
    this.average = this.#ticks.reduce((sum, rate) => sum + rate, 0) / this.#ticks.length;
    this.exceeded = this.average >= this.limit;
  }
}
