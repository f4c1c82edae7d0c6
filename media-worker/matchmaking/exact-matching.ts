import matchingOfGreatestWeight from "edmonds-blossom-fixed";
import { at, type Graph, type Matching } from "./graph.ts";

/** Up to here the best matching is found in some ten milliseconds; its cost grows with the third power. */
export const exactUpTo = { vertices: 300, edges: 6_000 };

/** The matching of greatest weight: Edmonds' blossoms, as Galil describes them (ACM Computing Surveys 18, 1986). */
export function exactMatching(graph: Graph): Matching {
  const { one, other, weight, size } = graph;
  /** Of edges between the same two the heaviest. */
  const heaviest = new Map<number, number>();
  for (let edge = 0; edge < one.length; edge++) {
    const [a, b] = [at(one, edge), at(other, edge)];
    const pair = Math.min(a, b) * size + Math.max(a, b);
    const known = heaviest.get(pair);
    if (known === undefined || at(weight, known) < at(weight, edge)) heaviest.set(pair, edge);
  }
  const edges = [...heaviest.values()];
  const mates = matchingOfGreatestWeight(edges.map((edge) => [at(one, edge), at(other, edge), at(weight, edge)]));
  const matching = new Int32Array(size).fill(-1);
  for (const edge of edges)
    if (mates[at(one, edge)] === at(other, edge)) matching[at(one, edge)] = matching[at(other, edge)] = edge;
  return matching;
}
