import { offline, PlazaError } from "./errors.ts";
import { backoff, sleep, throwIfAborted } from "./time.ts";

export interface Call {
  method: string;
  /** Behind the address of the project. */
  path: string;
  body?: unknown;
  /** Whether making it twice is the same as making it once. */
  isSafe: boolean;
  signal?: AbortSignal | undefined;
}

/** Whose calls these are. */
export interface Caller {
  /** A token that holds for a while; null for nobody. */
  token(): Promise<string | null>;
  /** Another one than that, which the server does not take; null if there is none. */
  replace(token: string): Promise<string | null>;
  /** What the server says of the account as a whole. */
  note(error: PlazaError): void;
}

export const nobody: Caller = { token: async () => null, replace: async () => null, note: () => {} };

const attempts = 5;
/** Seconds that a call waits by itself when it was too much; a longer wait is for people to decide. */
const patience = 10;
const answerWithin = 30_000;

export class Transport {
  readonly url: string;
  readonly key: string;

  constructor(url: string, key: string) {
    this.url = url.replace(/\/$/, "");
    this.key = key;
  }

  /** Makes a call, again where that can help, and returns what is answered. Errors: PlazaError. */
  async send(call: Call, caller: Caller): Promise<unknown> {
    let token = await caller.token();
    let wasReplaced = false;
    for (let attempt = 0; ; ) {
      try {
        return await this.#once(call, token);
      } catch (thrown) {
        if (!(thrown instanceof PlazaError)) throw thrown;
        const error = thrown;
        if (error.status === 401 && token !== null && !wasReplaced) {
          const another = await caller.replace(token);
          if (another === null || another === token) throw error;
          token = another;
          wasReplaced = true;
          continue;
        }
        caller.note(error);
        const wait = waitAfter(error, call.isSafe, attempt++);
        if (wait === null || attempt >= attempts) throw error;
        await sleep(wait, call.signal);
      }
    }
  }

  async #once({ method, path, body, signal }: Call, token: string | null): Promise<unknown> {
    const end = new AbortController();
    const abort = () => end.abort();
    throwIfAborted(signal);
    signal?.addEventListener("abort", abort);
    const timer = setTimeout(() => end.abort(), answerWithin);
    try {
      const response = await fetch(this.url + path, {
        method,
        signal: end.signal,
        headers: {
          apikey: this.key,
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (response.ok) return text === "" ? null : JSON.parse(text);
      throw refusal(response, text);
    } catch (error) {
      if (error instanceof PlazaError) throw error;
      throwIfAborted(signal);
      throw offline(error);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
  }
}

function refusal(response: Response, text: string): PlazaError {
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  const seconds = Number.isFinite(retryAfter) ? retryAfter : null;
  try {
    const body = JSON.parse(text);
    if (typeof body.code === "string") return new PlazaError(body, response.status, seconds);
  } catch {
    // What stands between the client and Plaza has pages of its own.
  }
  return new PlazaError({ code: "UNAVAILABLE", message: response.statusText || text }, response.status, seconds);
}

/** Milliseconds after which a call that failed is made again; null if it is not. */
function waitAfter(error: PlazaError, isSafe: boolean, attempt: number): number | null {
  if (!error.isTemporary) return null;
  // What was too much was not done; of the rest nobody knows.
  if (error.status !== 429 && !isSafe) return null;
  if (error.retryAfter === null) return error.status === 429 ? null : backoff(attempt);
  return error.retryAfter > patience ? null : error.retryAfter * 1000 + backoff(0);
}
