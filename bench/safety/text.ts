/**
 * What is found in texts, and what it costs: the terms and the scorers as they are shipped.
 * Run: node bench/safety/text.ts <data folder>
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Sql } from "postgres";
import { withConnection } from "../../local/postgres/connection.ts";
import { area, isHeldOut } from "../../media-worker/scorer/scorer.ts";
import { startBenchDatabase } from "../content/database.ts";
import { readCsv, readText } from "./data.ts";
import { type Case, readCases, wordLists } from "./hatecheck.ts";

const data = process.argv[2] as string;
const project = new URL("../../supabase/migrations/", import.meta.url);

const database = await startBenchDatabase();
try {
  await withConnection(database.postgresUrl, async (sql) => {
    const rows = readdirSync(project).filter((file) =>
      /_(word_lists|text_scorers|words_of_two_languages)\.sql$/.test(file),
    );
    for (const file of rows.sort()) await sql.unsafe(readFileSync(new URL(file, project), "utf8")).simple();
    await sql`analyze private.automod_terms`;
    await hateCheck(sql);
    await disguises(sql);
    await heldOut(sql);
    await times(sql);
  });
} finally {
  await database.stop();
}

interface Judgement {
  verdict: "allow" | "flag" | "block";
  scored: boolean;
}

async function judge(sql: Sql, texts: string[]): Promise<Judgement[]> {
  const judged: Judgement[] = [];
  for (let from = 0; from < texts.length; from += 2000)
    judged.push(
      ...(await sql<Judgement[]>`
        select said.verdict, exists (
          select from private.score_text(given.text) scored join private.text_scorers scorer using (kind) where scored.score >= scorer.threshold) as scored
        from unnest(${texts.slice(from, from + 2000)}::text[]) with ordinality given (text, place), private.automod_verdict(given.text) said
        order by given.place`),
    );
  return judged;
}

/** Shares in whole percent, by what a case tries: of the list alone, and of Plaza's terms, scorers and refusals. */
async function hateCheck(sql: Sql): Promise<void> {
  const cases = readCases(data);
  const isListed = wordLists(data);
  const judged = await judge(
    sql,
    cases.map(({ text }) => text),
  );
  const all = cases.map((one, n) => ({
    ...one,
    ...(judged[n] as Judgement),
    listed: isListed(one.language, one.text),
  }));
  const share = (rows: typeof all, is: (row: (typeof all)[number]) => boolean) =>
    rows.length === 0 ? "" : String(Math.round((100 * rows.filter(is).length) / rows.length));
  const columns = (rows: typeof all) => ({
    cases: rows.length,
    "list %": share(rows, (row) => row.listed),
    "terms %": share(rows, (row) => row.verdict !== "allow"),
    "scorers %": share(rows, (row) => row.scored),
    "ours %": share(rows, (row) => row.scored || row.verdict !== "allow"),
    "refused %": share(rows, (row) => row.verdict === "block"),
  });
  const by = (key: (one: Case) => string, rows = all) =>
    Object.fromEntries([...Map.groupBy(rows, key)].sort().map(([name, group]) => [name, columns(group)]));
  console.log("HateCheck in English, flagged or refused, by functional test (_nh: harmless)");
  console.table(
    by(
      (one) => one.functionality,
      all.filter((one) => one.language === "english"),
    ),
  );
  console.log("HateCheck in eleven languages, by functional test");
  console.table(by((one) => one.functionality));
  console.log("HateCheck by language");
  console.table(by((one) => `${one.language} ${one.functionality.endsWith("_nh") ? "harmless" : "hateful"}`));
  console.log("List | ours, in percent, by functional test and language");
  const languages = [...new Set(cases.map((one) => one.language))].sort();
  console.table(
    Object.fromEntries(
      [...Map.groupBy(all, (one) => one.functionality)].sort().map(([name, group]) => [
        name,
        Object.fromEntries(
          languages.map((language) => {
            const rows = group.filter((one) => one.language === language);
            return [
              language.slice(0, 7),
              `${share(rows, (row) => row.listed)} | ${share(rows, (row) => row.scored || row.verdict !== "allow")}`,
            ];
          }),
        ),
      ]),
    ),
  );
}

/** Every term of one word in letters, as if it were blocked, in each way to disguise it. */
async function disguises(sql: Sql): Promise<void> {
  const rows = await sql`
    with term as (
      select term from private.automod_terms where term ~ '^[a-z]{4,}$'
    ), disguised as (
      select term, way, written from term, lateral (values
        ('digits for letters', translate(term, 'aeiost', '431057')), ('signs for letters', translate(term, 'asi', '@$!')),
        ('spaced', regexp_replace(term, '(?<=.)(?=.)', ' ', 'g')), ('dotted', regexp_replace(term, '(?<=.)(?=.)', '.', 'g')),
        ('drawn out', regexp_replace(term, '([aeiou])', '\\1\\1\\1\\1', 'g')), ('zero width', regexp_replace(term, '(?<=.)(?=.)', chr(8203), 'g')),
        ('Cyrillic letters', translate(term, 'aeopcyx', 'аеорсух'))) spelling (way, written)
      where written <> term
    )
    select way, count(*)::int as spellings, round(100 * avg((
      strpos(private.squeezed(private.spellings('so ' || written || ' then')), private.folded_words(term)) > 0)::int), 1)::float as "found %"
    from disguised group by way order by way`;
  console.log("Disguised spellings of all terms of one word");
  console.table([...rows]);
}

async function heldOut(sql: Sql): Promise<void> {
  const tweets = readCsv(join(data, "offensive-tweets-davidson/labeled_data.csv.gz")).map((row) => ({
    text: row.tweet as string,
    harmful: row.class !== "2",
  }));
  const messages = readText(join(data, "sms-spam/SMSSpamCollection.txt.gz"))
    .split("\n")
    .filter((line) => line.includes("\t"))
    .map((line) => ({ text: line.slice(line.indexOf("\t") + 1).trim(), harmful: line.startsWith("spam") }));
  for (const [kind, all] of [
    ["abuse", tweets],
    ["spam", messages],
  ] as const) {
    const held = [...new Map(all.map((one) => [one.text, one])).values()].filter(({ text }) => isHeldOut(text));
    const scores = await sql<{ score: number; told: boolean }[]>`
      select scored.score, scored.score >= scorer.threshold as told
      from unnest(${held.map(({ text }) => text)}::text[]) with ordinality given (text, place),
        private.score_text(given.text) scored join private.text_scorers scorer using (kind)
      where kind = ${kind} order by place`;
    const told = held.filter((_, n) => scores[n]?.told);
    console.log(
      `${kind}: area under the curve ${area(held.map((one, n) => ({ score: scores[n]?.score as number, harmful: one.harmful }))).toFixed(4)} of ` +
        `${held.length} held-out texts; flagged ${told.length}, of which harmful ${told.filter((one) => one.harmful).length}`,
    );
  }
}

async function times(sql: Sql): Promise<void> {
  const texts = {
    "a message of 70 characters": "It is a truth universally acknowledged, that this is message number ",
    "5,000 characters, Latin": "It is a truth universally acknowledged, ".repeat(125),
    "5,000 characters, spaced": "a b ".repeat(1250),
    "5,000 characters, Han": "今天天气很好我们去公园散步吧".repeat(360).slice(0, 5000),
    "5,000 characters, Thai": "ไทย".repeat(1700).slice(0, 5000),
    "5,000 characters, Burmese": "မြန်မာ".repeat(900).slice(0, 5000),
    "5,000 characters, Hangul": "한국어".repeat(1700).slice(0, 5000),
  };
  const table: Record<string, Record<string, string>> = {};
  for (const [name, text] of Object.entries(texts)) {
    table[name] = {};
    for (const [column, call] of [
      ["terms, ms", "private.automod_verdict"],
      ["scorers, ms", "private.score_text"],
    ] as const) {
      let quickest = Infinity;
      for (let round = 0; round < 30; round++) {
        const [row] = await sql.unsafe<{ ms: number }[]>(
          `with began as materialized (select clock_timestamp() as at), done as materialized (
             select count(*) from began, generate_series(1, 20) n, ${call}($1 || n || to_char(began.at, 'US')))
           select extract(epoch from clock_timestamp() - began.at)::float8 * 50 as ms from began, done`,
          [text],
        );
        quickest = Math.min(quickest, row?.ms ?? Infinity);
      }
      (table[name] as Record<string, string>)[column] = quickest.toFixed(3);
    }
  }
  console.table(table);
}
