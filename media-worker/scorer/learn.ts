import { area, chance, type Scorer, scoreOfSlots, seeded, shuffled } from "./scorer.ts";

/** A text as its slots, and whether it is harmful. */
export interface Judged {
  slots: readonly number[];
  harmful: boolean;
}

/** How far a weight may go from where it was shipped, of 127 either way: no lesson turns what is known around. */
const farthest = 16;
/** Lessons of each kind without which nothing is learnt, and of those that are held out. */
const fewest = { learnt: 30, heldOut: 5 };

/**
 * Moves the weights of a scorer, as it is shipped, towards what moderators have decided. Always from the shipped ones, so that nothing adds up over
 * the nights, and the same lessons give the same weights. Returns them if they are no worse in anything, at the shipped tests and at the fifth of the
 * lessons that is held out; if need be a part of the way. Otherwise nothing.
 */
export function learn(shipped: Scorer, threshold: number, lessons: Judged[], tests: Judged[]): Uint8Array | undefined {
  const heldOut = lessons.filter(isHeldOut);
  const learnt = lessons.filter((lesson) => !isHeldOut(lesson));
  if (!isEnough(learnt, fewest.learnt) || !isEnough(heldOut, fewest.heldOut) || !isEnough(tests, 1)) return undefined;
  const moves = move(shipped, learnt);
  const before = { tests: quality(shipped, tests, threshold), heldOut: quality(shipped, heldOut, threshold) };
  for (const part of [1, 0.5, 0.25]) {
    const bytes = shipped.bytes.map((byte, slot) =>
      Math.min(255, Math.max(0, byte + Math.round(part * (moves[slot] as number)))),
    );
    const moved = { ...shipped, bytes };
    const after = { tests: quality(moved, tests, threshold), heldOut: quality(moved, heldOut, threshold) };
    if (isNoWorse(after.tests, before.tests) && isNoWorse(after.heldOut, before.heldOut)) return bytes;
  }
  return undefined;
}

/** By AdaGrad, as at first, but held to where each weight was. */
function move({ bytes, scale, bias }: Scorer, lessons: Judged[]): Float64Array {
  const moves = new Float64Array(bytes.length);
  const steps = new Float64Array(bytes.length).fill(0.1);
  const random = seeded(1);
  for (let pass = 0; pass < 5; pass++) {
    for (const { slots, harmful } of shuffled(lessons, random)) {
      const share = 1 / Math.sqrt(Math.max(slots.length, 1));
      let sum = 0;
      for (const slot of slots) sum += (bytes[slot] as number) - 128 + (moves[slot] as number);
      const error = (chance(bias + scale * sum * share) - (harmful ? 1 : 0)) * share;
      for (const slot of slots) {
        const slope = error + 1e-4 * (moves[slot] as number);
        steps[slot] = (steps[slot] as number) + slope * slope;
        const moved = (moves[slot] as number) - (4 * slope) / Math.sqrt(steps[slot] as number);
        moves[slot] = Math.min(farthest, Math.max(-farthest, moved));
      }
    }
  }
  return moves;
}

function quality(scorer: Scorer, judged: Judged[], threshold: number) {
  const scored = judged.map(({ slots, harmful }) => ({ score: scoreOfSlots(scorer, slots), harmful }));
  return {
    area: area(scored),
    found: scored.filter(({ score, harmful }) => harmful && score >= threshold).length,
    falseAlarms: scored.filter(({ score, harmful }) => !harmful && score >= threshold).length,
    loss: scored.reduce((sum, { score, harmful }) => sum - Math.log(Math.max(1e-9, harmful ? score : 1 - score)), 0),
  };
}

const isNoWorse = (after: ReturnType<typeof quality>, before: ReturnType<typeof quality>) =>
  after.area >= before.area &&
  after.found >= before.found &&
  after.falseAlarms <= before.falseAlarms &&
  after.loss <= before.loss;

/** A fifth, by what they say. */
const isHeldOut = ({ slots }: Judged) => slots.reduce((sum, slot) => sum + slot, 0) % 5 === 0;

const isEnough = (judged: Judged[], each: number) =>
  [true, false].every((harmful) => judged.filter((one) => one.harmful === harmful).length >= each);
