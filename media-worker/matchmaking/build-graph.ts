import type { Sql } from "postgres";
import { at, type Graph, readGraph } from "./graph.ts";

/** Two connections share the work: each lays people out in two of the orders of private.match_graph. */
const halves = [
  ["place", "chance"],
  ["age", "interest"],
];

/** Who could be paired with whom in this mode: vertex i is `people[i]`. */
export async function buildGraph(
  sql: Sql,
  mode: string,
  pairsToTry = 400_000,
): Promise<{ people: string[]; graph: Graph }> {
  const parts = await Promise.all(
    halves.map(async (orders) => {
      const [row] = await sql<{ people: string[] | null; edges: Uint8Array | null }[]>`
        select * from private.match_graph(${mode}, ${pairsToTry}, ${orders})`;
      const known = row?.people ?? [];
      return { known, graph: readGraph(known.length, row?.edges ?? new Uint8Array()) };
    }),
  );
  // Somebody may have come or gone between the two.
  const people: string[] = [];
  const placeOf = new Map<string, number>();
  const placed = parts.map(({ known, graph }) => {
    const places = Int32Array.from(known, (person) => {
      const place = placeOf.get(person) ?? people.push(person) - 1;
      placeOf.set(person, place);
      return place;
    });
    return { ...graph, one: graph.one.map((end) => at(places, end)), other: graph.other.map((end) => at(places, end)) };
  });
  const all = (name: "one" | "other" | "weight") => {
    const joined = new Int32Array(placed.reduce((sum, graph) => sum + graph[name].length, 0));
    placed.reduce((offset, graph) => {
      joined.set(graph[name], offset);
      return offset + graph[name].length;
    }, 0);
    return joined;
  };
  return { people, graph: { size: people.length, one: all("one"), other: all("other"), weight: all("weight") } };
}
