import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { type ScratchPostgres, startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { holdConnections } from "./connections.ts";
import { type Contender, contenders, publishableKey, secretKey } from "./contenders.ts";
import { bareReplicationRate, databaseLatencies, databaseRate, privateJoinRate } from "./database.ts";
import { fanOutRate, latencies } from "./fan-out.ts";
import { latencyText, percentile, printTable, rateText } from "./figures.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

// How long each measurement takes, and how often it is repeated: in turns, so that all meet the same weather.
const seconds = Number(process.env.BENCH_SECONDS ?? 3);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const heldConnections = Number(process.env.BENCH_CONNECTIONS ?? 10_000);

type Measure<Result> = (contender: Contender, server: ServerProcess) => Promise<Result>;

interface Running {
  contender: Contender;
  server: ServerProcess;
}

/** What `measure` gives over all rounds, for each of the servers. */
async function inTurns<Result>(running: Running[], measure: Measure<Result>) {
  const results = running.map((): Result[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { contender, server }] of running.entries()) {
      results[index]?.push(await measure(contender, server));
      await sleep(200);
    }
  }
  return running.map(({ contender }, index) => ({ name: contender.name, results: results[index] as Result[] }));
}

async function compareFanOut(running: Running[], members: number): Promise<void> {
  const measured = await inTurns(running, (contender, server) => fanOutRate(contender, server, members, seconds));
  const figures = measured.map(({ name, results }) => {
    const median = (values: number[]) => percentile(values, 0.5);
    const rate = median(results.map(({ perSecond }) => perSecond));
    return { name, rate, cpu: median(results.map(({ cpuMicroseconds }) => cpuMicroseconds)) };
  });
  const bare = figures.find(({ name }) => name === "bare ws")?.rate ?? Number.NaN;
  printTable(
    `Fan-out, one sender to ${members}`,
    ["server", "deliveries", "of bare ws", "processor time a delivery"],
    figures.map(({ name, rate, cpu }) => [name, rateText(rate), (rate / bare).toFixed(2), `${cpu.toFixed(2)} µs`]),
  );
}

async function compareLatency(running: Running[], members: number): Promise<void> {
  const measured = await inTurns(running, (contender, server) => latencies(contender, server, members, seconds));
  printTable(
    `Latency of a client broadcast to ${members}, 100 a second`,
    ["server", "p50 / p95 / p99"],
    measured.map(({ name, results }) => [name, latencyText(results.flat())]),
  );
}

async function measureDatabase(scratch: ScratchPostgres, plaza: ServerProcess): Promise<void> {
  const latency = await databaseLatencies(scratch, plaza, seconds);
  const rate = await databaseRate(scratch, plaza, seconds);
  const bare = await bareReplicationRate(scratch, seconds);
  const joins = await privateJoinRate(plaza, 1_000);
  printTable(
    "Database broadcast, one message a transaction",
    ["figure", "value"],
    [
      ["`realtime.send` to a member's socket, p50 / p95 / p99", latencyText(latency)],
      ["`realtime.send` to a member's socket, rate", rateText(rate)],
      ["bare insert to replication, rate", rateText(bare)],
      ["connecting and joining a private channel (a policy probe each), rate", rateText(joins)],
    ],
  );
}

async function compareHolding(start: (contender: Contender) => Promise<ServerProcess>): Promise<void> {
  const rows: string[][] = [];
  for (const contender of contenders) {
    const server = await start(contender);
    const { perSecond, memory, each } = await holdConnections(contender, server, heldConnections);
    rows.push([contender.name, rateText(perSecond), `${Math.round(memory / 1e6)} MB`, `${(each / 1e3).toFixed(1)} kB`]);
    await server.stop();
  }
  printTable(
    `${heldConnections.toLocaleString("en")} idle connections, each in a room of 100`,
    ["server", "connected and joined", "memory", "each"],
    rows,
  );
}

const scratch = await startScratchPostgres();
try {
  const start = (contender: Contender) =>
    startServer(contender.program, {
      DATABASE_URL_ADMIN: scratch.adminUrl,
      JWKS: '{"keys":[]}',
      PUBLISHABLE_KEY: publishableKey,
      SECRET_KEY: secretKey,
      // Measured is what the process can do, not what it may.
      TENANT_MAX_EVENTS_PER_SECOND: "1000000000",
    });
  const running: Running[] = [];
  for (const contender of contenders) running.push({ contender, server: await start(contender) });
  await sleep(1_000); // Plaza's database feed
  console.log(`${cpus().length} cores, Node ${process.version}, ${rounds} rounds of ${seconds} s, medians`);
  for (const members of [100, 1]) await compareFanOut(running, members);
  for (const members of [100, 1]) await compareLatency(running, members);
  await measureDatabase(scratch, (running[0] as Running).server);
  for (const { server } of running) await server.stop();
  await compareHolding(start);
} finally {
  await scratch.stop();
}
