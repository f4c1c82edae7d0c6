import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { Caller } from "./caller.ts";
import { HttpError } from "./http-error.ts";
import { mintInternalToken } from "./internal-token.ts";
import { bodyTooLarge, ClientGoneError, declaresTooLargeBody } from "./read-body.ts";

/** Above every statement_timeout, so that Postgres is the one to say that a query takes too long. */
const answerTimeoutMs = 30_000;

/** Headers that concern one hop only (RFC 9110, 7.6.1), or that must not leave the gateway. */
const notForwarded = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "authorization",
  "apikey",
  "cookie",
]);

export interface LiteProxyOptions {
  liteUrl: string;
  internalJwtSecret: string;
  maxBodyBytes: number;
}

/** Hands requests to the lite process, which serves the whole PostgREST dialect. */
export class LiteProxy {
  readonly #options: LiteProxyOptions;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(options: LiteProxyOptions) {
    this.#options = options;
  }

  /** Forwards a request and its answer; `body` is the body when it has been read already. */
  async forward(request: IncomingMessage, response: ServerResponse, caller: Caller, body?: Buffer): Promise<void> {
    const { maxBodyBytes, internalJwtSecret } = this.#options;
    if (declaresTooLargeBody(request, maxBodyBytes)) throw bodyTooLarge(maxBodyBytes);
    const token = await mintInternalToken(caller, internalJwtSecret);
    const answer = await this.#send(request, token, body);
    response.writeHead(answer.statusCode as number, forwardedHeaders(answer));
    // A client that leaves halfway ends the pipeline, and with it the request to lite.
    await pipeline(answer, response).catch(() => {});
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(request: IncomingMessage, token: string, body: Buffer | undefined): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const upstream = httpRequest(new URL(request.url ?? "/", this.#options.liteUrl), {
        agent: this.#agent,
        method: request.method,
        headers: {
          ...forwardedHeaders(request),
          authorization: `Bearer ${token}`,
          ...(body && { "content-length": body.length }),
        },
      });
      const giveUp = (error: HttpError | ClientGoneError) => {
        reject(error);
        upstream.destroy();
      };
      upstream.setTimeout(answerTimeoutMs, () => giveUp(timedOut()));
      upstream.on("response", resolve);
      upstream.on("error", (error) => reject(unavailable(error)));
      request.on("close", () => {
        if (!request.complete) giveUp(new ClientGoneError("The client closed the connection"));
      });
      if (body) {
        upstream.end(body);
        return;
      }
      let size = 0;
      request.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > this.#options.maxBodyBytes) giveUp(bodyTooLarge(this.#options.maxBodyBytes));
      });
      request.pipe(upstream);
    });
  }
}

function forwardedHeaders({ headers }: IncomingMessage): Record<string, string | string[]> {
  const forwarded: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    // Cross-origin headers are the gateway's business, whichever path a request takes.
    if (value !== undefined && !notForwarded.has(name) && !name.startsWith("access-control-")) {
      forwarded[name] = value;
    }
  }
  return forwarded;
}

const unavailable = (cause: Error) =>
  new HttpError(
    503,
    { code: "PGRST000", message: "The REST service is starting or away." },
    { "Retry-After": "1" },
    { cause },
  );

const timedOut = () =>
  new HttpError(504, { code: "PGRST003", message: "The REST service did not answer in time." }, { "Retry-After": "1" });
