import type { IncomingMessage, ServerResponse } from "node:http";
import { availableParallelism } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Caller } from "./caller.ts";
import { CatalogueReader } from "./catalogue.ts";
import { httpErrorOf } from "./database-errors.ts";
import { HttpError, sendError } from "./http-error.ts";
import { LiteProxy } from "./lite-proxy.ts";
import { ClientGoneError, readBody } from "./read-body.ts";
import { answerRpc, type RpcOptions } from "./rpc.ts";
import { argumentsOfBody, parseRpcRequest } from "./rpc-request.ts";
import { WirePool } from "./wire/pool.ts";

export type { Caller } from "./caller.ts";

export interface RestOptions {
  /** The login role `authenticator` (noinherit). */
  authenticatorUrl: string;
  /** Exposed schemas; the first is the default. */
  schemas: string[];
  /** Base URL of the lite process. */
  liteUrl: string;
  /** Shared with the lite process; signs what the gateway vouches for. */
  internalJwtSecret: string;
  maxBodyBytes: number;
  /** Connections of the RPC path at work at a time; without it two a core. */
  poolSize?: number;
  /** Rows that one response holds at most: `[api] max_rows` of config.toml. */
  maxRows?: number;
}

export interface Rest {
  /** Answers a request whose URL is as the client sent it (`/rest/v1/…`). Never rejects. */
  handle(request: IncomingMessage, response: ServerResponse, caller: Caller): Promise<void>;
  close(): Promise<void>;
  /**
   * Waits at the start (30 s at most) until Postgres has told which functions there are; afterwards it
   * tells whether Postgres answers now, and rejects if not.
   */
  ready(): Promise<void>;
}

/**
 * REST as PostgREST serves it. RPC with plain JSON goes straight to Postgres in one round trip, because it
 * is most of the traffic; everything else goes to the lite process.
 */
export function createRest(options: RestOptions): Rest {
  // Each has plans and caches of its own: more than the processors keep warm cost time instead of saving it. Calls that all wait for
  // one lock are no reason for the others to wait, so there are more if it takes long.
  const poolSize = options.poolSize ?? Math.min(Math.max(4, 2 * availableParallelism()), 16);
  const pool = new WirePool(options.authenticatorUrl, poolSize, options.poolSize ?? poolSize + 16);
  const catalogue = new CatalogueReader(options.authenticatorUrl, options.schemas);
  const rpcOptions: RpcOptions = { pool, catalogue, schemas: options.schemas, maxRows: options.maxRows ?? 1_000 };
  const lite = new LiteProxy(options);
  let started: Promise<void> | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse, caller: Caller): Promise<void> {
    requireKnownMethod(request.method);
    const rpc = parseRpcRequest(request);
    if (!rpc) return lite.forward(request, response, caller);
    if (rpc.method !== "POST") {
      return answerRpc(rpcOptions, request, response, caller, rpc, { kind: "query", values: rpc.query });
    }
    const body = await readBody(request, options.maxBodyBytes);
    const args = argumentsOfBody(body, rpc);
    if (!args) return lite.forward(request, response, caller, body);
    return answerRpc(rpcOptions, request, response, caller, rpc, args);
  }

  return {
    async handle(request, response, caller) {
      try {
        await answer(request, response, caller);
      } catch (error) {
        if (error instanceof ClientGoneError) {
          response.destroy();
          return;
        }
        const known = httpErrorOf(error, caller.role === "anon");
        if (!known) console.error(`REST failed on request ${caller.requestId}:`, error);
        sendError(response, known ?? internalError, request.method !== "HEAD");
      }
    },
    async ready() {
      started ??= startListening(catalogue).catch((error) => {
        started = undefined;
        throw error;
      });
      await started;
      await pool.transaction([{ sql: "select 1", values: [] }]);
    },
    async close() {
      lite.close();
      await Promise.all([pool.close(), catalogue.close()]);
    },
  };
}

const methods = ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"];

/** Lite takes every other one for GET: TRACE, PROPFIND, … */
function requireKnownMethod(method = ""): void {
  if (methods.includes(method)) return;
  const message = `Unsupported HTTP method: ${method}`;
  throw new HttpError(405, { code: "PGRST117", message }, { allow: methods.join(", ") });
}

const internalError = new HttpError(500, { code: "PGRSTX00", message: "Internal error" });

/** Postgres may be starting as well, so a refusal is not final until the deadline. */
async function startListening(catalogue: CatalogueReader): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      return await catalogue.start();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}
