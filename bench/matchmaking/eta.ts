/**
 * How good the times are that people are told when they have to wait: some hours of dating, played at many times their speed. People come when others once came to comment on a site (`comments.csv.gz`, by their gaps: bursts and lulls
 * are real), five women of ten or three; they wait until they lose patience, answer within seconds, and say yes by a coin.
 * Run: node bench/matchmaking/eta.ts <folder with comments.csv.gz> [people] [hours]
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import postgres from "postgres";
import { sweepPool } from "../../media-worker/matchmaking/sweep.ts";
import { makeCrowd, startDatabase } from "./crowd.ts";
import { quantile, randomNumbers, shuffled } from "./figures.ts";

const [folder, people = "2400", hours = "6"] = process.argv.slice(2);
if (!folder) throw new Error("Say in which folder comments.csv.gz is.");
const step = 5;
const random = randomNumbers(1);
const drawnWait = (mean: number) => -mean * Math.log(1 - random());

/** Seconds from the beginning at which people come, in the rhythm of the comments. */
function arrivals(count: number): number[] {
  const [header = "", ...lines] = gunzipSync(readFileSync(join(folder as string, "comments.csv.gz")))
    .toString()
    .trim()
    .split("\n");
  const column = header.split(",").findIndex((name) => /time|created|date/.test(name));
  const times = lines.map((line) => Number(line.split(",")[column])).sort((a, b) => a - b);
  const first = Math.floor(times.length / 3);
  const chosen = times.slice(first, first + count);
  const [begin, end] = [chosen[0] as number, chosen.at(-1) as number];
  return chosen.map((time) => ((time - begin) / (end - begin)) * Number(hours) * 3_600);
}

const database = await startDatabase();
const rows: Record<string, string | number>[] = [];
for (const womenOfTen of [5, 3]) {
  await makeCrowd(database, "two-sided", 3 * Number(people));
  const sql = postgres(database.adminUrl, { max: 2, onnotice: () => {}, prepare: false });
  await sql`drop table if exists public.bench_seekers`;
  await sql`create table public.bench_seekers as select * from private.match_tickets`;
  await sql`alter table public.bench_seekers drop column pool`;
  await sql`truncate private.match_tickets`;
  const everybody = await sql<
    { person_id: string; gender: string }[]
  >`select person_id, gender from public.bench_seekers`;
  const [women, men] = ["female", "male"].map((gender) =>
    shuffled(
      everybody.filter((person) => person.gender === gender),
      random,
    ).values(),
  );
  const columns = await sql<{ name: string }[]>`
    select column_name as name from information_schema.columns
    where table_schema = 'private' and table_name = 'match_tickets' and is_generated = 'NEVER'
      and column_name not in ('since', 'expires_at', 'eta_s', 'id')`;
  const copied = sql(columns.map(({ name }) => name));
  const come = arrivals(Number(people));
  const leaveAt = new Map<string, number>();
  const answerAt = new Map<string, number>();
  const proposals = new Map<string, number>();
  const waited = new Map<string, number>();
  const graded: { told: number; took: number }[] = [];
  let atOnce = 0;
  for (let clock = 0, next = 0; clock < Number(hours) * 3_600; clock += step) {
    // What happened is so much longer ago.
    const passed = `${step} seconds`;
    await sql`update private.match_tickets set since = since - ${passed}::interval, expires_at = expires_at - ${passed}::interval`;
    await sql`update private.match_proposals set made_at = made_at - ${passed}::interval, deadline = deadline - ${passed}::interval`;
    await sql`update private.match_exclusions set until = until - ${passed}::interval`;
    await sql`delete from private.match_proposals where made_at < now() - interval '35 minutes' and state <> 'open'`;
    for (; (come[next] ?? Infinity) <= clock; next++) {
      const person = ((random() * 10 < womenOfTen ? women : men)?.next().value ?? men?.next().value)
        ?.person_id as string;
      leaveAt.set(person, clock + drawnWait(900));
      proposals.set(person, 0);
      await sql`
        insert into private.match_tickets (${copied}) select ${copied} from public.bench_seekers where person_id = ${person}`;
      const [answer] = await sql`select private.match_at_once(${person}) ->> 'status' as status`;
      if (answer?.status === "proposed") atOnce++;
    }
    await sweepPool(sql, "compatible");
    const open = await sql`
      select id, low_id, high_id, low_eta_s, high_eta_s, low_waited_s, high_waited_s from private.match_proposals where state = 'open'`;
    for (const proposal of open) {
      if (!answerAt.has(proposal.id)) {
        answerAt.set(proposal.id, clock + 5 + drawnWait(8));
        for (const side of ["low", "high"]) {
          const person = proposal[`${side}_id`];
          const [told, took] = [proposal[`${side}_eta_s`], proposal[`${side}_waited_s`]];
          if (told !== null) graded.push({ told, took: Math.max(1, took) });
          if (proposals.get(person) === 0) waited.set(person, took);
          proposals.set(person, (proposals.get(person) ?? 0) + 1);
        }
      } else if ((answerAt.get(proposal.id) as number) <= clock) {
        const leavers = [proposal.low_id, proposal.high_id].filter(() => random() < 0.58);
        await sql`
          select private.end_proposal(proposal, 'declined', ${leavers.length > 0 ? leavers : [proposal.low_id, proposal.high_id]}::uuid[])
          from private.match_proposals proposal where id = ${proposal.id}`;
      }
    }
    const gone = [...leaveAt].filter(([, at]) => at <= clock).map(([person]) => person);
    for (const person of gone) leaveAt.delete(person);
    if (gone.length > 0)
      await sql`delete from private.match_tickets where person_id = any (${gone}::uuid[]) and proposal_id is null`;
  }
  const right = graded.filter(({ told, took }) => took >= told / 2 && took <= told * 1.5).length;
  rows.push({
    "women of ten": womenOfTen,
    people: Number(people),
    "proposed at once %": ((100 * atOnce) / Number(people)).toFixed(0),
    told: graded.length,
    "within half to one and a half %": ((100 * right) / graded.length).toFixed(0),
    "median wait s": quantile(
      graded.map(({ took }) => took),
      0.5,
    ).toFixed(0),
    "median told s": quantile(
      graded.map(({ told }) => told),
      0.5,
    ).toFixed(0),
    "never proposed %": (
      (100 * [...proposals.values()].filter((count) => count === 0).length) /
      Number(people)
    ).toFixed(0),
  });
  console.table(rows.slice(-1));
  if (process.env.DUMP)
    (await import("node:fs")).writeFileSync(`${process.env.DUMP}-${womenOfTen}.json`, JSON.stringify(graded));
  await sql.end();
}
await database.stop();
console.table(rows);
