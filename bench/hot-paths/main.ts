/**
 * What the calls that an app makes most cost, each beside its floor: alternating in one run, so that the ratios hold on a busy machine.
 * Run: node bench/hot-paths/main.ts [--rounds 5] [--calls 400] [--connections 4,16] [--only "send|react"] [--json figures.json]
 */
import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import postgres from "postgres";
import { WirePool } from "../../local/rest/wire/pool.ts";
import { printTable } from "../realtime/figures.ts";
import { hotPaths } from "./calls.ts";
import { compareWithFloor, type Figures } from "./compare.ts";
import { makeWorld } from "./world.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    calls: { type: "string", default: "400" },
    connections: { type: "string", default: "4,16" },
    only: { type: "string", default: "" },
    json: { type: "string" },
  },
});

const world = await makeWorld();
const admin = postgres(world.database.adminUrl, { max: 1, onnotice: () => {} });
const one = new WirePool(world.database.authenticatorUrl, 1);
const many = values.connections.split(",").map((count) => ({
  connections: Number(count),
  pool: new WirePool(world.database.authenticatorUrl, Number(count)),
}));
try {
  const figures: Figures[] = [];
  for (const path of hotPaths(world).filter(({ name }) => new RegExp(values.only).test(name))) {
    const extent = { rounds: Number(values.rounds), calls: Number(values.calls) };
    figures.push(await compareWithFloor(path, { admin, one, many }, extent));
    console.error(`${path.name}: ${figures.at(-1)?.processorRatio.toFixed(2)}`);
  }
  const both = (product: number, floor: number, digits = 0) => `${product.toFixed(digits)} / ${floor.toFixed(digits)}`;
  printTable(
    `Each call / its floor, load average ${loadavg()[0]?.toFixed(1)}`,
    [
      "call",
      "statements",
      "WAL bytes",
      "index entries",
      "bytes of the answer",
      "processor µs, 1 connection",
      "ratio",
      ...many.flatMap(({ connections }) => [`calls a second, ${connections} connections`, "of the floor"]),
    ],
    figures.map(({ name, product, floor, processorRatio, rateRatios }) => [
      name,
      both(product.statements, floor.statements, 1),
      both(product.walBytes, floor.walBytes),
      both(product.indexInsertions, floor.indexInsertions, 1),
      both(product.answerBytes, floor.answerBytes),
      both(product.processor, floor.processor),
      processorRatio.toFixed(2),
      ...rateRatios.flatMap((ratio, which) => [
        both(product.rates[which] as number, floor.rates[which] as number),
        ratio.toFixed(2),
      ]),
    ]),
  );
  if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
} finally {
  await Promise.all([one.close(), ...many.map(({ pool }) => pool.close()), admin.end()]);
  await world.database.stop();
}
