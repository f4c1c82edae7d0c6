/**
 * How good home_feed is at what people really took, on two logs of real sites, beside what else could be done with them.
 * Run: node bench/feed-quality/real.ts <data folder> [every]: the folder holds movietweetings-100k and
 * barrapunto-discussions (README.md says where to have them from); every `every`th event is judged, 10 if not given.
 */
import { join } from "node:path";
import { printTable } from "../realtime/figures.ts";
import { type Log, readBarrapunto, readMovieTweetings } from "./logs.ts";
import { factorNames, shippedWeights, withPlaza } from "./plaza.ts";
import { figuresOf, placeOf, seededRandom } from "./ranking.ts";
import { type Moment, replay } from "./replay.ts";
import { fitWeights, scoreOf } from "./softmax.ts";

/** What a log can say something about: the others are 0 in it, or stand for something that it lacks. */
const judged = ["fresh", "heat", "taste", "author", "topics"];

const [dataFolder, every = "10"] = process.argv.slice(2);
if (!dataFolder) throw new Error("Which folder holds the data?");

interface Replayed {
  log: Log;
  bar: number;
  moments: Moment[];
}

const replayed: Replayed[] = [];
let factors: string[] = [];
let shipped = { weights: [] as number[], temperature: 0 };
const logs = [
  { log: readMovieTweetings(join(dataFolder, "movietweetings-100k")), bar: 0.46, every: Number(every) },
  // It has four times as many events.
  { log: readBarrapunto(join(dataFolder, "barrapunto-discussions")), bar: 0.67, every: 4 * Number(every) },
];
await Promise.all(
  logs.map(({ log, bar, every }, place) =>
    withPlaza(async (sql) => {
      factors = await factorNames(sql);
      shipped = await shippedWeights(sql);
      replayed[place] = { log, bar, moments: await replay(sql, log, every) };
    }),
  ),
);

/** The first halves of logs as choices to learn from; each log counts the same. */
function choicesOf(some: Replayed[]) {
  return some.flatMap(({ moments }) => {
    const known = moments.filter(({ isSecondHalf, taken }) => !isSecondHalf && taken >= 0);
    return known.map(({ candidates, taken }) => ({
      taken,
      weight: 1 / known.length,
      factors: candidates.map((candidate) =>
        candidate.factors.map((value, place) => (judged.includes(factors[place] ?? "") ? value : 0)),
      ),
    }));
  });
}

const random = seededRandom(1);
const placeBy =
  (weights: number[], temperature = 0) =>
  ({ candidates, taken }: Moment) =>
    taken < 0
      ? Number.POSITIVE_INFINITY
      : placeOf(
          taken,
          candidates.map(
            ({ factors: own }) =>
              scoreOf(own, weights) -
              (temperature ? temperature * Math.log(-Math.log(random() * 0.999998 + 0.000001)) : 0),
          ),
        );

const shared = fitWeights(choicesOf(replayed));
const weightRows = [["shipped", ...shipped.weights.map((weight) => weight.toFixed(2))]];
weightRows.push(["fitted to both", ...shared.map((weight) => weight.toFixed(2))]);

for (const each of replayed) {
  const { log, bar, moments } = each;
  const own = fitWeights(choicesOf([each]));
  weightRows.push([`fitted to ${log.name}`, ...own.map((weight) => weight.toFixed(2))]);
  const halves = [false, true].map((isSecond) => moments.filter(({ isSecondHalf }) => isSecondHalf === isSecond));
  const judge = (name: string, place: (moment: Moment) => number) => [
    name,
    ...halves.flatMap((half) => {
      const { ndcg, hits } = figuresOf(half.map(place));
      return [ndcg.toFixed(3), hits.toFixed(3)];
    }),
  ];
  const without = (factor: string) => own.map((weight, place) => (factors[place] === factor ? 0 : weight));
  printTable(
    `${log.name}: ${halves.map(({ length }) => length).join(" and ")} events, bar ${bar}`,
    ["method", "first half NDCG@10", "HR@10", "second half NDCG@10", "HR@10"],
    [
      judge("Plaza, shipped weights", placeBy(shipped.weights)),
      judge("Plaza, shipped weights and chance", placeBy(shipped.weights, shipped.temperature)),
      judge("Plaza, weights fitted to both", placeBy(shared)),
      judge("Plaza, weights fitted to this log", placeBy(own)),
      ...judged.map((factor) => judge(`the same without ${factor}`, placeBy(without(factor)))),
      ...[...(moments[0]?.baselines.keys() ?? [])].map((name) =>
        judge(name, ({ baselines }) => baselines.get(name) as number),
      ),
    ],
  );
  const mean = (numbers: number[]) => (numbers.reduce((sum, number) => sum + number, 0) / numbers.length).toFixed(1);
  const share = (some: Moment[]) =>
    `${((100 * some.filter(({ taken }) => taken >= 0).length) / some.length).toFixed(1)} %`;
  printTable(
    `${log.name}: what the candidates lose`,
    ["half", "alive and unseen", "candidates of these", "hold what was taken"],
    halves.map((half, place) => [
      ["first", "second"][place] as string,
      mean(half.map(({ alive }) => alive)),
      mean(half.map(({ candidates }) => candidates.length)),
      share(half),
    ]),
  );
}
printTable("Weights", ["", ...factors], weightRows);
