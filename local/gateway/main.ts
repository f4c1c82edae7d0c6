/** The gateway process. Every variable it needs is set by local/stack/parts.ts. */
import { createServer } from "node:net";
import { createGateway } from "./gateway.ts";

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must be set.`);
  return value;
}

const gateway = createGateway({
  databaseUrl: variable("DATABASE_URL"),
  schemas: variable("REST_SCHEMAS").split(","),
  maxRows: Number(variable("REST_MAX_ROWS")),
  internalJwtSecret: variable("INTERNAL_JWT_SECRET"),
  keys: { publishable: variable("PUBLISHABLE_KEY"), secret: variable("SECRET_KEY") },
  jwks: JSON.parse(variable("JWKS")),
  issuer: variable("JWT_ISSUER"),
  consoleFolder: variable("CONSOLE_FOLDER"),
  inboxFolder: process.env.INBOX_FOLDER,
  urls: {
    rest: variable("REST_URL"),
    realtime: variable("REALTIME_URL"),
    s3: variable("S3_URL"),
    worker: variable("WORKER_URL"),
  },
  functions: JSON.parse(variable("FUNCTIONS")),
});

const port = Number(variable("GATEWAY_PORT"));
const host = variable("GATEWAY_HOST");
const isEverywhere = host === "0.0.0.0" || host === "::";
// The stack's own parts use the loopback address, which the others may leave out.
gateway.server.listen(port, isEverywhere ? host : "127.0.0.1");
if (!isEverywhere && host !== "127.0.0.1") {
  createServer((socket) => gateway.server.emit("connection", socket)).listen(port, host);
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, async () => {
    await gateway.close();
    process.exit(0);
  });
}
