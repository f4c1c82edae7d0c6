import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { JSONWebKeySet } from "jose";
import { Inbox } from "../inbox/inbox.ts";
import { serveInbox } from "../inbox/serve-inbox.ts";
import { createRest } from "../rest/handler.ts";
import { createTokenVerifier } from "./access-tokens.ts";
import { answerJson, refuse } from "./answers.ts";
import type { ApiKeys } from "./api-keys.ts";
import { authenticate } from "./authenticate.ts";
import { type Client, clientIpOf, isLocal, requestIdOf, stampClient } from "./client.ts";
import { applyCors } from "./cors.ts";
import { checkHealth, type HealthChecks, httpCheck } from "./health.ts";
import { forward, forwardUpgrade } from "./proxy.ts";

export interface GatewayOptions {
  /** The role `authenticator`, for the RPC fast path. */
  databaseUrl: string;
  schemas: string[];
  internalJwtSecret: string;
  keys: ApiKeys;
  jwks: JSONWebKeySet;
  issuer: string;
  /** Where mails are put that nobody sends. */
  inboxFolder: string | undefined;
  /** Where the parts listen. */
  urls: { rest: string; realtime: string; s3: string; worker: string; functions: Record<string, string> };
}

type Handler = (request: IncomingMessage, response: ServerResponse, client: Client) => void | Promise<void>;

const megabyte = 1024 * 1024;
const second = 1_000;
/** Bodies and silences that each path allows. The function limits are those of Supabase's edge runtime. */
const limits = {
  rest: { maxBodyBytes: megabyte },
  functions: { maxBodyBytes: 10 * megabyte, timeoutMs: 150 * second },
  realtime: { maxBodyBytes: 10 * megabyte, timeoutMs: 30 * second },
  // The guard bounds objects itself.
  s3: { maxBodyBytes: Number.MAX_SAFE_INTEGER, timeoutMs: 300 * second },
};

/** One HTTP server in front of everything, with the paths of `supabase start`. */
export function createGateway(options: GatewayOptions): { server: Server; close(): Promise<void> } {
  const { urls } = options;
  const inbox = options.inboxFolder === undefined ? undefined : new Inbox(options.inboxFolder);
  const verify = createTokenVerifier(options.jwks, options.issuer);
  const rest = createRest({
    authenticatorUrl: options.databaseUrl,
    schemas: options.schemas,
    liteUrl: urls.rest,
    internalJwtSecret: options.internalJwtSecret,
    maxBodyBytes: limits.rest.maxBodyBytes,
  });
  const checks: HealthChecks = {
    postgres: () => rest.ready(),
    rest: httpCheck(`${urls.rest}/health`),
    realtime: httpCheck(`${urls.realtime}/health`),
    s3: httpCheck(`${urls.s3}/health`),
    worker: httpCheck(`${urls.worker}/health`),
  };
  for (const [name, url] of Object.entries(urls.functions)) checks[`functions/${name}`] = httpCheck(url);

  async function handleRest(request: IncomingMessage, response: ServerResponse, client: Client): Promise<void> {
    if (applyCors(request, response)) return;
    const identity = await authenticate(request, { keys: options.keys, verify });
    if ("refused" in identity) {
      refuse(response, identity.refused, {}, { message: identity.message, hint: identity.hint });
    } else if ("token" in identity) {
      const challenge = { "www-authenticate": 'Bearer error="invalid_token"' };
      answerJson(response, 401, { ...identity.token, details: null, hint: null }, challenge);
    } else {
      await rest.handle(request, response, { ...identity, ...client });
    }
  }

  const pass =
    (url: string, limit: { maxBodyBytes: number; timeoutMs: number }): Handler =>
    (request, response) =>
      forward(request, response, { url, path: request.url as string, ...limit });

  const routes: [prefix: string, handler: Handler][] = [
    ["/rest/v1/", handleRest],
    ["/functions/v1/", (request, response) => forwardToFunction(request, response, urls.functions)],
    ["/realtime/v1/", pass(urls.realtime, limits.realtime)],
    ["/s3/", pass(urls.s3, limits.s3)],
    // The local inbox opens accounts, so it is for the machine's own user and no other web page: no CORS.
    [
      "/dev/",
      async (request, response) => {
        const isServed = isLocal(request) && inbox !== undefined && (await serveInbox(inbox, request, response));
        if (!isServed) refuse(response, "NOT_FOUND");
      },
    ],
    [
      "/auth/v1/.well-known/jwks.json",
      (request, response) => {
        if (!applyCors(request, response))
          answerJson(response, 200, options.jwks, { "cache-control": "public, max-age=600" });
      },
    ],
    [
      "/health",
      async (_request, response) => {
        const health = await checkHealth(checks);
        answerJson(response, health.status === "ok" ? 200 : 503, health);
      },
    ],
  ];

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const client = { clientIp: clientIpOf(request), requestId: requestIdOf(request) };
    stampClient(request, client);
    response.setHeader("x-request-id", client.requestId);
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("referrer-policy", "no-referrer");
    const route = routes.find(([prefix]) => request.url?.startsWith(prefix));
    if (route) await route[1](request, response, client);
    else if (!applyCors(request, response)) refuse(response, "NOT_FOUND");
  }

  const server = createServer({ keepAliveTimeout: 65 * second, headersTimeout: 15 * second, requestTimeout: 0 });
  server.on("request", (request, response) => {
    handle(request, response).catch((error) => {
      const requestId = request.headers["x-request-id"];
      console.error(
        JSON.stringify({ time: new Date().toISOString(), requestId, error: String(error?.stack ?? error) }),
      );
      refuse(response, "INTERNAL", {}, { details: `request ${requestId}` });
    });
  });
  server.on("upgrade", (request, socket, head) => {
    if (!request.url?.startsWith("/realtime/v1/")) {
      socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n");
      return;
    }
    stampClient(request, { clientIp: clientIpOf(request), requestId: requestIdOf(request) });
    forwardUpgrade(request, socket, head, { url: urls.realtime, path: request.url });
  });
  // A connection on which nothing moves is somebody holding it open.
  server.setTimeout(300 * second);

  return {
    server,
    async close() {
      server.close();
      server.closeAllConnections();
      await rest.close();
    },
  };
}

/** `/functions/v1/<name>/…` reaches the function as `/<name>/…`, as on Supabase. */
function forwardToFunction(
  request: IncomingMessage,
  response: ServerResponse,
  functions: Record<string, string>,
): void {
  const path = (request.url as string).slice("/functions/v1".length);
  const name = path.split(/[/?]/, 2)[1] as string;
  const url = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (url) forward(request, response, { url, path, ...limits.functions });
  else if (!applyCors(request, response)) refuse(response, "FUNCTION_NOT_FOUND");
}
