/** The worker process. Its variables are in .env.example. */
import { createServer } from "node:http";
import { startWorker } from "./worker.ts";

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must be set.`);
  return value;
}

const say = (message: string, details: Record<string, unknown> = {}) =>
  console.log(JSON.stringify({ time: new Date().toISOString(), message, ...details }));

const worker = await startWorker({
  databaseUrl: variable("DATABASE_URL"),
  storage: {
    endpoint: variable("S3_ENDPOINT"),
    region: variable("S3_REGION"),
    bucket: variable("S3_BUCKET"),
    accessKeyId: variable("S3_ACCESS_KEY_ID"),
    secretAccessKey: variable("S3_SECRET_ACCESS_KEY"),
    publicUrl: variable("MEDIA_BASE_URL"),
  },
  say,
});

const health = createServer(async (_request, response) => {
  const healthy = await worker.isHealthy();
  response.writeHead(healthy ? 200 : 503, { "content-type": "application/json" });
  response.end(JSON.stringify({ status: healthy ? "ok" : "database unavailable" }));
});
health.listen(Number(variable("WORKER_PORT")), "127.0.0.1");
say("worker ready");

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, async () => {
    say("worker stopping", { signal });
    health.close();
    await worker.stop();
    process.exit(0);
  });
}
