import { at, edgesByWeight, type Graph, type Matching } from "./graph.ts";

/** Takes the heaviest edge that is left, again and again: at least half of the greatest weight. */
export function greedyMatching(graph: Graph, order: Int32Array = edgesByWeight(graph)): Matching {
  const matching = new Int32Array(graph.size).fill(-1);
  for (const edge of order) {
    const [one, other] = [at(graph.one, edge), at(graph.other, edge)];
    if (at(matching, one) < 0 && at(matching, other) < 0) matching[one] = matching[other] = edge;
  }
  return matching;
}
