import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "../context.ts";
import type { RealtimeHealth } from "../counters.ts";
import { Refusal } from "../refusal.ts";
import { requestUrl } from "../request-url.ts";
import { batchBroadcast } from "./batch-broadcast.ts";
import { metricsText } from "./metrics.ts";
import { rateHeaders } from "./rate.ts";
import { answer, HttpError } from "./response.ts";
import { singleBroadcast } from "./single-broadcast.ts";

const apiPath = /^(?:\/realtime\/v1)?\/api\/broadcast(?:\/([^/]+)\/events\/([^/]+))?\/?$/;

/** Serves everything that is not a WebSocket: broadcasts over HTTP, `/health`, and `/metrics` for Prometheus. */
export async function serveHttp(
  context: Context,
  health: () => RealtimeHealth,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const url = requestUrl(request);
    if (url.pathname === "/health") {
      const body = health();
      answer(response, body.status === "ok" ? 200 : 503, body);
      return;
    }
    if (url.pathname === "/metrics") {
      response
        .writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" })
        .end(metricsText(health()));
      return;
    }
    const target = apiPath.exec(url.pathname);
    if (!target) throw new HttpError(404, { error: "Not Found" });
    if (request.method === "OPTIONS") {
      answer(response, 204);
      return;
    }
    if (request.method !== "POST") throw new HttpError(405, { error: "Method Not Allowed" });
    await broadcast(context, request, url, target);
    answer(response, 202, undefined, rateHeaders(context));
  } catch (error) {
    answerError(context, response, error);
  }
}

async function broadcast(context: Context, request: IncomingMessage, url: URL, target: RegExpExecArray) {
  const [, topic, event] = target.map((part) => part && decoded(part));
  if (topic === undefined || event === undefined) return batchBroadcast(context, request);
  const isPrivate = url.searchParams.get("private") === "true";
  return singleBroadcast(context, request, { topic, event, isPrivate });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new HttpError(400, { error: "The path is not valid" });
  }
}

function answerError(context: Context, response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return;
  if (error instanceof HttpError) {
    // Who sends too much is not to go on.
    const headers = error.status === 413 ? { connection: "close" } : {};
    answer(response, error.status, error.body, { ...rateHeaders(context), ...headers });
  } else if (error instanceof Refusal) {
    answer(response, 503, { message: error.message });
  } else {
    context.log(`request failed: ${String(error)}`);
    answer(response, 500, { message: "Internal Server Error" });
  }
}
