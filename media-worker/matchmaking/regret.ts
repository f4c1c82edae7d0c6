import { exactMatching } from "./exact-matching.ts";
import { type Adjacency, at, type Graph, type Matching, partOf, weightOf } from "./graph.ts";

const sampleSize = 200;

/**
 * What a matching is worth around somebody drawn at random who has a partner, beside the greatest weight that the same vertices could
 * have. Each comes with its partner, so that the matching is whole among them.
 */
export function regretOf(graph: Graph, adjacency: Adjacency, matching: Matching): { weight: number; optimum: number } {
  const { start, neighbours } = adjacency;
  const chosen = new Set<number>();
  const reach = (vertex: number) => {
    const edge = at(matching, vertex);
    if (edge < 0) chosen.add(vertex);
    else chosen.add(at(graph.one, edge)).add(at(graph.other, edge));
  };
  const after = Math.random() * graph.size;
  const first = matching.findLastIndex((edge, vertex) => edge >= 0 && vertex <= after);
  if (first >= 0) reach(first);
  // A set gives out what is added to it meanwhile, too.
  for (const vertex of chosen) {
    if (chosen.size >= sampleSize) break;
    for (let place = at(start, vertex); place < at(start, vertex + 1); place++) reach(at(neighbours, place));
  }
  const part = partOf(graph, adjacency, Int32Array.from(chosen));
  const weight = [...chosen].reduce((sum, vertex) => {
    const edge = at(matching, vertex);
    return edge >= 0 && at(graph.one, edge) === vertex ? sum + at(graph.weight, edge) : sum;
  }, 0);
  return { weight, optimum: weightOf(part.graph, exactMatching(part.graph)) };
}
