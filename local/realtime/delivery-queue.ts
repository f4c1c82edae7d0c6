/** Asks again who may read. It never rejects. */
export type AccessCheck = (signal: AbortSignal) => Promise<void>;

/** How many deliveries may wait for a check, and how long, before its signal aborts. */
export interface WaitingLimits {
  maxWaitingDeliveries: number;
  recheckTimeoutMs: number;
}

interface Delivery {
  /** How many changes of access came before it. */
  changes: number;
  deliver: () => void;
}

/**
 * The deliveries of one room, in order. After a change of access they wait until the check that it calls for
 * has ended. Changes that come during a check share the next one.
 */
export class DeliveryQueue {
  /** Resolves when nothing waits any more; undefined while nothing does. */
  settled: Promise<void> | undefined;
  /** How many changes of access there were. */
  changes = 0;
  #checked = 0;
  #running = new AbortController();
  readonly #waiting: Delivery[] = [];
  readonly #limits: WaitingLimits;

  constructor(limits: WaitingLimits) {
    this.#limits = limits;
  }

  /** Delivers at once, or after the running check. */
  add(deliver: () => void): void {
    if (!this.settled) {
      deliver();
      return;
    }
    this.#waiting.push({ changes: this.changes, deliver });
    if (this.#waiting.length > this.#limits.maxWaitingDeliveries) this.#running.abort();
  }

  /** What is added from now on waits until `check` has ended. */
  accessChanged(check: AccessCheck): void {
    this.changes++;
    this.settled ??= this.#run(check);
  }

  async #run(check: AccessCheck): Promise<void> {
    while (this.#checked < this.changes) {
      const { changes } = this;
      const running = new AbortController();
      this.#running = running;
      const deadline = setTimeout(() => running.abort(), this.#limits.recheckTimeoutMs);
      await check(running.signal);
      clearTimeout(deadline);
      this.#checked = changes;
      this.#deliverChecked();
    }
    this.settled = undefined;
  }

  /** A delivery may add others (who is over its rate leaves, and the room hears of it): they are taken, too. */
  #deliverChecked(): void {
    while (this.#waiting[0] && this.#waiting[0].changes <= this.#checked) this.#waiting.shift()?.deliver();
  }
}
