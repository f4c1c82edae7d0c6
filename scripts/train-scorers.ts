/**
 * Trains what private.score_text tells harm by, and writes it into a migration, and what is held out into another:
 * node scripts/train-scorers.ts <folder with the data sets> [migration] [migration of tests]. Without them it only says how good it would be.
 * A fifth of the texts is held out and only judged by.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCsv, readText } from "../bench/safety/data.ts";
import { area, type Example, isHeldOut, type Scorer, score, train } from "../media-worker/scorer/scorer.ts";
import { hashText, textSlots } from "../media-worker/scorer/text-slots.ts";

const [folder, migration, testMigration] = process.argv.slice(2) as [string, string?, string?];

const examples = (rows: Example[]): Example[] => [...new Map(rows.map((row) => [row.text, row])).values()];
const csv = (file: string, text: string, isHarmful: (row: Record<string, string>) => boolean) =>
  examples(readCsv(join(folder, file)).map((row) => ({ text: row[text] as string, harmful: isHarmful(row) })));

const tweets = csv("offensive-tweets-davidson/labeled_data.csv.gz", "tweet", (row) => row.class !== "2");
const comments = csv("toxicity-surge-en/toxicity_en.csv", "text", (row) => row.is_toxic === "Toxic");
const talk = csv("wiki-toxicity-testset/toxicity_nonfuzzed_testset.csv.gz", "comment", (row) => row.toxic === "True");
const messages = examples(
  readText(join(folder, "sms-spam/SMSSpamCollection.txt.gz"))
    .split("\n")
    .filter((line) => line.includes("\t"))
    .map((line) => ({ text: line.slice(line.indexOf("\t") + 1).trim(), harmful: line.startsWith("spam") })),
);

const sets = { tweets, comments, talk, messages };
/** Everyday texts of the other kinds are no spam, and everyday messages no abuse. */
const harmless = (rows: Example[]) => rows.filter((row) => !row.harmful);
const kinds = {
  abuse: {
    from: [...tweets, ...comments, ...talk, ...harmless(messages)],
    judgedBy: ["tweets", "comments", "talk"],
    severity: 2,
  },
  spam: { from: [...messages, ...harmless(comments), ...harmless(talk)], judgedBy: ["messages"], severity: 1 },
} as const;

const rows: string[] = [];
const tests: string[] = [];
for (const [kind, { from, judgedBy, severity }] of Object.entries(kinds)) {
  const begin = performance.now();
  const scorer = train(from.filter((example) => !isHeldOut(example.text)));
  const figures = judgedBy.map((set) => {
    const held = sets[set].filter((example) => isHeldOut(example.text));
    const scored = held.map((example) => ({ score: score(scorer, example.text), harmful: example.harmful }));
    return `${set} ${area(scored).toFixed(4)} (${held.length})`;
  });
  const harmlessScores = from
    .filter((example) => !example.harmful && isHeldOut(example.text))
    .map((example) => score(scorer, example.text));
  const threshold = quantile(harmlessScores, 0.999);
  console.log(
    `${kind}: area under the curve of held-out ${figures.join(", ")}; one in a thousand that are harmless is above ${threshold.toFixed(3)}; ` +
      `${((performance.now() - begin) / 1000).toFixed(1)} s`,
  );
  rows.push(row(kind, scorer, threshold, severity));
  tests.push(
    ...testsOf(judgedBy.flatMap((set) => sets[set])).map(
      ({ text, harmful }, n) => `('${kind}', ${n + 1}, ${harmful}, decode('${packed(text)}', 'base64'))`,
    ),
  );
}

if (migration)
  writeFileSync(
    migration,
    `-- Written by scripts/train-scorers.ts: what texts are judged by, learnt from data sets with a licence (see NOTICE).
insert into private.text_scorers (kind, scale, bias, threshold, severity, weights) values
${rows.join(",\n")}
on conflict (kind) do nothing;
`,
  );

if (testMigration)
  writeFileSync(
    testMigration,
    `-- Written by scripts/train-scorers.ts: the slots of texts that no scorer has learnt from, of data sets with a licence (see NOTICE).
insert into private.scorer_tests (kind, place, harmful, slots) values
${tests.join(",\n")}
on conflict (kind, place) do update set harmful = excluded.harmful, slots = excluded.slots;
`,
  );

/** Of the short ones that are held out two hundred that are harmful and two hundred that are not, always the same. */
function testsOf(all: Example[]): Example[] {
  const held = all
    .filter(({ text }) => text.length <= 300 && isHeldOut(text))
    .sort((one, other) => hashText(one.text) - hashText(other.text));
  return [true, false].flatMap((harmful) => held.filter((one) => one.harmful === harmful).slice(0, 200));
}

/** Two bytes a slot, the greater first. */
function packed(text: string): string {
  const slots = textSlots(text);
  const bytes = Buffer.alloc(2 * slots.length);
  for (const [n, slot] of slots.entries()) bytes.writeUInt16BE(slot, 2 * n);
  return bytes.toString("base64");
}

function row(kind: string, { bytes, scale, bias }: Scorer, threshold: number, severity: number): string {
  const lines = Buffer.from(bytes)
    .toString("base64")
    .match(/.{1,150}/g) as string[];
  return `('${kind}', ${scale}, ${bias}, ${threshold.toFixed(4)}, ${severity}, decode('\n${lines.join("\n")}\n', 'base64'))`;
}

function quantile(values: number[], share: number): number {
  return values.sort((one, other) => one - other)[Math.floor(values.length * share)] as number;
}
