import { type Statement, WireConnection } from "./connection.ts";
import { PoolTimeoutError } from "./errors.ts";
import type { WireRow } from "./messages.ts";

/** PostgREST's `db-pool-acquisition-timeout`. */
const acquisitionTimeoutMs = 10_000;
const maxWaiting = 2_000;
/** Whoever waits for longer waits for calls that wait themselves, for a lock: more of them may run. */
const patienceMs = 100;

interface Waiter {
  resolve(connection: WireConnection): void;
  reject(error: Error): void;
  timers: NodeJS.Timeout[];
  /** It has waited for longer than calls take. */
  isImpatient: boolean;
}

/** A pool that opens connections as they are needed and replaces lost ones at the next call. */
export class WirePool {
  readonly #url: URL;
  readonly #size: number;
  readonly #most: number;
  readonly #open = new Set<WireConnection>();
  readonly #idle: WireConnection[] = [];
  /** In order of arrival; a `Set`, so that one who gives up is taken out without a search. */
  readonly #waiting = new Set<Waiter>();
  #opening = 0;
  #busy = 0;
  #ended = false;

  /** `size` calls run at a time, and up to `most` while those all wait for something. */
  constructor(url: string, size: number, most = size) {
    this.#url = new URL(url);
    this.#size = size;
    this.#most = most;
  }

  /** Runs the statements as one transaction on a free connection. */
  async transaction(statements: Statement[]): Promise<WireRow[]> {
    const connection = (this.#busy < this.#size && this.#takeIdle()) || (await this.#acquire());
    try {
      return await connection.transaction(statements);
    } finally {
      this.#busy--;
      this.#release(connection);
    }
  }

  async close(): Promise<void> {
    this.#ended = true;
    for (const waiter of this.#waiting) this.#fail(waiter, new PoolTimeoutError("The pool is closed"));
    for (const connection of this.#open) connection.close();
  }

  #takeIdle(): WireConnection | undefined {
    // The most recently used one first: its plans and caches are warm.
    let connection = this.#idle.pop();
    while (connection?.closed) connection = this.#idle.pop();
    if (connection) this.#busy++;
    return connection;
  }

  #acquire(): Promise<WireConnection> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(new PoolTimeoutError("The pool is closed"));
      if (this.#waiting.size >= maxWaiting) return reject(new PoolTimeoutError("Too many requests wait"));
      const waiter: Waiter = {
        resolve,
        reject,
        timers: [
          setTimeout(
            () => this.#fail(waiter, new PoolTimeoutError("No connection became free in time")),
            acquisitionTimeoutMs,
          ),
          setTimeout(() => {
            waiter.isImpatient = true;
            this.#serve();
          }, patienceMs),
        ],
        isImpatient: false,
      };
      this.#waiting.add(waiter);
      this.#serve();
    });
  }

  /** How many may be at work for the sake of who has waited longest. */
  get #limit(): number {
    const [waiter] = this.#waiting;
    return waiter?.isImpatient ? this.#most : this.#size;
  }

  /** Gives the first who waits a connection, if there may be one more at work. */
  #serve(): void {
    const [waiter] = this.#waiting;
    if (!waiter || this.#busy >= this.#limit) return;
    const connection = this.#takeIdle();
    if (!connection) {
      this.#openIfWanted();
      return;
    }
    this.#waiting.delete(waiter);
    for (const timer of waiter.timers) clearTimeout(timer);
    waiter.resolve(connection);
  }

  #openIfWanted(): void {
    if (this.#opening >= this.#waiting.size || this.#open.size + this.#opening >= this.#limit) return;
    this.#opening++;
    const onClose = () => {
      for (const connection of this.#open) if (connection.closed) this.#open.delete(connection);
      this.#openIfWanted();
    };
    WireConnection.open(this.#url, onClose).then(
      (connection) => {
        this.#opening--;
        if (this.#ended) return connection.close();
        this.#open.add(connection);
        this.#release(connection);
      },
      (error) => {
        this.#opening--;
        // Nobody waits for a server that is away: each caller is told at once and may try again.
        // While other connections work, the wait is for one of them.
        if (this.#open.size > 0) return;
        for (const waiter of this.#waiting) this.#fail(waiter, error);
      },
    );
  }

  #release(connection: WireConnection): void {
    if (connection.closed) {
      this.#openIfWanted();
    } else if (this.#ended) {
      connection.close();
    } else {
      this.#idle.push(connection);
      this.#serve();
    }
  }

  #fail(waiter: Waiter, error: Error): void {
    this.#waiting.delete(waiter);
    for (const timer of waiter.timers) clearTimeout(timer);
    waiter.reject(error);
  }
}
