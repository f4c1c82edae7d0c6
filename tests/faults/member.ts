import { setTimeout as sleep } from "node:timers/promises";

/** What a member was answered: a refusal is an answer too. */
export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

export interface Api {
  url: string;
  key: string;
}

/** Somebody with an app that tries again, with the very same request, for as long as the network or the server fails. */
export class Member {
  readonly id: string;
  readonly token: string;
  readonly #api: Api;
  /** How often something failed and was tried again. */
  retries = 0;

  constructor(id: string, token: string, api: Api) {
    this.id = id;
    this.token = token;
    this.#api = api;
  }

  rpc(name: string, args: Record<string, unknown> = {}): Promise<Answer> {
    return this.#insist(`rest/v1/rpc/${name}`, "POST", args);
  }

  edge(path: string, body?: unknown): Promise<Answer> {
    return this.#insist(`functions/v1/${path}`, body === undefined ? "GET" : "POST", body);
  }

  async #insist(path: string, method: string, body: unknown): Promise<Answer> {
    for (; ; this.retries++) {
      try {
        const response = await fetch(`${this.#api.url}/${path}`, {
          method,
          headers: {
            apikey: this.#api.key,
            authorization: `Bearer ${this.token}`,
            "content-type": "application/json",
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          // Whoever hangs is given up: a frozen part must not hold an app.
          signal: AbortSignal.timeout(10_000),
        });
        const text = await response.text();
        if (response.status < 500) return { status: response.status, body: text ? JSON.parse(text) : {} };
      } catch {
        // A part is away, or the answer was cut off.
      }
      await sleep(150);
    }
  }
}
