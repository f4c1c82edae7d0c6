import matchingOfGreatestWeight from "edmonds-blossom-fixed";
import { at, type Graph, type Matching } from "./graph.ts";

/** Up to here the best matching is found in some ten milliseconds; its cost grows with the third power. */
export const exactUpTo = { vertices: 300, edges: 6_000 };

/** The matching of greatest weight: Edmonds' blossoms, as Galil describes them (ACM Computing Surveys 18, 1986). */
export function exactMatching(graph: Graph): Matching {
  const edges = Array.from(graph.one, (one, edge): [number, number, number] => [
    one,
    at(graph.other, edge),
    at(graph.weight, edge),
  ]);
  const mates = matchingOfGreatestWeight(edges);
  const matching = new Int32Array(graph.size).fill(-1);
  edges.forEach(([one, other], edge) => {
    if (mates[one] === other) matching[one] = matching[other] = edge;
  });
  return matching;
}
