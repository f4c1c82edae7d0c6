/** The worker process. DATABASE_URL: the role `postgres`. WORKER_PORT: loopback port of GET /health. */
import { createServer } from "node:http";
import { startWorker } from "./worker.ts";

const { DATABASE_URL, WORKER_PORT } = process.env;
if (!DATABASE_URL || !WORKER_PORT) throw new Error("DATABASE_URL and WORKER_PORT must be set.");

const say = (message: string, details: Record<string, unknown> = {}) =>
  console.log(JSON.stringify({ time: new Date().toISOString(), message, ...details }));

const worker = await startWorker(DATABASE_URL, say);

const health = createServer(async (_request, response) => {
  const healthy = await worker.isHealthy();
  response.writeHead(healthy ? 200 : 503, { "content-type": "application/json" });
  response.end(JSON.stringify({ status: healthy ? "ok" : "database unavailable" }));
});
health.listen(Number(WORKER_PORT), "127.0.0.1");
say("worker ready");

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, async () => {
    say("worker stopping", { signal });
    health.close();
    await worker.stop();
    process.exit(0);
  });
}
