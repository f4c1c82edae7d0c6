import type { Sql } from "postgres";
import { buildGraph } from "./build-graph.ts";
import { type Adjacency, adjacencyOf, at, weightOf } from "./graph.ts";
import { pairUp } from "./pair-up.ts";
import { regretOf } from "./regret.ts";

/** How many pairs are claimed in one transaction: short, so that nobody's answer waits, and what a kill costs is little. */
const claimsAtOnce = { compatible: 1_000, random: 50 };
/** Of those whom the graph left without anybody so many are looked at one by one, among so many to either side. */
const stragglersAtOnce = 10;
const nearStragglers = 2_000;

export type Mode = keyof typeof claimsAtOnce;

export interface Sweep {
  tickets: number;
  edges: number;
  pairs: number;
  proposed: number;
  weight: number;
  sample: { weight: number; optimum: number };
  graphMs: number;
  matchingMs: number;
  claimMs: number;
}

/** Pairs everybody who looks in this mode as well as can be. Any number of sweeps may run at once: each claim asks anew. */
export async function sweepPool(sql: Sql, mode: Mode, pairsToTry?: number): Promise<Sweep> {
  const begun = performance.now();
  const { people, graph } = await buildGraph(sql, mode, pairsToTry);
  const built = performance.now();
  const adjacency = adjacencyOf(graph);
  const matching = pairUp(graph, adjacency);
  const paired = performance.now();
  const pairs = [...matching].flatMap((edge, vertex) => (edge >= 0 && at(graph.one, edge) === vertex ? [edge] : []));
  // The most valuable ones first, should the sweep be cut short.
  pairs.sort((a, b) => at(graph.weight, b) - at(graph.weight, a));
  let proposed = 0;
  const claim = async (edges: number[]) => {
    const named = (ends: Int32Array) => edges.map((edge) => people[at(ends, edge)] as string);
    const [claimed] =
      await sql`select private.pair_up(${mode}, ${named(graph.one)}::uuid[], ${named(graph.other)}::uuid[]) as pairs`;
    proposed += Number(claimed?.pairs);
  };
  const chunks = Array.from({ length: Math.ceil(pairs.length / claimsAtOnce[mode]) }, (_, place) =>
    pairs.slice(place * claimsAtOnce[mode], (place + 1) * claimsAtOnce[mode]),
  ).values();
  const lane = async () => {
    for (const chunk of chunks) await claim(chunk);
  };
  await Promise.all([lane(), lane()]);
  for (const person of stragglers(people, adjacency)) {
    const [found] = await sql`select private.match_now(${person}, ${nearStragglers}) as pairs`;
    proposed += Number(found?.pairs);
  }
  const sweep: Sweep = {
    tickets: people.length,
    edges: graph.one.length,
    pairs: pairs.length,
    proposed,
    weight: weightOf(graph, matching) / 1e6,
    sample: regretOf(graph, adjacency, matching),
    graphMs: built - begun,
    matchingMs: paired - built,
    claimMs: performance.now() - paired,
  };
  if (sweep.proposed > 0) await note(sql, sweep);
  return sweep;
}

function stragglers(people: string[], { start }: Adjacency): string[] {
  const alone = people.filter((_, vertex) => at(start, vertex) === at(start, vertex + 1));
  const first = Math.floor(Math.random() * alone.length);
  return [...alone.slice(first), ...alone.slice(0, first)].slice(0, stragglersAtOnce);
}

const note = (sql: Sql, sweep: Sweep) => sql`
  select private.note_sweep(${sweep.tickets}, ${sweep.edges}, ${sweep.pairs}, ${sweep.proposed}, ${sweep.weight}, ${sweep.sample.weight / 1e6},
    ${sweep.sample.optimum / 1e6}, ${sweep.graphMs}, ${sweep.matchingMs}, ${sweep.claimMs})`;
