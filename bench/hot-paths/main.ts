/**
 * What the calls that an app makes most cost, each beside its floor: alternating in one run, so that the ratios hold on a busy machine.
 * Run: node bench/hot-paths/main.ts [--rounds 5] [--calls 400] [--connections 16] [--only send_message] [--json figures.json]
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
    connections: { type: "string", default: "16" },
    only: { type: "string", default: "" },
    json: { type: "string" },
  },
});

const world = await makeWorld();
const admin = postgres(world.database.adminUrl, { max: 1, onnotice: () => {} });
const one = new WirePool(world.database.authenticatorUrl, 1);
const many = new WirePool(world.database.authenticatorUrl, Number(values.connections));
try {
  const figures: Figures[] = [];
  for (const path of hotPaths(world).filter(({ name }) => name.includes(values.only))) {
    figures.push(
      await compareWithFloor(
        path,
        { admin, one, many },
        {
          rounds: Number(values.rounds),
          calls: Number(values.calls),
          connections: Number(values.connections),
        },
      ),
    );
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
      `calls a second, ${values.connections} connections`,
      "of the floor",
    ],
    figures.map(({ name, product, floor, processorRatio, rateRatio }) => [
      name,
      both(product.statements, floor.statements, 1),
      both(product.walBytes, floor.walBytes),
      both(product.indexInsertions, floor.indexInsertions, 1),
      both(product.answerBytes, floor.answerBytes),
      both(product.processor, floor.processor),
      processorRatio.toFixed(2),
      both(product.rate, floor.rate),
      rateRatio.toFixed(2),
    ]),
  );
  if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
} finally {
  await Promise.all([one.close(), many.close(), admin.end()]);
  await world.database.stop();
}
