import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Cluster, initialiseCluster, spawnPostgres } from "../../local/postgres/cluster.ts";
import { databaseUrl, withConnection } from "../../local/postgres/connection.ts";
import { installPlatform, installRoles } from "../../local/postgres/platform.ts";
import { databaseAnswers } from "../../local/postgres/ready.ts";
import { freePorts } from "../../local/stack/ports.ts";
import {
  createIssuer,
  createTestClient,
  type Issuer,
  pause,
  publishableKey,
  secretKey,
  subscribe,
  until,
} from "./harness.ts";
import { connectRaw } from "./raw-client.ts";

// The process as the stack runs it, and a Postgres that can be killed under it.
const program = fileURLToPath(new URL("../../local/realtime/main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "plaza-realtime-"));
let cluster: Cluster;
let postgres: ChildProcess;
let realtime: ChildProcess;
let port: number;
let issuer: Issuer;
let adminUrl: string;

const url = () => `http://127.0.0.1:${port}`;

function startRealtime(): ChildProcess {
  return spawn(process.execPath, [program], {
    stdio: ["ignore", "ignore", "ignore"],
    env: {
      REALTIME_PORT: String(port),
      DATABASE_URL_ADMIN: adminUrl,
      JWKS: JSON.stringify(issuer.jwks),
      PUBLISHABLE_KEY: publishableKey,
      SECRET_KEY: secretKey,
      REPLICATION_RETRY_MS: "50",
    },
  });
}

async function healthy(): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    const response = await fetch(`${url()}/health`).catch(() => undefined);
    if (response?.status === 200) return;
    await pause(25);
  }
  throw new Error("Realtime did not become healthy.");
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(child, "exit");
  child.kill(signal);
  return (await exited)[0];
}

const send = (event: string) =>
  withConnection(adminUrl, (sql) => sql`select realtime.send('{}', ${event}, 'survivors')`);

beforeAll(async () => {
  const [databasePort, realtimePort] = (await freePorts(2)) as [number, number];
  port = realtimePort;
  chmodSync(folder, 0o755);
  cluster = {
    dataFolder: join(folder, "data"),
    port: databasePort,
    adminPassword: "admin",
    settings: { fsync: "off", shared_buffers: "32MB" },
  };
  adminUrl = databaseUrl({ port: databasePort, user: "supabase_admin", password: "admin" });
  issuer = await createIssuer();
  await initialiseCluster(cluster);
  // Before Postgres: the process has to wait for it.
  realtime = startRealtime();
  await pause(200);
  postgres = await spawnPostgres(cluster);
  await databaseAnswers(adminUrl);
  await withConnection(adminUrl, async (admin) => {
    await installRoles(admin, { postgres: "postgres", authenticator: "authenticator" });
    await installPlatform(admin);
  });
  await healthy();
});

afterAll(async () => {
  await kill(realtime, "SIGTERM");
  await kill(postgres, "SIGINT");
  rmSync(folder, { recursive: true, force: true });
});

test("clients come back by themselves after the server was killed, and hear again", async () => {
  const client = createTestClient(url(), "2.0.0", { key: secretKey });
  const joined = await subscribe(client, "survivors", { private: true });
  await send("before");
  await until(() => joined.broadcasts.length === 1);

  await kill(realtime, "SIGKILL");
  await until(() => joined.statuses.at(-1)?.status === "CHANNEL_ERROR");
  realtime = startRealtime();
  await healthy();
  await until(() => joined.statuses.at(-1)?.status === "SUBSCRIBED");
  await send("after");
  await until(() => joined.broadcasts.length === 2);
  expect(joined.broadcasts.map(({ event }) => event)).toEqual(["before", "after"]);
  expect(await joined.channel.track({ back: true })).toBe("ok");
  await client.realtime.disconnect();
});

test("a server that is told to stop says so, and clients come back to the next one", async () => {
  const client = createTestClient(url(), "2.0.0", { key: secretKey });
  const joined = await subscribe(client, "survivors", { private: true });
  const raw = await connectRaw(url());
  await raw.join("realtime:open");
  expect(await kill(realtime, "SIGTERM")).toBe(0);
  expect(raw.closed?.code).toBe(1012);
  expect(await raw.next("system")).toMatchObject({
    4: { extension: "system", status: "ok", message: "Server requested disconnect" },
  });
  realtime = startRealtime();
  await healthy();
  await until(() => joined.statuses.at(-1)?.status === "SUBSCRIBED");
  await client.realtime.disconnect();
});

test("while Postgres is away channels live and joins say why they fail; then all heals", async () => {
  const client = createTestClient(url(), "2.0.0", { key: secretKey });
  const before = await subscribe(client, "survivors", { private: true, broadcast: { self: true } });
  await before.channel.send({ type: "broadcast", event: "client", payload: {} });
  await until(() => before.broadcasts.length === 1);

  await kill(postgres, "SIGKILL");
  const raw = await connectRaw(url());
  for (const config of [{ private: true }, { private: false }]) {
    expect(await raw.join(`realtime:away-${config.private}`, config)).toMatchObject({
      4: {
        status: "error",
        response: {
          reason: "UnableToConnectToProject: Realtime was unable to connect to the project database",
        },
      },
    });
  }
  expect((await fetch(`${url()}/health`)).status).toBe(503);
  // What was allowed before still is: clients talk to each other without the database.
  await before.channel.send({ type: "broadcast", event: "client", payload: {} });
  await until(() => before.broadcasts.length === 2);
  // A token that cannot be checked again is a passing fault: the client is to join again.
  const token = await issuer.user("11111111-1111-4111-8111-111111111111", { role: "service_role" });
  raw.webSocket.close();

  postgres = await spawnPostgres(cluster);
  await databaseAnswers(adminUrl);
  await healthy();
  await send("healed");
  await until(() => before.broadcasts.length === 3);
  expect(before.broadcasts[2]?.event).toBe("healed");
  const after = await connectRaw(url());
  expect(await after.join("realtime:survivors", { private: true }, { access_token: token })).toMatchObject({
    4: { status: "ok" },
  });

  await kill(postgres, "SIGINT");
  const other = await issuer.user("22222222-2222-4222-8222-222222222222", { role: "service_role" });
  after.send([null, "t", "realtime:survivors", "access_token", { access_token: other }]);
  expect((await after.next("phx_error"))[4]).toEqual({});
  after.webSocket.close();
  postgres = await spawnPostgres(cluster);
  await databaseAnswers(adminUrl);
  await healthy();
  await client.realtime.disconnect();
});

test("a setting that is missing or wrong stops the process with its name", async () => {
  const broken = spawn(process.execPath, [program], {
    env: { REALTIME_PORT: "1" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const chunks: Buffer[] = [];
  broken.stderr.on("data", (chunk) => chunks.push(chunk));
  expect((await once(broken, "exit"))[0]).toBe(1);
  expect(Buffer.concat(chunks).toString()).toContain("DATABASE_URL_ADMIN is not set.");
});
