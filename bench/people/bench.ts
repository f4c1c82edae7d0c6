/**
 * What it costs to find and to show people, and to sign in, among 10,000 and among 1,000,000.
 * Run: node bench/people/bench.ts [--scale 0.01] [--calls 200]
 */
import { totalmem } from "node:os";
import { parseArgs } from "node:util";
import { withConnection } from "../../local/postgres/connection.ts";
import { startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { type ScratchDatabase, withScratchDatabase } from "../../local/schema/scratch-database.ts";
import { Api } from "./api.ts";
import { makeCalls, type Timing, timeCalls } from "./calls.ts";
import { makeCrowd } from "./crowd.ts";
import { timeBcrypt, timeLogins } from "./login.ts";
import { personId } from "./person.ts";

const { values } = parseArgs({
  options: { scale: { type: "string", default: "1" }, calls: { type: "string", default: "200" } },
});
const sizes = [10_000, 1_000_000].map((people) => Math.round(people * Number(values.scale)));
const times = Number(values.calls);

const percentile = (figures: number[], share: number): number =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length * share)] ?? Number.NaN;

/** Timings by the name of what was measured. */
type Figures = Map<string, Timing[]>;

async function measure(database: ScratchDatabase, authenticatorUrl: string, people: number): Promise<Figures> {
  const figures: Figures = new Map();
  const note = (name: string, timings: Timing[]) => figures.set(name, [...(figures.get(name) ?? []), ...timings]);
  await withConnection(database.postgresUrl, async (sql) => {
    const callers = (
      await sql`
        select profile_id from private.locations
        where profile_id = any (${Array.from({ length: 300 }, (_, index) => personId(1 + ((index * 37) % people)))}::uuid[])`
    ).map((row) => row.profile_id as string);
    const api = await Api.open(authenticatorUrl);
    for (const call of await makeCalls(sql, people)) {
      const timings = await timeCalls(api, call, callers, times);
      note(`${call.group}: ${call.name}`, timings);
      note(`${call.group}, all of them`, timings);
    }
    await api.close();
    const logins = await timeLogins(sql, database.postgresUrl, people, Math.min(times, 100));
    note(
      "login",
      logins.map((clock) => ({ clock })),
    );
    note(
      "login: one bcrypt comparison",
      timeBcrypt(Math.min(times, 100)).map((clock) => ({ clock })),
    );
  });
  return figures;
}

const clocks = (timings: Timing[] = []) => timings.map(({ clock }) => clock);
const cpus = (timings: Timing[] = []) => timings.flatMap(({ cpu }) => cpu ?? []);

function report(measured: Figures[]): void {
  const columns = sizes.flatMap((people) => [`${people.toLocaleString("en")}: p50`, "p95", "CPU p95"]);
  const line = (name: string, cells: string[]) =>
    console.log(name.padEnd(36) + cells.map((cell) => cell.padStart(15)).join(""));
  line("\nmilliseconds", [...columns, "CPU p95, ratio"]);
  for (const name of [...(measured[0]?.keys() ?? [])].sort()) {
    const timings = measured.map((figures) => figures.get(name));
    const figures = timings.flatMap((each) => [
      percentile(clocks(each), 0.5),
      percentile(clocks(each), 0.95),
      percentile(cpus(each), 0.95),
    ]);
    const ratio = percentile(cpus(timings[1]), 0.95) / percentile(cpus(timings[0]), 0.95);
    line(
      name,
      [...figures, ratio].map((figure) => (Number.isNaN(figure) ? "" : figure.toFixed(2))),
    );
  }
}

const server = await startScratchPostgres({
  settings: {
    fsync: "off",
    // As large a share of the memory as Postgres' manual advises; a million people have room in it.
    shared_buffers: `${Math.floor(totalmem() / 4 / 2 ** 20)}MB`,
    // Seeding: nothing that is measured writes enough to feel it.
    wal_level: "minimal",
    max_wal_senders: "0",
    max_replication_slots: "0",
    max_wal_size: "16GB",
    autovacuum: "off",
  },
});
try {
  const measured: Figures[] = [];
  for (const people of sizes) {
    console.log(`${people.toLocaleString("en")} people`);
    await withScratchDatabase(server, async (database) => {
      await makeCrowd(database, people, (step) => console.log(`  ${step}`));
      const url = database.postgresUrl.replace(/postgres:postgres@/, "authenticator:authenticator@");
      measured.push(await measure(database, url, people));
    });
  }
  report(measured);
  const median = (figures: Figures, name: string) => percentile(clocks(figures.get(name)), 0.5);
  const ratios = measured.map((figures) => median(figures, "login") / median(figures, "login: one bcrypt comparison"));
  console.log(`\na login takes ${ratios.map((ratio) => ratio.toFixed(2)).join(" and ")} bcrypt comparisons (p50)`);
} finally {
  await server.stop();
}
