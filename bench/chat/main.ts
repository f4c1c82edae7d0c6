/**
 * Messages from sending to stored and received: Plaza's embedded stack beside a server that emits first and stores later.
 * Run: node bench/chat/main.ts [--seconds 5] [--rates 100,500,1000] [--only plaza] [--phases times,rates,clients,kills]
 */
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { latencyText, percentile, printTable, rateText } from "../realtime/figures.ts";
import { clientSeries } from "./client-series.ts";
import { Generator } from "./generator.ts";
import { killPeer, killPlaza } from "./kills.ts";
import type { Outcome, Plan } from "./load.ts";
import { peerLacks, startPeer } from "./peer.ts";
import { startPlaza } from "./plaza.ts";
import { costOfEach, processorTime } from "./processor-time.ts";
import type { Room } from "./side.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "5" },
    rates: { type: "string", default: "100,500,1000" },
    only: { type: "string", default: "" },
    phases: { type: "string", default: "times,rates,clients,kills" },
  },
});
const seconds = Number(values.seconds);
const phases = values.phases.split(",");
const rates = values.rates.split(",").map(Number);

type Run = Outcome & { run: string };

interface Contender {
  name: string;
  measure(rooms: Room[], pace: Plan["pace"]): Promise<Run & { cost: ReturnType<typeof costOfEach> }>;
  /** Milliseconds from sending to stored of each message of a run; as `receiveTimes` if that is when it was stored. */
  storeTimes(run: Run): Promise<number[]>;
  /** Messages stored a second, from the first to the last. */
  storedPerSecond(run: Run): Promise<number>;
  stored(run: string): Promise<{ rows: number; different: number }>;
}

const lacks = values.only === "plaza" ? "--only plaza" : peerLacks();
if (lacks) console.error(`\n*** The peer is SKIPPED: ${lacks}. ***\n`);
const plaza = await startPlaza();
const peer = lacks ? undefined : await startPeer();
const generator = new Generator();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop().finally(() => process.exit(1)));
try {
  const measured =
    (address: Plan["address"], pids: () => Promise<Record<string, number>>) =>
    async (rooms: Room[], pace: Plan["pace"]) => {
      await generator.run({ address, rooms, seconds: 1, pace }); // plans and caches
      const parts = { ...(await pids()), clients: generator.pid };
      const before = processorTime(parts);
      const outcome = await generator.run({ address, rooms, seconds, pace });
      return { ...outcome, cost: costOfEach(before, processorTime(parts), outcome.acknowledged) };
    };
  const contenders: Contender[] = [
    {
      name: "Plaza",
      measure: measured(plaza.address, async () => {
        const { parts } = plaza.stack.processes;
        return {
          Postgres: parts.postgres as number,
          "gateway, REST": parts.gateway as number,
          Realtime: parts.realtime as number,
          worker: parts.worker as number,
        };
      }),
      // The event leaves with the commit, so what was received is stored.
      storeTimes: async ({ receiveTimes }) => receiveTimes,
      storedPerSecond: async ({ received, seconds }) => received / seconds,
      stored: plaza.stored,
    },
  ];
  if (peer) {
    contenders.push({
      name: "peer",
      measure: measured(peer.address, peer.pids),
      async storeTimes({ run, acknowledged }) {
        await peer.drained(run, acknowledged, 20_000);
        return peer.storeTimes(run);
      },
      async storedPerSecond({ run, acknowledged }) {
        const { rows, seconds } = await peer.drained(run, acknowledged, 20_000);
        return rows / seconds;
      },
      stored: peer.stored,
    });
  }

  console.log(
    `${cpus().length} cores, Node ${process.version}, ${seconds} s each, ${new Date().toISOString().slice(0, 10)}`,
  );
  for (const [what, rooms, paces] of [
    ["one-to-one, 200 pairs", plaza.pairs, rates],
    ["a group of 100", [plaza.group], rates.map((rate) => rate / 10)],
  ] as const) {
    if (phases.includes("times")) await compareTimes(what, [...rooms], [...paces]);
    if (phases.includes("rates")) await compareRates(what, [...rooms]);
  }
  if (phases.includes("clients")) {
    printTable(
      "supabase-js on either side, one message after the other",
      ["figure", "p50 / p95 / p99"],
      (await clientSeries(plaza, 300)).map(({ name, times }) => [name, latencyText(times)]),
    );
  }
  if (phases.includes("kills")) await compareLosses();

  async function compareTimes(what: string, rooms: Room[], paces: number[]): Promise<void> {
    const rows: string[][] = [];
    for (const perSecond of paces) {
      const medians: number[] = [];
      for (const { name, measure, storeTimes } of contenders) {
        const run = await measure(rooms, { perSecond });
        const times = await storeTimes(run);
        medians.push(percentile(times, 0.5));
        rows.push([
          `${perSecond}/s`,
          name,
          latencyText(run.receiveTimes),
          latencyText(times),
          `${run.received} of ${run.acknowledged}`,
          medians.length > 1 ? `Plaza / peer = ${((medians[0] as number) / (medians[1] as number)).toFixed(2)}` : "",
          load(),
        ]);
      }
    }
    printTable(
      `From sending to received by all others, and to stored (for Plaza: stored and received): ${what}`,
      [
        "load",
        "server",
        "received, p50 / p95 / p99",
        "stored, p50 / p95 / p99",
        "received",
        "stored p50",
        "load average",
      ],
      rows,
    );
  }

  async function compareRates(what: string, rooms: Room[]): Promise<void> {
    const rows: string[][] = [];
    const costs: string[][] = [];
    const rate: number[] = [];
    for (const { name, measure, storeTimes, storedPerSecond, stored } of contenders) {
      const run = await measure(rooms, { underWay: 32 });
      const times = await storeTimes(run);
      rate.push(await storedPerSecond(run));
      const { rows: kept, different } = await stored(run.run);
      rows.push([
        name,
        rateText(run.received / run.seconds),
        rateText(rate.at(-1) as number),
        latencyText(run.receiveTimes),
        latencyText(times),
        `${run.acknowledged} / ${run.received} / ${different}${kept === different ? "" : ` (${kept} rows)`}`,
        rate.length > 1 ? `Plaza / peer = ${((rate[0] as number) / (rate[1] as number)).toFixed(2)}` : "",
        load(),
      ]);
      const total = run.cost.reduce((sum, { microseconds }) => sum + microseconds, 0);
      const each = run.cost.map((part) => `${part.name} ${part.microseconds.toFixed(0)}`).join(", ");
      costs.push([name, total.toFixed(0), each]);
    }
    printTable(
      `As many as it takes, 32 always under way: ${what}`,
      [
        "server",
        "received",
        "stored",
        "received, p50 / p95 / p99",
        "stored, p50 / p95 / p99",
        "acknowledged / received / stored",
        "stored",
        "load average",
      ],
      rows,
    );
    printTable(`Processor time a message, µs: ${what}`, ["server", "all", "of which"], costs);
  }

  async function compareLosses(): Promise<void> {
    const rows: string[][] = [];
    for (const part of ["realtime", "worker", "gateway", "postgres"]) {
      rows.push(["Plaza", part, ...(await killPlaza(plaza, generator, part))]);
    }
    if (peer) {
      rows.push(["peer", "worker", ...(await killPeer(peer, generator, plaza.pairs, "worker"))]);
      rows.push(["peer", "Redis", ...(await killPeer(peer, generator, plaza.pairs, "redis"))]);
      await peer.setAppendOnly(true);
      rows.push(["peer", "Redis with appendonly", ...(await killPeer(peer, generator, plaza.pairs, "redis"))]);
    }
    printTable(
      "Killed in the middle (SIGKILL), then brought back",
      ["server", "killed", "acknowledged", "stored", "lost", "stored twice"],
      rows,
    );
  }
} finally {
  await stop();
}

async function stop(): Promise<void> {
  generator.stop();
  await peer?.stop();
  await plaza.stop();
}

function load(): string {
  return (loadavg()[0] as number).toFixed(1);
}
