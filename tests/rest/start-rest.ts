import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Sql } from "postgres";
import postgres from "postgres";
import { type ScratchPostgres, startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { type Caller, createRest, type RestOptions } from "../../local/rest/handler.ts";
import { freePorts } from "../../local/stack/ports.ts";

export const alice = "11111111-1111-4111-8111-111111111111";
export const bob = "22222222-2222-4222-8222-222222222222";

export interface TestRest {
  database: ScratchPostgres;
  /** A connection of the owner of the schema. */
  owner: Sql;
  restUrl: string;
  liteUrl: string;
  stop(): Promise<void>;
}

export const internalJwtSecret = "a secret of the tests that is long enough";

/** Stands for the gateway: the test says in a header who the caller is. */
export function callerOf(headers: NodeJS.Dict<string | string[]>): Caller {
  const [role = "anon", sub] = String(headers["x-test-caller"] ?? "anon").split(" ");
  delete headers["x-test-caller"];
  const claims = sub ? { role, sub, sid: "session", app_role: "user" } : { role };
  return { role: role as Caller["role"], claims, clientIp: "203.0.113.7", requestId: "test" };
}

export const asAnon = {};
export const asUser = (id: string) => ({ "x-test-caller": `authenticated ${id}` });
export const asService = { "x-test-caller": "service_role" };

export async function startLite(database: ScratchPostgres, port: number): Promise<ChildProcess> {
  const lite = spawn(process.execPath, [fileURLToPath(new URL("../../local/rest/lite-server.ts", import.meta.url))], {
    env: {
      LITE_PORT: String(port),
      DATABASE_URL: database.authenticatorUrl,
      REST_SCHEMAS: "public,analytics",
      INTERNAL_JWT_SECRET: internalJwtSecret,
    },
    stdio: "inherit",
  });
  for (;;) {
    if (lite.exitCode !== null) throw new Error("lite ended at once");
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
    if (answer?.ok) return lite;
    await sleep(50);
  }
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}

/** Postgres with the fixtures, the lite process, and REST behind a plain HTTP server. */
export async function startRest(
  options: Partial<RestOptions> & { withLite?: boolean; fixtures?: string[] } = {},
): Promise<TestRest> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    const database = await startScratchPostgres();
    stops.push(() => database.stop());
    const owner = postgres(database.postgresUrl, { max: 1, onnotice: () => {} });
    stops.push(() => owner.end());
    for (const fixture of ["fixture.sql", ...(options.fixtures ?? [])]) {
      await owner.unsafe(readFileSync(new URL(fixture, import.meta.url), "utf8")).simple();
    }
    const [litePort] = (await freePorts(1)) as [number];
    if (options.withLite !== false) {
      const lite = await startLite(database, litePort);
      stops.push(() => stopProcess(lite));
    }
    const liteUrl = `http://127.0.0.1:${litePort}`;
    const rest = createRest({
      authenticatorUrl: database.authenticatorUrl,
      schemas: ["public", "analytics"],
      liteUrl,
      internalJwtSecret,
      maxBodyBytes: 100_000,
      ...options,
    });
    stops.push(() => rest.close());
    const server = createServer((request, response) => rest.handle(request, response, callerOf(request.headers)));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    stops.push(async () => {
      server.closeAllConnections();
      server.close();
    });
    await rest.ready();
    const restUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/rest/v1`;
    return { database, owner, liteUrl, restUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
