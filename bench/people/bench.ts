/**
 * What it costs to find and to show people, and to sign in, among 10,000 and among 1,000,000.
 * Run: node bench/people/bench.ts [--scale 0.01] [--calls 200]
 */
import { parseArgs } from "node:util";
import { withConnection } from "../../local/postgres/connection.ts";
import { type ScratchDatabase, withScratchDatabase } from "../../local/schema/scratch-database.ts";
import { startScratchPostgres } from "../../tests/support/scratch-postgres.ts";
import { Api } from "./api.ts";
import { makeCalls, timeCalls } from "./calls.ts";
import { makeCrowd } from "./crowd.ts";
import { timeBcrypt, timeLogins } from "./login.ts";
import { personId } from "./person.ts";

const { values } = parseArgs({
  options: { scale: { type: "string", default: "1" }, calls: { type: "string", default: "200" } },
});
const sizes = [10_000, 1_000_000].map((people) => Math.round(people * Number(values.scale)));
const times = Number(values.calls);

const percentile = (durations: number[], share: number): number =>
  durations.toSorted((a, b) => a - b)[Math.floor(durations.length * share)] ?? Number.NaN;

/** Milliseconds by the name of what was measured. */
type Figures = Map<string, number[]>;

async function measure(database: ScratchDatabase, authenticatorUrl: string, people: number): Promise<Figures> {
  const figures: Figures = new Map();
  const note = (name: string, durations: number[]) => figures.set(name, [...(figures.get(name) ?? []), ...durations]);
  await withConnection(database.postgresUrl, async (sql) => {
    const callers = (
      await sql`
        select profile_id from private.locations
        where profile_id = any (${Array.from({ length: 300 }, (_, index) => personId(1 + ((index * 37) % people)))}::uuid[])`
    ).map((row) => row.profile_id as string);
    const api = await Api.open(authenticatorUrl);
    for (const call of await makeCalls(sql, people)) {
      const durations = await timeCalls(api, call, callers, times);
      note(`${call.group}: ${call.name}`, durations);
      note(`${call.group}, all of them`, durations);
    }
    await api.close();
    note("login", await timeLogins(sql, database.postgresUrl, people, Math.min(times, 100)));
  });
  return figures;
}

function report(measured: Figures[]): void {
  const titles = sizes.flatMap((people) => [`${people.toLocaleString("en")}: p50`, "p95"]);
  console.log(`\n${"milliseconds".padEnd(40)}${titles.map((title) => title.padStart(16)).join("")}      p95 ratio`);
  for (const name of [...(measured[0]?.keys() ?? [])].sort()) {
    const figures = measured.flatMap((figures) =>
      [0.5, 0.95].map((share) => percentile(figures.get(name) ?? [], share)),
    );
    const ratio = (figures[3] ?? Number.NaN) / (figures[1] ?? Number.NaN);
    console.log(
      `${name.padEnd(40)}${figures.map((figure) => figure.toFixed(2).padStart(16)).join("")}${ratio.toFixed(1).padStart(15)}`,
    );
  }
}

const server = await startScratchPostgres({
  fsync: "off",
  shared_buffers: "2GB",
  // Seeding: nothing that is measured writes enough to feel it.
  wal_level: "minimal",
  max_wal_senders: "0",
  max_replication_slots: "0",
  max_wal_size: "16GB",
  autovacuum: "off",
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
  const bcrypt = timeBcrypt(Math.min(times, 100));
  const login = measured.map((figures) => percentile(figures.get("login") ?? [], 0.5) / percentile(bcrypt, 0.5));
  console.log(
    `\none bcrypt comparison: p50 ${percentile(bcrypt, 0.5).toFixed(1)}, p95 ${percentile(bcrypt, 0.95).toFixed(1)} ms; login in multiples of it (p50): ${login.map((ratio) => ratio.toFixed(2)).join(", ")}`,
  );
} finally {
  await server.stop();
}
