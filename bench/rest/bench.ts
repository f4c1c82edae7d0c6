/**
 * What RPC costs: the rate of Postgres itself, of the RPC path over HTTP, and of lite, for the same call.
 * Run: node bench/rest/bench.ts [seconds a measurement] [rounds]
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { rpcStatement, settingsStatement } from "../../local/rest/rpc-statement.ts";
import { transactionSettings } from "../../local/rest/transaction-settings.ts";
import { WirePool } from "../../local/rest/wire/pool.ts";
import { freePorts } from "../../local/stack/ports.ts";
import { claims } from "./claims.ts";
import { startBenchDatabase } from "./database.ts";
import { openHttpClient } from "./http-client.ts";
import { type Measurement, measure } from "./measure.ts";

const seconds = Number(process.argv[2] ?? 4);
const rounds = Number(process.argv[3] ?? 2);
const databaseConnections = 4;
const httpConnections = 16;

const randomArguments = () => JSON.stringify({ owner: Math.floor(Math.random() * 10_000) });

function callWorkers(pool: WirePool, name: string): (() => Promise<void>)[] {
  const settings = transactionSettings(
    {
      role: "authenticated",
      claims,
      schema: "public",
      method: "POST",
      path: `/rpc/${name}`,
      headers: { host: "bench", "content-type": "application/json", "content-length": "14" },
      isReadOnly: true,
    },
    [["statement_timeout", "8s"]],
  );
  const called = {
    schema: "public",
    name,
    parameters: [{ name: "owner", type: "integer", isRequired: true, isVariadic: false }],
    returns: "json" as const,
    isVolatile: false,
    needsSession: false,
    settings: [],
  };
  return Array.from({ length: databaseConnections }, () => async () => {
    const call = rpcStatement(called, { kind: "object", names: ["owner"], json: randomArguments() }, 1_000);
    await pool.transaction([settingsStatement(settings), call]);
  });
}

async function httpWorkers(port: number, name: string, headers: Record<string, string>) {
  return Promise.all(
    Array.from({ length: httpConnections }, async () => {
      const client = await openHttpClient(port, `/rest/v1/rpc/${name}`, headers);
      return { call: () => client.post(randomArguments()), close: client.close };
    }),
  );
}

interface RestServer {
  port: number;
  process: ChildProcess;
}

async function measureHttp(rest: RestServer, name: string, headers: Record<string, string>): Promise<Measurement> {
  const workers = await httpWorkers(rest.port, name, headers);
  const calls = workers.map((worker) => worker.call);
  const measurement = await measure(calls, seconds, async () => {
    rest.process.send("cpu");
    const [{ user, system }] = (await once(rest.process, "message")) as [NodeJS.CpuUsage];
    return user + system;
  });
  for (const worker of workers) worker.close();
  return measurement;
}

const columns = ["calls/s", "p50 ms", "p95 ms", "p99 ms", "of (a)", "CPU µs", "server µs"];

function report(label: string, measurement: Measurement, base = measurement): void {
  const { rate, p50, p95, p99, machineCpu, serverCpu } = measurement;
  const ratio = `${((rate / base.rate) * 100).toFixed(0)} %`;
  const times = [p50, p95, p99].map((time) => time.toFixed(2));
  print(label, [Math.round(rate).toLocaleString("en"), ...times, ratio, machineCpu.toFixed(0), serverCpu.toFixed(0)]);
}

const print = (label: string, figures: string[]) =>
  console.log(label.padEnd(32), ...figures.map((figure) => figure.padStart(9)));

const database = await startBenchDatabase();
const children: ChildProcess[] = [];
const pool = new WirePool(database.authenticatorUrl, databaseConnections);
try {
  const [litePort] = (await freePorts(1)) as [number];
  const env = {
    DATABASE_URL: database.authenticatorUrl,
    INTERNAL_JWT_SECRET: "a secret of the benchmark that is long enough",
    LITE_PORT: String(litePort),
    LITE_URL: `http://127.0.0.1:${litePort}`,
    REST_SCHEMAS: "public",
  };
  const start = (path: string) => {
    const child = fork(new URL(path, import.meta.url), { env });
    children.push(child);
    return child;
  };
  const lite = start("../../local/rest/lite-server.ts");
  const server = start("server.ts");
  const [port] = (await once(server, "message")) as [number];
  const rest = { port, process: server };
  while (!(await fetch(`${env.LITE_URL}/health`).catch(() => undefined))?.ok) {
    if (lite.exitCode !== null) throw new Error("lite ended at once");
    await sleep(50);
  }
  print("", columns);
  for (let round = 0; round < rounds; round++) {
    for (const [language, name] of [
      ["plpgsql", "read_items"],
      ["sql", "read_items_sql"],
    ] as const) {
      const own = await measure(callWorkers(pool, name), seconds);
      report(`(a) Postgres alone, ${language}`, own);
      report(`(b) RPC over HTTP, ${language}`, await measureHttp(rest, name, {}), own);
      if (name === "read_items") {
        report(`(c) lite over HTTP, ${language}`, await measureHttp(rest, name, { Prefer: "handling=lenient" }), own);
      }
    }
  }
} finally {
  for (const child of children) {
    child.kill("SIGTERM");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }
  await pool.close();
  await database.stop();
}
