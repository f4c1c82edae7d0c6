/**
 * Whether the hot calls cost more beside their floors than they did: compares the ratios of a run with bench/baseline.json.
 * Run: npm run bench:check [-- --only "send|react"] [-- --write]
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import postgres from "postgres";
import { WirePool } from "../../local/rest/wire/pool.ts";
import { hotPaths } from "./calls.ts";
import { compareWithFloor, type Figures } from "./compare.ts";
import { makeWorld } from "./world.ts";

/**
 * How far a figure may be above that of the baseline. Statements are counted, so they are the same in every run; entries of indexes and
 * bytes differ a little with the pages that happen to be split; processor time by that of the floor was from 2.4 to 3.1 for the same
 * send_message on two cores with a load of 15 to 20, and what costs more suffers more from cold caches.
 */
const bands = { statements: 1.0, indexInsertions: 1.05, walBytes: 1.1, processorRatio: 1.5 };
type Ratios = Record<keyof typeof bands, number>;

const file = new URL("../baseline.json", import.meta.url);
const { values } = parseArgs({
  options: { only: { type: "string", default: "" }, write: { type: "boolean", default: false } },
});

const ratiosOf = ({ product, floor, processorRatio }: Figures): Ratios => ({
  statements: product.statements,
  indexInsertions: product.indexInsertions,
  walBytes: floor.walBytes > 100 ? product.walBytes / floor.walBytes : 0,
  processorRatio,
});
const rounded = (ratios: Ratios): Ratios =>
  Object.fromEntries(Object.entries(ratios).map(([name, ratio]) => [name, Math.round(ratio * 100) / 100])) as Ratios;

const world = await makeWorld();
const admin = postgres(world.database.adminUrl, { max: 1, onnotice: () => {} });
const one = new WirePool(world.database.authenticatorUrl, 1);
try {
  const baseline: Record<string, Ratios> = JSON.parse(readFileSync(file, "utf8"));
  for (const path of hotPaths(world).filter(({ name }) => new RegExp(values.only).test(name))) {
    const figures = await compareWithFloor(path, { admin, one, many: [] }, { rounds: 7, calls: 60 });
    const now = rounded(ratiosOf(figures));
    if (values.write) {
      baseline[path.name] = now;
      continue;
    }
    const was = baseline[path.name];
    if (!was) {
      console.log(`?     ${path.name}: ${JSON.stringify(now)}; there is no baseline: npm run bench:check -- --write`);
      process.exitCode = 1;
      continue;
    }
    const worse = (Object.keys(bands) as (keyof Ratios)[]).filter(
      (figure) => now[figure] > was[figure] * bands[figure] + 0.05,
    );
    const told = worse.map((figure) => `${figure} ${now[figure]}, was ${was[figure]}`).join("; ");
    console.log(`${worse.length > 0 ? "WORSE" : "ok   "} ${path.name}: ${told || JSON.stringify(now)}`);
    if (worse.length > 0) process.exitCode = 1;
  }
  if (values.write) writeFileSync(file, `${JSON.stringify(baseline, null, 2)}\n`);
} finally {
  await Promise.all([one.close(), admin.end()]);
  await world.database.stop();
}
