import { at, type Graph, type Matching } from "./graph.ts";

/** Edges from the heaviest to the lightest. */
export function edgesByWeight({ weight }: Graph): Int32Array {
  // Sorted as one number each, which is ten times as fast as by a function that compares: the weight in front of the edge.
  const keys = Float64Array.from(weight, (heavy, edge) => -heavy * 4_194_304 + edge).sort();
  return Int32Array.from(keys, (key) => ((key % 4_194_304) + 4_194_304) % 4_194_304);
}

/** Takes the heaviest edge that is left, again and again: at least half of the greatest weight. */
export function greedyMatching(graph: Graph): Matching {
  const matching = new Int32Array(graph.size).fill(-1);
  for (const edge of edgesByWeight(graph)) {
    const [one, other] = [at(graph.one, edge), at(graph.other, edge)];
    if (at(matching, one) < 0 && at(matching, other) < 0) matching[one] = matching[other] = edge;
  }
  return matching;
}
