/**
 * Whether the figures of who is active are exact: real logs of who did something when, counted as the reader of the log counts
 * them, beside the same figures from the file, person by person, in JavaScript and its own time zones.
 * Run: node bench/analytics/exact.ts <folder>; the folder's sets are described in README.md.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Sql } from "postgres";
import { withConnection } from "../../local/postgres/connection.ts";
import { startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { repositoryFolder } from "../../local/schema/command.ts";
import { loadSqlTree } from "../../local/schema/load-sql-tree.ts";
import { withScratchDatabase } from "../../local/schema/scratch-database.ts";
import { settings } from "./settings.ts";

/** Who did something, by number, and when: seconds since 1970. */
type Deed = [person: number, at: number];

const folder = process.argv[2];
if (!folder) throw new Error("Which folder? node bench/analytics/exact.ts <folder>");

const lines = (name: string) =>
  gunzipSync(readFileSync(join(folder, name)))
    .toString()
    .trim()
    .split("\n");
const ofCsv = (name: string, person: number, at: number, from = 0): Deed[] =>
  lines(name)
    .slice(1)
    .map((line) => line.split(","))
    .map((cells) => [Number(cells[person]), from + Math.floor(Number(cells[at]))]);

const logs: { name: string; file: string; read(): Deed[] }[] = [
  {
    name: "ratings of films, 2013",
    file: "movietweetings-100k/ratings.dat.gz",
    read: () =>
      lines("movietweetings-100k/ratings.dat.gz")
        .map((line) => line.split("::"))
        .map(([person, , , at]) => [Number(person), Number(at)]),
  },
  {
    name: "comments on a news site, 2006 to 2008",
    file: "barrapunto-discussions/comments.csv.gz",
    read: () => ofCsv("barrapunto-discussions/comments.csv.gz", 3, 4),
  },
  {
    name: "front page stories, 2020 to 2022",
    file: "hn-front-page/front_page_a.csv.gz",
    read: () => ["a", "b"].flatMap((part) => ofCsv(`hn-front-page/front_page_${part}.csv.gz`, 1, 2)),
  },
  {
    name: "cascades of retweets, told as of a night when clocks change",
    file: "retweet-cascades-auspol/cascades.csv.gz",
    read: () => ofCsv("retweet-cascades-auspol/cascades.csv.gz", 3, 1, Date.UTC(2020, 3, 4, 12) / 1000),
  },
];

// Changes of clocks by an hour, by half an hour, and none; the first three are kept, the others made when they are asked for.
const zones = ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/New_York", "Asia/Kathmandu", "America/St_Johns"];
const kept = 3;
const quarter = 900;
const dayMs = 86_400_000;

const personId = (n: number) => `01930000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;

async function load(sql: Sql, deeds: Deed[]): Promise<void> {
  await sql`set session_replication_role = replica`;
  await sql`create temporary table deed (id uuid, happened_at timestamptz, place serial)`;
  const ordered = deeds.toSorted((one, other) => one[1] - other[1]);
  await sql`
    insert into deed (id, happened_at)
    select id, to_timestamp(at) from unnest(${ordered.map(([n]) => personId(n))}::uuid[], ${ordered.map(([, at]) => at)}::int[]) given (id, at)`;
  await sql`
    insert into private.accounts (id, username, email, phone, birth_date, created_at)
    select id, 'u' || number, number || '@example.com', '+49' || 1510000000 + number, '1990-01-01', first
    from (select id, min(happened_at) as first, row_number() over (order by id) as number from deed group by id) person`;
  await sql`
    insert into public.profiles (id, username, first_name, last_name, gender, created_at)
    select id, username, 'Robin', 'Number', 'other', created_at from private.accounts`;
  await sql`
    insert into private.engagement (happened_at, transaction_id, kind, actor_id)
    select happened_at, (3 + place / 1000)::text::xid8, 'comment', id from deed`;
  await sql`insert into private.kept_time_zones (time_zone) select unnest(${zones.slice(0, kept)}::text[])`;
  await sql`analyze`;
}

async function count(sql: Sql): Promise<void> {
  for (;;) {
    await sql`select private.learn_activity()`;
    const [left] = await sql`
      select exists (
        select from private.engagement where transaction_id >= (select place from private.engagement_readers where name = 'activity')) as any`;
    if (!left?.any) return;
  }
}

/** How many windows of any length and beginning are not counted as the file has them. */
async function wrongWindows(sql: Sql, deeds: Deed[], windows: number): Promise<number> {
  const quarters = deeds.map(([person, at]) => [person, Math.floor(at / quarter)] as const);
  const first = quarters.reduce((least, [, at]) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const length = quarters.reduce((most, [, at]) => Math.max(most, at), 0) - first + 1;
  let wrong = 0;
  for (let nth = 0; nth < windows; nth++) {
    const since = first - 100 + Math.floor(Math.random() * (length + 100));
    const until = since + 1 + Math.floor(Math.random() ** 3 * length);
    const truth = new Set(quarters.filter(([, at]) => at >= since && at < until).map(([person]) => person)).size;
    const [row] = await sql`select private.count_active(${since}, ${until})::int as people`;
    if (row?.people !== truth) wrong++;
  }
  return wrong;
}

/** Days since 1970 on which each person did something where a time zone holds, in order. */
function daysOf(deeds: Deed[], timeZone: string): number[][] {
  const calendar = new Intl.DateTimeFormat("en-CA", { timeZone });
  const byQuarter = new Map<number, number>();
  const days = new Map<number, Set<number>>();
  for (const [person, at] of deeds) {
    const key = Math.floor(at / quarter);
    let day = byQuarter.get(key);
    if (day === undefined) {
      day = Date.parse(calendar.format(new Date(at * 1000))) / dayMs;
      byQuarter.set(key, day);
    }
    const known = days.get(person) ?? new Set();
    days.set(person, known.add(day));
  }
  return [...days.values()].map((each) => [...each].sort((one, other) => one - other));
}

const figures = ["daily", "weekly", "monthly", "newcomers", "returned", "resurrected", "dormant"] as const;
type Figures = Record<(typeof figures)[number], number>;

/** The figures of each day, person by person, by their definitions. */
function byDefinition(people: number[][]): Map<number, Figures> {
  const all = new Map<number, Figures>();
  const at = (day: number) => {
    let known = all.get(day);
    if (!known) {
      known = { daily: 0, weekly: 0, monthly: 0, newcomers: 0, returned: 0, resurrected: 0, dormant: 0 };
      all.set(day, known);
    }
    return known;
  };
  for (const days of people) {
    const active = new Set(days);
    const within = (from: number, to: number) => {
      for (let day = from; day <= to; day++) if (active.has(day)) return true;
      return false;
    };
    const seen = new Set<number>();
    for (const day of days)
      for (let later = day; later <= day + 30; later++) {
        if (seen.has(later)) continue;
        seen.add(later);
        const figure = at(later);
        if (active.has(later)) {
          figure.daily++;
          const lately = within(later - 30, later - 1);
          if (later === days[0]) figure.newcomers++;
          if (lately) figure.returned++;
          if (later !== days[0] && !lately) figure.resurrected++;
        }
        if (within(later - 6, later)) figure.weekly++;
        if (within(later - 29, later)) figure.monthly++;
        else if (active.has(later - 30)) figure.dormant++;
      }
  }
  return all;
}

/** How many figures of days are looked at, and how many are wrong. */
async function compareDays(sql: Sql, deeds: Deed[], timeZone: string): Promise<[looked: number, wrong: number]> {
  const truth = byDefinition(daysOf(deeds, timeZone));
  const first = Math.min(...truth.keys()) - 2;
  const last = Math.max(...truth.keys()) + 2;
  let [looked, wrong] = [0, 0];
  for (let since = first; since <= last; since += 400) {
    const rows = await sql`
      select day - date '1970-01-01' as day, daily::int, weekly::int, monthly::int, newcomers::int, returned::int, resurrected::int, dormant::int
      from private.users_of_days((${timeZone}, date '1970-01-01' + ${since}::int, date '1970-01-01' + ${Math.min(last, since + 399)}::int, 'all')::private.asked_days)`;
    for (const row of rows)
      for (const figure of figures) {
        looked++;
        if (row[figure] !== (truth.get(row.day)?.[figure] ?? 0)) wrong++;
      }
  }
  return [looked, wrong];
}

let mistakes = 0;
const server = await startScratchPostgres({ settings });
try {
  for (const { name, file, read } of logs) {
    if (!existsSync(join(folder, file))) {
      console.log(`${name}: ${file} is not there`);
      continue;
    }
    const deeds = read();
    await withScratchDatabase(server, async (database) => {
      await loadSqlTree(repositoryFolder, database.postgresUrl);
      await withConnection(database.adminUrl, (sql) => load(sql, deeds));
      await withConnection(database.postgresUrl, async (sql) => {
        await count(sql);
        const people = new Set(deeds.map(([person]) => person));
        console.log(
          `\n${name}: ${deeds.length.toLocaleString("en")} deeds of ${people.size.toLocaleString("en")} people`,
        );
        const compare = async (left: Deed[], note: string) => {
          const windows = 300;
          const wrong = await wrongWindows(sql, left, windows);
          console.log(`  ${note}${windows} windows of any length: ${wrong} wrong`);
          mistakes += wrong;
          for (const zone of zones) {
            const [looked, wrongDays] = await compareDays(sql, left, zone);
            console.log(`  ${note}days of ${zone}: ${looked.toLocaleString("en")} figures, ${wrongDays} wrong`);
            mistakes += wrongDays;
          }
        };
        await compare(deeds, "");
        const gone = new Set([...people].filter((_, place) => place % 10 === 0));
        await sql`delete from public.profiles where id = any (${[...gone].map(personId)}::uuid[])`;
        await compare(
          deeds.filter(([person]) => !gone.has(person)),
          `without ${gone.size} accounts that were deleted, `,
        );
      });
    });
  }
} finally {
  await server.stop();
}
console.log(mistakes === 0 ? "\nevery figure is exact" : `\n${mistakes} figures are wrong`);
process.exitCode = mistakes === 0 ? 0 : 1;
