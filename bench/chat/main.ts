/**
 * Messages from sending to stored and received: Plaza's embedded stack beside a server that emits first and stores later.
 * Run: node bench/chat/main.ts [--seconds 5] [--rounds 3] [--rates 100,300,1000] [--only plaza] [--phases times,rates,clients,kills]
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
    rounds: { type: "string", default: "3" },
    rates: { type: "string", default: "100,300,1000" },
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
  const pids = async () => {
    const { parts } = plaza.stack.processes;
    return {
      Postgres: parts.postgres as number,
      "gateway, REST": parts.gateway as number,
      Realtime: parts.realtime as number,
      worker: parts.worker as number,
    };
  };
  const onPlaza = {
    // The event leaves with the commit, so what was received is stored.
    storeTimes: async ({ receiveTimes }: Run) => receiveTimes,
    storedPerSecond: async ({ received, seconds }: Run) => received / seconds,
  };
  const contenders: Contender[] = [
    { name: "Plaza", measure: measured(plaza.address, pids), ...onPlaza, stored: plaza.stored },
    {
      name: "floor",
      measure: measured({ ...plaza.address, call: "floor_message" }, pids),
      ...onPlaza,
      stored: (run) => plaza.stored(run, "floor_messages"),
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
      let ours = Number.NaN;
      for (const { name, measure, storeTimes } of contenders) {
        const run = await measure(rooms, { perSecond });
        const times = await storeTimes(run);
        const median = percentile(times, 0.5);
        if (name === "Plaza") ours = median;
        rows.push([
          `${perSecond}/s`,
          name,
          latencyText(run.receiveTimes),
          latencyText(times),
          `${run.received} of ${run.sent}`,
          name === "Plaza" ? "" : `Plaza / ${name} = ${(ours / median).toFixed(2)}`,
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
        "received of sent",
        "stored p50",
        "load average",
      ],
      rows,
    );
  }

  /** In turns, as many rounds as there are to be: each ratio is of two neighbours. */
  async function compareRates(what: string, rooms: Room[]): Promise<void> {
    const rows: string[][] = [];
    const costs: string[][] = [];
    const ratios = new Map<string, number[]>();
    const note = (what: string, ratio: number) => ratios.set(what, [...(ratios.get(what) ?? []), ratio]);
    for (let round = 1; round <= Number(values.rounds); round++) {
      let ours = Number.NaN;
      let inPostgres = Number.NaN;
      for (const { name, measure, storeTimes, storedPerSecond, stored } of contenders) {
        const run = await measure(rooms, { underWay: 32 });
        const times = await storeTimes(run);
        const rate = await storedPerSecond(run);
        const { rows: kept, different } = await stored(run.run);
        const postgres = run.cost.find((part) => part.name === "Postgres")?.microseconds ?? Number.NaN;
        if (name === "Plaza") [ours, inPostgres] = [rate, postgres];
        else {
          note(`stored a second, of the ${name}'s`, ours / rate);
          note(`processor time in Postgres, by the ${name}'s`, inPostgres / postgres);
        }
        rows.push([
          `${round}`,
          name,
          rateText(run.received / run.seconds),
          rateText(rate),
          latencyText(run.receiveTimes),
          latencyText(times),
          `${run.acknowledged} / ${run.received} / ${different}${kept === different ? "" : ` (${kept} rows)`}`,
          load(),
        ]);
        const total = run.cost.reduce((sum, { microseconds }) => sum + microseconds, 0);
        const each = run.cost.map((part) => `${part.name} ${part.microseconds.toFixed(0)}`).join(", ");
        costs.push([`${round}`, name, total.toFixed(0), each]);
      }
    }
    printTable(
      `As many as it takes, 32 always under way: ${what}`,
      [
        "round",
        "server",
        "received",
        "stored",
        "received, p50 / p95 / p99",
        "stored, p50 / p95 / p99",
        "acknowledged / received / stored",
        "load average",
      ],
      rows,
    );
    printTable(`Processor time a message, µs: ${what}`, ["round", "server", "all", "of which"], costs);
    printTable(
      `Ratios: ${what}`,
      ["what", "median", "rounds"],
      [...ratios].map(([name, all]) => [
        name,
        percentile(all, 0.5).toFixed(2),
        all.map((ratio) => ratio.toFixed(2)).join(" "),
      ]),
    );
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
