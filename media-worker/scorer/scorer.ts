import { hashText, slotCount, textSlots } from "./text-slots.ts";

export interface Example {
  text: string;
  harmful: boolean;
}

/** As a row of private.text_scorers. */
export interface Scorer {
  bytes: Uint8Array;
  scale: number;
  bias: number;
}

/** A fifth of all texts, always the same. */
export const isHeldOut = (text: string): boolean => (hashText(`held out ${text}`) >>> 0) % 5 === 0;

/** Logistic regression by AdaGrad over slots, then rounded to a byte a slot. The same examples give the same scorer. */
export function train(examples: Example[], passes = 10): Scorer {
  const inputs = examples.map(({ text, harmful }) => ({ slots: textSlots(text), wanted: harmful ? 1 : 0 }));
  const weights = new Float64Array(slotCount);
  const steps = new Float64Array(slotCount).fill(0.01);
  let bias = 0;
  const random = seeded(1);
  for (let pass = 0; pass < passes; pass++) {
    for (const { slots, wanted } of shuffled(inputs, random)) {
      const share = 1 / Math.sqrt(slots.length);
      let sum = bias;
      for (const slot of slots) sum += (weights[slot] as number) * share;
      const error = (chance(sum) - wanted) * share;
      bias -= 0.02 * error;
      for (const slot of slots) {
        const slope = error + 3e-4 * (weights[slot] as number);
        steps[slot] = (steps[slot] as number) + slope * slope;
        weights[slot] = (weights[slot] as number) - (0.15 * slope) / Math.sqrt(steps[slot] as number);
      }
    }
  }
  const scale = Math.max(1e-9, ...weights.map(Math.abs)) / 127;
  const bytes = Uint8Array.from(weights, (weight) => 128 + Math.round(weight / scale));
  return { bytes, scale, bias };
}

/** As private.score_text. */
export const score = (scorer: Scorer, text: string): number =>
  scoreOfSlots(scorer, textSlots([...text].slice(0, 2000).join("")));

export function scoreOfSlots({ bytes, scale, bias }: Scorer, slots: ArrayLike<number> & Iterable<number>): number {
  let total = 0;
  for (const slot of slots) total += (bytes[slot] as number) - 128;
  return chance(bias + (scale * total) / Math.sqrt(Math.max(slots.length, 1)));
}

/** The chance that what is harmful scores higher than what is not: the area under the curve. */
export function area(scored: { score: number; harmful: boolean }[]): number {
  const sorted = scored.toSorted((one, other) => one.score - other.score);
  let ranks = 0;
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (to < sorted.length && sorted[to]?.score === sorted[from]?.score) to++;
    // Equal scores share their ranks.
    for (let n = from; n < to; n++) if (sorted[n]?.harmful) ranks += (from + 1 + to) / 2;
    from = to;
  }
  const harmful = sorted.filter((one) => one.harmful).length;
  return (ranks - (harmful * (harmful + 1)) / 2) / (harmful * (sorted.length - harmful));
}

export const chance = (logOdds: number) => 1 / (1 + Math.exp(-logOdds));

export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const copy = [...items];
  for (let n = copy.length - 1; n > 0; n--) {
    const other = Math.floor(random() * (n + 1));
    [copy[n], copy[other]] = [copy[other] as T, copy[n] as T];
  }
  return copy;
}
