import type { IncomingMessage, ServerResponse } from "node:http";
import type { Registry } from "prom-client";
import { isLocal } from "./client.ts";
import { pathOf } from "./paths.ts";

/**
 * `/metrics` of the gateway, `/metrics/realtime` and `/metrics/worker` of those parts, whose ports are others at every start: for
 * Prometheus on this machine. True when it has answered.
 */
export async function serveMetrics(
  registry: Registry,
  parts: Record<"realtime" | "worker", string>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (!isLocal(request) || (request.method !== "GET" && request.method !== "HEAD")) return false;
  const part = pathOf(request.url).slice("/metrics".length).replace(/^\//, "");
  if (part !== "" && !Object.hasOwn(parts, part)) return false;
  const text =
    part === "" ? await registry.metrics() : await metricsOf(parts[part as keyof typeof parts]).catch(() => undefined);
  // A part that is away has no figures, which Prometheus tells as up == 0.
  if (text === undefined) response.writeHead(503).end();
  else response.writeHead(200, { "content-type": registry.contentType }).end(text);
  return true;
}

async function metricsOf(url: string): Promise<string> {
  const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(5_000) });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.text();
}
