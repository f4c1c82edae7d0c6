import type { Sql } from "postgres";
import { hackerNews, news, type Story } from "./virality-data.ts";
import { load, replay, withVirality } from "./virality-replay.ts";
import { ring } from "./virality-ring.ts";
import { chooseThresholds, judge, median, type Verdicts } from "./virality-thresholds.ts";

/*
 * node bench/feed-quality/virality.ts <folder with hn-front-page and news-popularity-palestine> [hn|facebook|linkedin|ring …]
 *
 * Learns on the first half of each log (private.fit_virality), chooses the thresholds there, and reports the second half, which Plaza's
 * own function has judged moment by moment. docs/virality.md has the tables.
 */
const [folder, ...chosen] = process.argv.slice(2);
if (!folder) throw new Error("Which folder holds the logs?");
const wanted = (name: string) => chosen.length === 0 || chosen.includes(name);
const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
const row = (name: string, it: Verdicts) =>
  `| ${name} | ${it.f1.toFixed(3)} | ${it.precision.toFixed(3)} | ${it.recall.toFixed(3)} | ${percent(it.share)} | ${it.minutes.toFixed(0)} | ${percent(it.falseAlarms)} |`;

/** The first time a story gains so many people within an hour: the rule that anybody would write first. */
function naive(
  stories: Story[],
  first: number,
  end: number,
  viral: number,
  threshold: number,
  minutes: number,
): Verdicts {
  const flags = new Map<number, { minutes: number; people: number }>();
  for (let number = first; number < end; number++) {
    const { moments } = stories[number] as Story;
    let people = 0;
    for (const moment of moments) {
      people += moment.people;
      const recent = moments.filter(({ minute }) => minute <= moment.minute && minute > moment.minute - minutes);
      if (recent.reduce((sum, one) => sum + one.people, 0) >= threshold) {
        flags.set(number, { minutes: moment.minute, people });
        break;
      }
    }
  }
  return judge(stories, first, end, viral, flags);
}

async function run(
  sql: Sql,
  name: string,
  stories: Story[],
  viral: number,
  bounds: { share: number; falseAlarms: number },
  rules: number[],
) {
  const half = Math.floor(stories.length / 2);
  const people = stories.slice(0, half).flatMap((story) => story.moments);
  const exposure = people.reduce((sum, moment) => sum + moment.exposure, 0);
  // Views are counted so that people do something with one in twenty, as Plaza takes for usual.
  const viewsPerExposure = exposure > 0 ? people.reduce((sum, moment) => sum + moment.people, 0) / 0.05 / exposure : 0;
  await load(sql, stories, viewsPerExposure);
  const usual = stories
    .slice(0, 2000)
    .filter(({ final }) => final >= 3)
    .map(({ final }) => Math.log(final + 1));
  await sql`update private.virality_parameters set value = case name when 'viral_people' then ${viral} when 'usual_log_reach' then ${usual.reduce((sum, one) => sum + one, 0) / usual.length} else value end`;
  const [start, middle, end] = [stories[0], stories[half], stories.at(-1)].map(
    (story) => (story as Story).appeared,
  ) as [number, number, number];

  await replay(sql, start, middle, true);
  // Two days later everything of the first half is known.
  await sql`select private.grade_predictions(${new Date((middle + 2880) * 60_000).toISOString()})`;
  const [fit] = await sql`select private.fit_virality() as examples`;
  const { thresholds, verdicts } = await chooseThresholds(sql, stories, half, viral, bounds);
  for (const [parameter, value] of Object.entries(thresholds))
    await sql`update private.virality_parameters set value = ${value} where name = ${parameter}`;
  await replay(sql, middle, end + 10_000, false);

  const flags = new Map(
    (
      await sql`select ('x' || right(post_id::text, 8))::bit(32)::int - 1 as number, minutes::float8 as minutes, people::float8 as people from bench.flagged`
    ).map((flag) => [flag.number as number, { minutes: flag.minutes as number, people: flag.people as number }]),
  );
  console.log(
    `\n### ${name}: ${stories.length} posts, viral from ${viral}; learnt from ${fit?.examples} predictions; ${JSON.stringify(thresholds)}\n`,
  );
  console.log(
    "| rule | F1 | precision | recall | share of final | minute | false alarms |\n| --- | --- | --- | --- | --- | --- | --- |",
  );
  console.log(row("Plaza, first half (chosen here)", verdicts));
  console.log(row("Plaza, second half", judge(stories, half, stories.length, viral, flags)));
  for (const threshold of rules)
    console.log(
      row(`${threshold} within an hour, second half`, naive(stories, half, stories.length, viral, threshold, 60)),
    );

  console.log(
    `\n| age | predictions | median of abs ln(predicted / final) | median of abs(predicted / final - 1) | within the interval |\n| --- | --- | --- | --- | --- |`,
  );
  for (const age of [35, 75, 135, 255]) {
    const forecasts = await sql<{ number: number; predicted: number; low: number; high: number }[]>`
      select distinct on (post_id) ('x' || right(post_id::text, 8))::bit(32)::int - 1 as number, predicted::float8 as predicted, low::float8 as low, high::float8 as high
      from bench.forecast where minutes <= ${age} order by post_id, minutes desc`;
    // Of those that are still to be seen at that age.
    const alive = forecasts.flatMap((forecast) => {
      const story = stories[forecast.number] as Story;
      return forecast.number >= half && (story.moments.at(-1)?.minute ?? 0) >= age
        ? [{ ...forecast, final: story.final }]
        : [];
    });
    console.log(
      `| ${age} min | ${alive.length} | ${median(alive.map((one) => Math.abs(Math.log((one.predicted + 1) / (one.final + 1))))).toFixed(3)} | ${median(alive.map((one) => Math.abs(one.predicted / one.final - 1))).toFixed(3)} | ${percent(alive.filter((one) => one.final >= one.low && one.final <= one.high).length / alive.length)} |`,
    );
  }
  const learnt = await sql`select feature, weight::float8 as weight from private.virality_weights`;
  const errors = await sql`select age_step, deviation::float8 as deviation from private.reach_errors order by 1`;
  console.log(`\nweights: ${learnt.map((one) => `${one.feature} ${(one.weight as number).toFixed(2)}`).join(", ")}`);
  console.log(`deviations: ${errors.map((one) => (one.deviation as number).toFixed(2)).join(", ")}`);
}

if (wanted("hn")) {
  const stories = hackerNews(folder);
  await withVirality((sql) => run(sql, "Hacker News", stories, 234, { share: 0.16, falseAlarms: 1 }, [40, 60]));
}
for (const [name, network, rules] of [
  ["facebook", "Facebook", [40, 80]],
  ["linkedin", "LinkedIn", [8]],
] as const) {
  if (!wanted(name)) continue;
  const items = news(folder, network);
  // The twentieth part of what was ever shared.
  const shared = items
    .map(({ final }) => final)
    .filter((final) => final > 0)
    .sort((one, other) => one - other);
  await withVirality((sql) =>
    run(sql, network, items, shared[Math.floor(0.95 * shared.length)] as number, { share: 0.25, falseAlarms: 0.01 }, [
      ...rules,
    ]),
  );
}
if (wanted("ring")) await ring(hackerNews(folder));
