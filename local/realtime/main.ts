// The process, as the stack starts it. Required: REALTIME_PORT, DATABASE_URL_ADMIN (a superuser), JWKS (public keys),
// PUBLISHABLE_KEY, SECRET_KEY. Optional: JWT_ISSUER, REALTIME_PRIVATE_ONLY, and every variable of limits.ts.
import { limitsFrom } from "./limits.ts";
import { createRealtimeServer } from "./server.ts";

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set.`);
  return value;
}

const server = await createRealtimeServer({
  port: Number(required("REALTIME_PORT")),
  databaseUrl: required("DATABASE_URL_ADMIN"),
  jwks: JSON.parse(required("JWKS")),
  jwtIssuer: process.env.JWT_ISSUER || undefined,
  apiKeys: { publishable: required("PUBLISHABLE_KEY"), secret: required("SECRET_KEY") },
  limits: limitsFrom(process.env),
  privateOnly: process.env.REALTIME_PRIVATE_ONLY === "true",
});
console.error(`realtime: listening on 127.0.0.1:${server.port}`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void server.stop().then(() => process.exit(0)));
}
