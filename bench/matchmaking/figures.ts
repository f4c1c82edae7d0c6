/** The chance that a random yes has a higher score than a random no; ties count half. */
export function areaUnderCurve(rows: { score: number; yes: boolean }[]): number {
  const sorted = [...rows].sort((a, b) => a.score - b.score);
  let [rankSum, positives] = [0, 0];
  for (let first = 0; first < sorted.length; ) {
    let last = first;
    while (last + 1 < sorted.length && sorted[last + 1]?.score === sorted[first]?.score) last++;
    for (let place = first; place <= last; place++) {
      if (!sorted[place]?.yes) continue;
      rankSum += (first + last) / 2 + 1;
      positives++;
    }
    first = last + 1;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (sorted.length - positives));
}

/** How unequal: 0 when all have as much, towards 1 when one has everything. */
export function gini(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const sum = sorted.reduce((total, value) => total + value, 0);
  const weighted = sorted.reduce((total, value, place) => total + value * (2 * (place + 1) - sorted.length - 1), 0);
  return sum === 0 ? 0 : weighted / (sorted.length * sum);
}

export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
}

/** Numbers that look random and are the same in every run (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function shuffled<Item>(items: Item[], random: () => number): Item[] {
  const mixed = [...items];
  for (let place = mixed.length - 1; place > 0; place--) {
    const other = Math.floor(random() * (place + 1));
    [mixed[place], mixed[other]] = [mixed[other] as Item, mixed[place] as Item];
  }
  return mixed;
}
