import { augment } from "./augment.ts";
import { exactMatching, exactUpTo } from "./exact-matching.ts";
import { type Adjacency, adjacencyOf, componentsOf, type Graph, type Matching, partOf } from "./graph.ts";
import { greedyMatching } from "./greedy-matching.ts";

/** A matching of as great a weight as can be had in time: the greatest of each small component, nearly that of a large one. */
export function pairUp(graph: Graph, adjacency: Adjacency = adjacencyOf(graph)): Matching {
  const matching = new Int32Array(graph.size).fill(-1);
  for (const vertices of componentsOf(adjacency)) {
    const part = partOf(graph, adjacency, vertices);
    const isSmall = part.graph.size <= exactUpTo.vertices && part.edges.length <= exactUpTo.edges;
    const found = isSmall ? exactMatching(part.graph) : nearlyGreatestMatching(part.graph);
    vertices.forEach((vertex, place) => {
      const edge = found[place] as number;
      if (edge >= 0) matching[vertex] = part.edges[edge] as number;
    });
  }
  return matching;
}

/** The greedy matching, augmented: .99 of the greatest weight (bench/matchmaking). */
export function nearlyGreatestMatching(graph: Graph): Matching {
  const matching = greedyMatching(graph);
  augment(graph, adjacencyOf(graph), matching);
  return matching;
}
