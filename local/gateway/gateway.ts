import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { JSONWebKeySet } from "jose";
import { Console } from "../console/serve-console.ts";
import { Inbox } from "../inbox/inbox.ts";
import { serveInbox } from "../inbox/serve-inbox.ts";
import { createRest } from "../rest/handler.ts";
import { createTokenVerifier } from "./access-tokens.ts";
import { answerJson, refuse } from "./answers.ts";
import type { ApiKeys } from "./api-keys.ts";
import { authenticate, refusalByFunction } from "./authenticate.ts";
import { CallTimes } from "./call-times.ts";
import { type Client, clientIpOf, isLocal, requestIdOf, stampClient } from "./client.ts";
import { compressAnswer } from "./compress.ts";
import { applyCors } from "./cors.ts";
import { checkHealth, type HealthChecks, httpCheck, portCheck } from "./health.ts";
import { GatewayMetrics } from "./metrics.ts";
import { hintFor, isPlain, pathOf } from "./paths.ts";
import { forward, forwardUpgrade } from "./proxy.ts";
import { logRequest, print } from "./request-log.ts";
import { serveMetrics } from "./serve-metrics.ts";
import { closeWith, isUpgrade } from "./upgrades.ts";

/** An edge function behind the gateway. */
interface FunctionRoute {
  url: string;
  verifyJwt: boolean;
}

export interface GatewayOptions {
  /** The role `authenticator`, for the RPC fast path. */
  databaseUrl: string;
  schemas: string[];
  maxRows: number;
  internalJwtSecret: string;
  keys: ApiKeys;
  jwks: JSONWebKeySet;
  issuer: string;
  /** Where mails are put that nobody sends. */
  inboxFolder: string | undefined;
  /** Where the bundled admin console is kept. */
  consoleFolder: string;
  /** Where the parts listen. */
  urls: { rest: string; realtime: string; s3: string; worker: string };
  functions: Record<string, FunctionRoute>;
}

interface Route {
  prefix: string;
  /** The methods it knows; all of them if it passes them on. */
  methods?: string[];
  handle(request: IncomingMessage, response: ServerResponse, client: Client): void | Promise<void>;
}

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
  const functions = new Map(Object.entries(options.functions));
  const inbox = options.inboxFolder === undefined ? undefined : new Inbox(options.inboxFolder);
  const adminConsole = new Console(options.consoleFolder, options.keys.publishable);
  const verify = createTokenVerifier(options.jwks, options.issuer);
  const rest = createRest({
    authenticatorUrl: options.databaseUrl,
    schemas: options.schemas,
    maxRows: options.maxRows,
    liteUrl: urls.rest,
    internalJwtSecret: options.internalJwtSecret,
    maxBodyBytes: limits.rest.maxBodyBytes,
  });
  const callTimes = new CallTimes(options.databaseUrl, (...call) => metrics.note(...call));
  const checks: HealthChecks = {
    postgres: () => rest.ready(),
    rest: httpCheck(`${urls.rest}/health`),
    realtime: httpCheck(`${urls.realtime}/health`),
    s3: httpCheck(`${urls.s3}/health`),
    worker: httpCheck(`${urls.worker}/health`),
  };
  for (const [name, { url }] of functions) checks[`functions/${name}`] = portCheck(url);

  async function handleRest(request: IncomingMessage, response: ServerResponse, client: Client): Promise<void> {
    if (applyCors(request, response)) return;
    response.setHeader("cache-control", "no-store");
    response.setHeader("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
    const identity = await authenticate(request, { keys: options.keys, verify });
    if ("refused" in identity) {
      refuse(response, identity.refused, { message: identity.message, hint: identity.hint });
    } else if ("token" in identity) {
      const challenge = { "www-authenticate": 'Bearer error="invalid_token"' };
      answerJson(response, 401, { ...identity.token, details: null, hint: null }, challenge);
    } else {
      compressAnswer(request, response);
      await rest.handle(request, response, { ...identity, ...client });
    }
  }

  /** `/functions/v1/<name>/…` reaches the function as `/<name>/…`, as on Supabase. */
  async function handleFunction(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url as string).slice("/functions/v1".length);
    const route = functions.get(path.split(/[/?]/, 2)[1] as string);
    if (!route) {
      const hint = `The functions are ${[...functions.keys()].join(", ")}.`;
      if (!applyCors(request, response)) refuse(response, "FUNCTION_NOT_FOUND", { hint });
      return;
    }
    const refusal = route.verifyJwt && request.method !== "OPTIONS" && (await refusalByFunction(request, verify));
    if (refusal) {
      applyCors(request, response);
      refuse(response, refusal.code, refusal);
      return;
    }
    compressAnswer(request, response);
    forward(request, response, { url: route.url, path, ...limits.functions });
  }

  const pass =
    (url: string, limit: { maxBodyBytes: number; timeoutMs: number }): Route["handle"] =>
    (request, response) =>
      forward(request, response, { url, path: request.url as string, ...limit });

  /** A description of the API, made when it is first asked for. */
  const reference = (make: () => Promise<unknown>): Omit<Route, "prefix"> => {
    let made: Promise<unknown> | undefined;
    return {
      methods: ["GET", "HEAD"],
      handle: async (request, response) => {
        made ??= make();
        compressAnswer(request, response);
        answerJson(response, 200, await made, { "cache-control": "public, max-age=600" });
      },
    };
  };
  const { origin } = new URL(options.issuer);

  const routes: Route[] = [
    {
      prefix: "/functions/v1/openapi.json",
      ...reference(async () => (await import("../../client/reference/openapi.ts")).openApi(origin)),
    },
    {
      prefix: "/functions/v1/asyncapi.json",
      ...reference(async () => (await import("../../client/reference/asyncapi.ts")).asyncApi(origin)),
    },
    { prefix: "/rest/v1/", handle: handleRest },
    { prefix: "/functions/v1/", handle: handleFunction },
    { prefix: "/realtime/v1/", handle: pass(urls.realtime, limits.realtime) },
    { prefix: "/s3/", handle: pass(urls.s3, limits.s3) },
    {
      // The local inbox opens accounts, so it is for the machine's own user and no other web page: no CORS.
      prefix: "/dev/",
      handle: async (request, response) => {
        const isServed = isLocal(request) && inbox !== undefined && (await serveInbox(inbox, request, response));
        if (!isServed) refuse(response, "NOT_FOUND");
      },
    },
    {
      prefix: "/admin/",
      methods: ["GET", "HEAD"],
      handle: async (request, response) => {
        compressAnswer(request, response);
        if (!(await adminConsole.serve(request, response))) refuse(response, "NOT_FOUND");
      },
    },
    {
      prefix: "/auth/v1/.well-known/jwks.json",
      methods: ["GET", "HEAD"],
      handle: (_request, response) => {
        answerJson(response, 200, options.jwks, { "cache-control": "public, max-age=600" });
      },
    },
    {
      // For programs on this machine, like the inbox.
      prefix: "/metrics",
      handle: async (request, response) => {
        if (!(await serveMetrics(metrics.registry, urls, request, response))) refuse(response, "NOT_FOUND");
      },
    },
    {
      prefix: "/health",
      methods: ["GET", "HEAD"],
      handle: async (_request, response) => {
        const health = await checkHealth(checks);
        answerJson(response, health.status === "ok" ? 200 : 503, health);
      },
    },
  ];

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const client = { clientIp: clientIpOf(request), requestId: requestIdOf(request) };
    stampClient(request, client);
    logRequest(request, response, client.requestId);
    callTimes.watch(request, response);
    response.setHeader("x-request-id", client.requestId);
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("referrer-policy", "no-referrer");
    const path = pathOf(request.url);
    const route = routes.find(({ prefix }) => path.startsWith(prefix));
    if (route && !isPlain(path)) refuse(response, "INVALID_PATH");
    else if (!route) {
      if (!applyCors(request, response)) refuse(response, "NOT_FOUND", { hint: hintFor(path) });
    } else if (!route.methods) await route.handle(request, response, client);
    else if (applyCors(request, response)) return;
    else if (route.methods.includes(request.method ?? "")) await route.handle(request, response, client);
    else refuse(response, "METHOD_NOT_ALLOWED", {}, { allow: route.methods.join(", ") });
  }

  const server = createServer({
    keepAliveTimeout: 65 * second,
    headersTimeout: 15 * second,
    requestTimeout: 0,
    shouldUpgradeCallback: isUpgrade,
  });
  const metrics = new GatewayMetrics(server);
  server.on("request", (request, response) => {
    handle(request, response).catch((error) => {
      const requestId = request.headers["x-request-id"];
      console.error(
        JSON.stringify({ time: new Date().toISOString(), requestId, error: String(error?.stack ?? error) }),
      );
      refuse(response, "INTERNAL", { details: `request ${requestId}` });
    });
  });
  server.on("upgrade", (request, socket, head) => {
    // From here on the socket is ours, and an error that nobody listens for would end the process.
    socket.on("error", () => socket.destroy());
    const requestId = requestIdOf(request);
    stampClient(request, { clientIp: clientIpOf(request), requestId });
    const path = pathOf(request.url);
    print(`${request.method} ${path.slice(0, 200)} upgrade ${requestId}`);
    if (isPlain(path)) forwardUpgrade(request, socket, head, { url: urls.realtime, path: request.url as string });
    else closeWith(socket, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
  });
  // A connection on which nothing moves is somebody holding it open.
  server.setTimeout(300 * second);

  return {
    server,
    async close() {
      server.close();
      server.closeAllConnections();
      await callTimes.close();
      await rest.close();
    },
  };
}
