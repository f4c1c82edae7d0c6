import { expect, test } from "vitest";
import { type Judged, learn } from "../../media-worker/scorer/learn.ts";
import { area, scoreOfSlots, seeded, train } from "../../media-worker/scorer/scorer.ts";
import { textSlots } from "../../media-worker/scorer/text-slots.ts";

const everyday = "we meet at the bridge tomorrow and bring a warm coat for the evening walk along the river".split(" ");
const rude = "you stupid filthy idiot shut up nobody likes a disgusting liar like that".split(" ");
const slang = "total zorblax grubnik behaviour from this snivvel fraznock again".split(" ");

const random = seeded(7);
const say = (words: string[], length = 7) =>
  Array.from({ length }, () => words[Math.floor(random() * words.length)]).join(" ");
const judged = (words: string[], harmful: boolean, count: number): Judged[] =>
  Array.from({ length: count }, () => ({ slots: [...textSlots(say([...words, ...everyday.slice(0, 5)]))], harmful }));

const shipped = train(
  Array.from({ length: 400 }, (_, n) => ({ text: say(n % 2 ? rude : everyday), harmful: n % 2 === 1 })),
);
const tests = [...judged(rude, true, 100), ...judged(everyday, false, 100)];
const slangTests = [...judged(slang, true, 100), ...judged(everyday, false, 100)];
const areaOf = (bytes: Uint8Array, texts: Judged[]) =>
  area(texts.map(({ slots, harmful }) => ({ score: scoreOfSlots({ ...shipped, bytes }, slots), harmful })));

test("decisions teach a scorer words that it did not know, and it knows the others as before", () => {
  const lessons = [...judged(slang, true, 200), ...judged(everyday, false, 200)];
  const learnt = learn(shipped, 0.9, lessons, tests) as Uint8Array;
  expect(areaOf(learnt, slangTests)).toBeGreaterThan(areaOf(shipped.bytes, slangTests));
  expect(areaOf(learnt, tests)).toBeGreaterThanOrEqual(areaOf(shipped.bytes, tests));
  expect(learn(shipped, 0.9, lessons, tests)).toEqual(learnt);
});

test("no weight goes far from where it was shipped", () => {
  const learnt = learn(shipped, 0.9, [...judged(slang, true, 900), ...judged(everyday, false, 900)], tests);
  const moves = [...(learnt as Uint8Array)].map((byte, slot) => Math.abs(byte - (shipped.bytes[slot] as number)));
  expect(Math.max(...moves)).toBeLessThanOrEqual(16);
});

test("decisions that turn everything around are not taken", () => {
  const lessons = [...judged(everyday, true, 500), ...judged(rude, false, 500)];
  expect(learn(shipped, 0.9, lessons, tests)).toBeUndefined();
});

test("a few decisions teach nothing", () => {
  expect(learn(shipped, 0.9, [...judged(slang, true, 20), ...judged(everyday, false, 20)], tests)).toBeUndefined();
});
