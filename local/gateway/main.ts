/** The gateway process. Every variable it needs is set by local/stack/parts.ts. */
import { createGateway } from "./gateway.ts";

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must be set.`);
  return value;
}

const gateway = createGateway({
  databaseUrl: variable("DATABASE_URL"),
  schemas: variable("REST_SCHEMAS").split(","),
  internalJwtSecret: variable("INTERNAL_JWT_SECRET"),
  keys: { publishable: variable("PUBLISHABLE_KEY"), secret: variable("SECRET_KEY") },
  jwks: JSON.parse(variable("JWKS")),
  issuer: variable("JWT_ISSUER"),
  inboxFolder: process.env.INBOX_FOLDER,
  urls: {
    rest: variable("REST_URL"),
    realtime: variable("REALTIME_URL"),
    s3: variable("S3_URL"),
    worker: variable("WORKER_URL"),
    functions: JSON.parse(variable("FUNCTION_URLS")),
  },
});
gateway.server.listen(Number(variable("GATEWAY_PORT")), "127.0.0.1");

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, async () => {
    await gateway.close();
    process.exit(0);
  });
}
