import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { startScratchPostgres } from "../../tests/support/scratch-postgres.ts";
import { holdConnections } from "./connections.ts";
import { type Contender, contenders, publishableKey, secretKey } from "./contenders.ts";
import { bareReplicationRate, databaseLatencies, databaseRate, privateJoinRate } from "./database.ts";
import { fanOutRate, latencies } from "./fan-out.ts";
import { latencyText, percentile, printTable, rateText } from "./figures.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

// How long each measurement takes and how often it is repeated, in turns, so that all meet the same weather.
const seconds = Number(process.env.BENCH_SECONDS ?? 3);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const heldConnections = Number(process.env.BENCH_CONNECTIONS ?? 10_000);

const scratch = await startScratchPostgres();
const environment = {
  DATABASE_URL_ADMIN: scratch.adminUrl,
  JWKS: '{"keys":[]}',
  PUBLISHABLE_KEY: publishableKey,
  SECRET_KEY: secretKey,
  // Measured is what the process can do, not what it may.
  TENANT_MAX_EVENTS_PER_SECOND: "1000000000",
};
const start = (contender: Contender) => startServer(contender.program, environment);

const running: { contender: Contender; server: ServerProcess }[] = [];
for (const contender of contenders) {
  await start(contender).then(
    (server) => running.push({ contender, server }),
    () => console.log(`${contender.name} is left out: it is not installed (see the README).`),
  );
}
await sleep(1_000); // Plaza's database feed

console.log(`${cpus().length} cores, Node ${process.version}, ${rounds} rounds of ${seconds} s, medians`);

/** The median of what `measure` gives over all rounds, for every contender. */
async function inTurns<Result>(measure: (contender: Contender, server: ServerProcess) => Promise<Result>) {
  const results = running.map((): Result[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { contender, server }] of running.entries()) {
      results[index]?.push(await measure(contender, server));
      await sleep(200);
    }
  }
  return running.map(({ contender }, index) => ({ name: contender.name, results: results[index] ?? [] }));
}

for (const members of [100, 1]) {
  const rates = await inTurns((contender, server) => fanOutRate(contender, server, members, seconds));
  const median = (results: (typeof rates)[number]["results"], key: "perSecond" | "cpuMicroseconds") =>
    percentile(
      results.map((result) => result[key]),
      0.5,
    );
  const bare = rates.find(({ name }) => name === "bare ws");
  printTable(
    `Fan-out, one sender to ${members}`,
    ["server", "deliveries", "of bare ws", "processor time a delivery"],
    rates.map(({ name, results }) => [
      name,
      rateText(median(results, "perSecond")),
      bare ? (median(results, "perSecond") / median(bare.results, "perSecond")).toFixed(2) : "–",
      `${median(results, "cpuMicroseconds").toFixed(2)} µs`,
    ]),
  );
}

for (const members of [100, 1]) {
  const samples = await inTurns((contender, server) => latencies(contender, server, members, seconds));
  printTable(
    `Latency of a client broadcast to ${members}, 100 a second`,
    ["server", "p50 / p95 / p99"],
    samples.map(({ name, results }) => [name, latencyText(results.flat())]),
  );
}

const plaza = running[0]?.server as ServerProcess;
const databaseSample = await databaseLatencies(scratch, plaza, seconds);
const [throughPlaza, bareRate] = [
  await databaseRate(scratch, plaza, seconds),
  await bareReplicationRate(scratch, seconds),
];
printTable(
  "Database broadcast, one message a transaction",
  ["figure", "value"],
  [
    ["`realtime.send` to a member, p50 / p95 / p99", latencyText(databaseSample)],
    ["`realtime.send` to a member, rate", rateText(throughPlaza)],
    ["bare insert to replication, rate", rateText(bareRate)],
    ["private joins (connect, policy probe)", rateText(await privateJoinRate(plaza, 1_000))],
  ],
);
for (const { server } of running) await server.stop();

const held: string[][] = [];
for (const { contender } of running) {
  const server = await start(contender);
  const { perSecond, memory, each } = await holdConnections(contender, server, heldConnections);
  held.push([contender.name, rateText(perSecond), `${Math.round(memory / 1e6)} MB`, `${(each / 1e3).toFixed(1)} kB`]);
  await server.stop();
}
printTable(
  `${heldConnections.toLocaleString("en")} idle connections, each in a room of 100`,
  ["server", "connected and joined", "memory", "each"],
  held,
);
await scratch.stop();
