import { augment } from "./augment.ts";
import { exactMatching, exactUpTo } from "./exact-matching.ts";
import { type Adjacency, adjacencyOf, componentsOf, type Graph, type Matching, partOf } from "./graph.ts";
import { greedyMatching } from "./greedy-matching.ts";

/** A matching of as great a weight as can be had in time: the greatest of each small component, nearly that of a large one. */
export function pairUp(graph: Graph, adjacency: Adjacency = adjacencyOf(graph)): Matching {
  const matching = greedyMatching(graph, adjacency.order);
  augment(graph, adjacency, matching);
  for (const vertices of componentsOf(adjacency)) {
    if (vertices.length > exactUpTo.vertices) continue;
    const part = partOf(graph, adjacency, vertices);
    if (part.edges.length > exactUpTo.edges) continue;
    exactMatching(part.graph).forEach((edge, place) => {
      matching[vertices[place] as number] = edge < 0 ? -1 : (part.edges[edge] as number);
    });
  }
  return matching;
}
