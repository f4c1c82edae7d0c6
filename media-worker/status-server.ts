import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Worker } from "./worker.ts";

const loopback = /^(::ffff:)?127\.|^::1$/;
const digest = (text: string) => createHash("sha256").update(text).digest();

/** Figures are for whoever has the token; where there is none, for programs on this machine. */
const mayRead = ({ headers, socket }: IncomingMessage, token: string | undefined): boolean =>
  token === undefined
    ? loopback.test(socket.remoteAddress ?? "")
    : timingSafeEqual(digest(headers.authorization ?? ""), digest(`Bearer ${token}`));

/** GET /health: whether jobs are being served. GET /metrics: figures for Prometheus. */
export function statusServer(worker: Worker, metricsToken: string | undefined): Server {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === "/health") {
      const healthy = await worker.isHealthy();
      response.writeHead(healthy ? 200 : 503, { "content-type": "application/json" });
      response.end(JSON.stringify({ status: healthy ? "ok" : "database unavailable" }));
    } else if (request.url === "/metrics" && mayRead(request, metricsToken)) {
      const text = await worker.metrics.metrics();
      response.writeHead(200, { "content-type": worker.metrics.contentType }).end(text);
    } else {
      response.writeHead(404, { "content-type": "text/plain" }).end("There is nothing here.\n");
    }
  }
  return createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
}
