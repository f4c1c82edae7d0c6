import { expect, test } from "vitest";
import { ease, strongest, type Taste } from "../../media-worker/ease.ts";

/** The same numbers each time. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function randomTastes(people: number, size: number): Taste[] {
  const next = randomNumbers(7);
  return Array.from({ length: people }, () => {
    const places = Array.from({ length: size }, (_, place) => place).filter(() => next() < 0.3);
    return { places, weights: places.map(() => 0.5 + next()) };
  });
}

async function* inBatches(tastes: Taste[]) {
  for (let at = 0; at < tastes.length; at += 10) yield tastes.slice(at, at + 10);
}

/** Solves a system of equations with pivots. */
function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, k) => [...row, right[k] as number]);
  const size = rows.length;
  for (let k = 0; k < size; k++) {
    const best = rows
      .slice(k)
      .reduce((most, row) => (Math.abs(row[k] as number) > Math.abs(most[k] as number) ? row : most));
    rows.splice(rows.indexOf(best), 1);
    rows.splice(k, 0, best);
    for (const row of rows) {
      if (row === best) continue;
      const share = (row[k] as number) / (best[k] as number);
      for (let j = k; j <= size; j++) row[j] = (row[j] as number) - share * (best[j] as number);
    }
  }
  return rows.map((row, k) => (row[size] as number) / (row[k] as number));
}

/** What EASE means, column by column: ridge regression on all others. */
function byRidgeRegression(tastes: Taste[], size: number, lambda: number): number[][] {
  const likes = tastes.map(({ places, weights }) => {
    const row = new Array<number>(size).fill(0);
    for (const [n, place] of places.entries()) row[place] = weights[n] as number;
    return row;
  });
  const product = (i: number, j: number) =>
    likes.reduce((sum, row) => sum + (row[i] as number) * (row[j] as number), 0);
  const result = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (let j = 0; j < size; j++) {
    const others = Array.from({ length: size }, (_, i) => i).filter((i) => i !== j);
    const gram = others.map((a) => others.map((b) => product(a, b) + (a === b ? lambda : 0)));
    const weights = solve(
      gram,
      others.map((a) => product(a, j)),
    );
    for (const [n, i] of others.entries()) (result[i] as number[])[j] = weights[n] as number;
  }
  return result;
}

test("the closed form is what ridge regression of each column on all others finds", async () => {
  const size = 12;
  const tastes = randomTastes(60, size);
  const weights = await ease(inBatches(tastes), size, 3);
  const expected = byRidgeRegression(tastes, size, 3);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) expect(weights[i * size + j]).toBeCloseTo(expected[i]?.[j] as number, 9);
  }
});

test("the strongest neighbours come first, and weak ones not at all", async () => {
  const weights = Float64Array.from([0, 0.3, 0.005, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect(strongest(weights, 4, 0, 2, 0.01)).toEqual([
    { place: 3, weight: 0.5 },
    { place: 1, weight: 0.3 },
  ]);
  expect(strongest(weights, 4, 0, 1, 0.01)).toHaveLength(1);
  expect(strongest(weights, 4, 1, 2, 0.01)).toEqual([]);
});

test("without columns, or without people, there is nothing to learn", async () => {
  expect(await ease(inBatches([]), 0, 1)).toHaveLength(0);
  expect([...(await ease(inBatches([]), 2, 1))].map((weight) => weight + 0)).toEqual([0, 0, 0, 0]);
});

test("a thousand columns take seconds, in which others have their turn", async () => {
  const size = 1_000;
  const next = randomNumbers(3);
  const tastes = Array.from({ length: 2_000 }, () => ({
    places: Array.from({ length: 30 }, () => Math.floor(next() * size)).filter(
      (place, n, all) => all.indexOf(place) === n,
    ),
    weights: Array.from({ length: 30 }, () => 1),
  }));
  let turns = 0;
  const others = setInterval(() => turns++, 10);
  const start = performance.now();
  const weights = await ease(inBatches(tastes), size, 50);
  clearInterval(others);
  console.log(`EASE over ${size} columns: ${Math.round(performance.now() - start)} ms`);
  expect(weights.every(Number.isFinite)).toBe(true);
  expect(turns).toBeGreaterThan(10);
});
