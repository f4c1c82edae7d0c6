import type { IncomingMessage, ServerResponse } from "node:http";
import postgres, { type Sql } from "postgres";
import { pathOf } from "./paths.ts";

/** Upper bounds in milliseconds; what takes longer than the last is counted there. */
const bounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 60_000];
const flushAfterMs = 5_000;
/** Names come from outside: a flush holds so many of them, and the rest as one. */
const maxNames = 500;

interface Counts {
  call: string;
  at_most_ms: number;
  requests: number;
  refused: number;
  errors: number;
  took_ms: number;
}

/** `follow` for a function of the database, `auth/login` for a call of an edge function; undefined for what is no call. */
export function callOf(path: string): string | undefined {
  const [, area, , ...rest] = path.split("/");
  const parts = area === "rest" ? [rest.at(rest[0] === "rpc" ? 1 : 0)] : area === "functions" ? rest.slice(0, 3) : [];
  const name = parts.filter((part) => part && /^[a-z][a-z_-]{0,62}$/.test(part)).join("/");
  return name === "" ? undefined : name;
}

/** Hears of every call that has ended: its name, its status if it was answered, and how long it took. */
export type CallListener = (call: string, status: number | undefined, ms: number) => void;

/** How often calls are made, how long they take and how they end: analytics.api_calls is made of it. */
export class CallTimes {
  readonly #sql: Sql;
  readonly #told: CallListener;
  readonly #timer: NodeJS.Timeout;
  #counts = new Map<string, Counts>();

  constructor(databaseUrl: string, told: CallListener) {
    this.#told = told;
    this.#sql = postgres(databaseUrl, { max: 1, idle_timeout: 30, onnotice: () => {} });
    this.#timer = setInterval(() => void this.flush(), flushAfterMs);
  }

  /** Counts a request when it is answered. */
  watch(request: IncomingMessage, response: ServerResponse): void {
    const name = request.method === "OPTIONS" ? undefined : callOf(pathOf(request.url));
    if (name === undefined) return;
    const began = performance.now();
    response.once("close", () => {
      const ms = performance.now() - began;
      this.#told(name, response.writableFinished ? response.statusCode : undefined, ms);
      this.#note(name, response.statusCode, Math.round(ms));
    });
  }

  #note(name: string, status: number, ms: number): void {
    // Whoever guesses makes no names.
    const call = status === 404 || this.#counts.size >= maxNames ? "others" : name;
    const at_most_ms = bounds.find((bound) => ms <= bound) ?? (bounds.at(-1) as number);
    const key = `${call} ${at_most_ms}`;
    const counts = this.#counts.get(key) ?? { call, at_most_ms, requests: 0, refused: 0, errors: 0, took_ms: 0 };
    counts.requests += 1;
    counts.refused += Number(status >= 400 && status < 500);
    counts.errors += Number(status >= 500);
    counts.took_ms += ms;
    this.#counts.set(key, counts);
  }

  /** Figures about calls are not worth failing for: what cannot be written is left out. */
  async flush(): Promise<void> {
    if (this.#counts.size === 0) return;
    const calls = [...this.#counts.values()];
    this.#counts = new Map();
    await this.#sql
      .begin(async (transaction) => {
        await transaction`set local role service_role`;
        await transaction`select private.note_calls(${transaction.json(calls as never)})`;
      })
      .catch(() => {});
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
    await this.#sql.end({ timeout: 1 });
  }
}
