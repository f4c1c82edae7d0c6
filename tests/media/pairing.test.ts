import { expect, test } from "vitest";
import { randomNumbers } from "../../bench/matchmaking/figures.ts";
import { exactMatching } from "../../media-worker/matchmaking/exact-matching.ts";
import {
  adjacencyOf,
  at,
  type Graph,
  type Matching,
  readGraph,
  weightOf,
} from "../../media-worker/matchmaking/graph.ts";
import { greedyMatching } from "../../media-worker/matchmaking/greedy-matching.ts";
import { pairUp } from "../../media-worker/matchmaking/pair-up.ts";
import { regretOf } from "../../media-worker/matchmaking/regret.ts";

const seed = Math.floor(Math.random() * 1e9);
const random = randomNumbers(seed);

/** A graph of so many vertices and edges; edges may be doubled, as private.match_graph may double them. */
function randomGraph(size: number, edges: number, heaviest: number): Graph {
  const pairs = Array.from({ length: edges }, () => {
    const one = Math.floor(random() * size);
    return [one, (one + 1 + Math.floor(random() * (size - 1))) % size] as const;
  });
  return {
    size,
    one: Int32Array.from(pairs, ([one]) => one),
    other: Int32Array.from(pairs, ([, other]) => other),
    weight: Int32Array.from(pairs, () => 1 + Math.floor(random() * heaviest)),
  };
}

/** The greatest weight, by trying everything. */
function greatestWeight({ size, one, other, weight }: Graph): number {
  const known = new Map<number, number>();
  const best = (left: number): number => {
    if (left === 0) return 0;
    const cached = known.get(left);
    if (cached !== undefined) return cached;
    const first = 31 - Math.clz32(left);
    let found = best(left & ~(1 << first));
    for (let edge = 0; edge < one.length; edge++) {
      const [a, b] = [at(one, edge), at(other, edge)];
      if ((a !== first && b !== first) || !(left & (1 << a)) || !(left & (1 << b))) continue;
      found = Math.max(found, at(weight, edge) + best(left & ~(1 << a) & ~(1 << b)));
    }
    known.set(left, found);
    return found;
  };
  return best(2 ** size - 1);
}

/** Every edge of it joins the two that it is said of, and nobody has two. */
function isMatching({ one, other }: Graph, matching: Matching): boolean {
  return matching.every(
    (edge, vertex) =>
      edge < 0 ||
      ([at(one, edge), at(other, edge)].includes(vertex) &&
        matching[at(one, edge)] === edge &&
        matching[at(other, edge)] === edge),
  );
}

test(`the pairing of few is the best there is (seed ${seed})`, () => {
  for (let round = 0; round < 1_500; round++) {
    const size = 2 + Math.floor(random() * 10);
    const graph = randomGraph(size, 1 + Math.floor(random() * 3 * size), round % 2 === 0 ? 4 : 1e6);
    for (const matching of [exactMatching(graph), pairUp(graph)]) {
      expect(isMatching(graph, matching)).toBe(true);
      expect(weightOf(graph, matching)).toBe(greatestWeight(graph));
    }
  }
});

test(`the pairing of many is nearly the best, and better than the greedy one (seed ${seed})`, () => {
  for (const edges of [1_500, 4_000]) {
    const graph = randomGraph(500, edges, 1e6);
    const [best, ours, greedy] = [exactMatching, pairUp, greedyMatching].map((find) => find(graph));
    expect(isMatching(graph, ours as Matching)).toBe(true);
    const weight = (matching?: Matching) => weightOf(graph, matching as Matching);
    expect(weight(ours) / weight(best)).toBeGreaterThan(0.98);
    expect(weight(ours)).toBeGreaterThan(weight(greedy));
  }
});

test("the regret of the best pairing is none, and that of a bad one is seen", () => {
  const graph = randomGraph(120, 900, 1e6);
  const best = regretOf(graph, adjacencyOf(graph), exactMatching(graph));
  expect(best.weight).toBe(best.optimum);
  // Edges as they come.
  const careless = new Int32Array(graph.size).fill(-1);
  graph.one.forEach((one, edge) => {
    const other = at(graph.other, edge);
    if (at(careless, one) < 0 && at(careless, other) < 0) careless[one] = careless[other] = edge;
  });
  const bad = regretOf(graph, adjacencyOf(graph), careless);
  expect(bad.weight).toBeLessThan(bad.optimum);
});

test("nobody to pair is no mistake", () => {
  const graph = readGraph(3, new Uint8Array());
  expect([...pairUp(graph)]).toEqual([-1, -1, -1]);
  expect(regretOf(graph, adjacencyOf(graph), pairUp(graph))).toEqual({ weight: 0, optimum: 0 });
});
