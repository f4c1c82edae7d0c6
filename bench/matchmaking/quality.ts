/**
 * How good pairings are beside the best possible ones: on graphs that Plaza's own rules and weights make of crowds in Postgres, each person
 * having ten neighbours or so, and on the same graphs with weights drawn at random.
 * Run: node bench/matchmaking/quality.ts [sizes, for instance 500,1000,2000,4000]
 */
import postgres from "postgres";
import { exactMatching } from "../../media-worker/matchmaking/exact-matching.ts";
import { at, type Graph, type Matching, readGraph, weightOf } from "../../media-worker/matchmaking/graph.ts";
import { greedyMatching } from "../../media-worker/matchmaking/greedy-matching.ts";
import { pairUp } from "../../media-worker/matchmaking/pair-up.ts";
import { makeCrowd, populations, startDatabase } from "./crowd.ts";
import { randomNumbers, shuffled } from "./figures.ts";

const sizes = (process.argv[2] ?? "500,1000,2000,4000").split(",").map(Number);
const neighbours = 20;
const random = randomNumbers(1);

/** Edges in some order, each taken if both its ends are free. */
function inOrder(graph: Graph, order: Iterable<number>): Matching {
  const matching = new Int32Array(graph.size).fill(-1);
  for (const edge of order) {
    const [one, other] = [at(graph.one, edge), at(graph.other, edge)];
    if (at(matching, one) < 0 && at(matching, other) < 0) matching[one] = matching[other] = edge;
  }
  return matching;
}

/** People come in some order and take the first whom they may have of those who wait. */
function firstComeFirstServed(graph: Graph): Matching {
  const arrival = Int32Array.from(
    shuffled(
      Array.from({ length: graph.size }, (_, person) => person),
      random,
    ),
  );
  const edges = Array.from(graph.one, (_, edge) => edge);
  const later = (edge: number) => Math.max(at(arrival, at(graph.one, edge)), at(arrival, at(graph.other, edge)));
  const earlier = (edge: number) => Math.min(at(arrival, at(graph.one, edge)), at(arrival, at(graph.other, edge)));
  return inOrder(
    graph,
    edges.sort((a, b) => later(a) - later(b) || earlier(a) - earlier(b)),
  );
}

const database = await startDatabase();
const rows: Record<string, string | number>[] = [];
for (const population of populations) {
  for (const count of sizes) {
    await makeCrowd(database, population, count);
    const sql = postgres(database.postgresUrl, { max: 1 });
    const [row] = await sql<{ people: string[]; edges: Uint8Array }[]>`
      select * from private.match_graph('compatible', ${(count * neighbours) / 2})`;
    await sql.end();
    if (!row) throw new Error("There is no graph.");
    const graph = readGraph(row.people.length, row.edges);
    const drawn: Graph = { ...graph, weight: graph.weight.map(() => 1 + Math.floor(random() * 1e6)) };
    for (const [weights, judged] of [
      ["Plaza's", graph],
      ["random", drawn],
    ] as const) {
      const timed = (find: (graph: Graph) => Matching) => {
        const begun = process.cpuUsage();
        const matching = find(judged);
        const { user } = process.cpuUsage(begun);
        return { matching, ms: Math.round(user / 1_000) };
      };
      const best = timed(exactMatching);
      const plaza = timed(pairUp);
      const pairs = (matching: Matching) => matching.filter((edge) => edge >= 0).length / 2;
      const share = (matching: Matching) =>
        `${(weightOf(judged, matching) / weightOf(judged, best.matching)).toFixed(3)} / ${(pairs(matching) / pairs(best.matching)).toFixed(3)}`;
      rows.push({
        population,
        weights,
        tickets: count,
        edges: judged.one.length,
        Plaza: share(plaza.matching),
        greedy: share(greedyMatching(judged)),
        "first come": share(firstComeFirstServed(judged)),
        chance: share(
          inOrder(
            judged,
            shuffled(
              Array.from(judged.one, (_, edge) => edge),
              random,
            ),
          ),
        ),
        "ms Plaza": plaza.ms,
        "ms exact": best.ms,
      });
      console.table(rows.slice(-1));
    }
  }
}
await database.stop();
console.log("Share of the weight / of the pairs of the pairing of greatest weight; processor time in milliseconds.");
console.table(rows);
