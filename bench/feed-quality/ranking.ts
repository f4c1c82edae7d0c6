/** Where the item that was taken stands, from 0: ties count half, so no method gains by giving all the same. */
export function placeOf(taken: number, scores: number[]): number {
  const own = scores[taken] as number;
  let above = 0;
  let same = 0;
  for (const score of scores) {
    if (score > own) above++;
    else if (score === own) same++;
  }
  return above + (same - 1) / 2;
}

/** How well a method did: one place an event, infinity where it did not have the item at all. */
export function figuresOf(places: number[]): { ndcg: number; hits: number } {
  let ndcg = 0;
  let hits = 0;
  for (const place of places) {
    if (place >= 10) continue;
    hits++;
    ndcg += 1 / Math.log2(place + 2);
  }
  return { ndcg: ndcg / places.length, hits: hits / places.length };
}

/** Numbers from 0 to 1 that are the same in every run: mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
