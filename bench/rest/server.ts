/** REST behind the smallest HTTP server there is, so that the measurement is of REST and not of a gateway. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Caller, createRest } from "../../local/rest/handler.ts";
import { claims } from "./claims.ts";

const environment = (name: string) => process.env[name] as string;

const rest = createRest({
  authenticatorUrl: environment("DATABASE_URL"),
  schemas: ["public"],
  liteUrl: environment("LITE_URL"),
  internalJwtSecret: environment("INTERNAL_JWT_SECRET"),
  maxBodyBytes: 1_000_000,
});
const caller: Caller = { role: "authenticated", claims, clientIp: "127.0.0.1", requestId: "bench" };
await rest.ready();
const server = createServer((request, response) => rest.handle(request, response, caller));
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("message", () => process.send?.(process.cpuUsage()));
process.on("SIGTERM", () => process.exit(0));
