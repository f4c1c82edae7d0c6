import { type Adjacency, across, at, type Graph, type Matching } from "./graph.ts";

/** How many ways are followed at each step of a path, and how often all vertices are gone through: less where there are very many. */
function effortFor(size: number): { choices: number[]; passes: number } {
  if (size <= 5_000) return { choices: [6, 4, 3, 2], passes: 10 };
  return size <= 20_000 ? { choices: [5, 3, 2], passes: 6 } : { choices: [3, 2], passes: 2 };
}

/**
 * Makes a matching heavier by augmentations, until it finds none: the ends of edges change partners along a path, each new partner
 * leaving theirs, as long as all that is won is more than all that is lost. Paths go over up to four edges of the matching, and
 * at each step only the few best ways on are followed, so a pass costs some hundred steps a vertex. With all paths over two edges
 * it would be two thirds of the greatest weight for sure (Pettie and Sanders, Information Processing Letters 91, 2004); what it is in
 * practice, bench/matchmaking shows.
 */
export function augment(graph: Graph, { start, edges, neighbours, weights }: Adjacency, matching: Matching): void {
  const { size, weight } = graph;
  const { choices, passes } = effortFor(size);
  const longest = choices.length;
  /** What the edge of each vertex weighs, and its other end: what `matching` says, at hand. */
  const worth = new Float64Array(size);
  const mate = new Int32Array(size).fill(-1);
  matching.forEach((edge, vertex) => {
    if (edge < 0) return;
    worth[vertex] = at(weight, edge);
    mate[vertex] = across(graph, edge, vertex);
  });
  const release = (vertex: number) => {
    const other = at(mate, vertex);
    if (other < 0) return;
    for (const end of [vertex, other]) {
      matching[end] = mate[end] = -1;
      worth[end] = 0;
    }
  };
  const take = (edge: number) => {
    const [one, other] = [at(graph.one, edge), at(graph.other, edge)];
    matching[one] = matching[other] = edge;
    worth[one] = worth[other] = at(weight, edge);
    mate[one] = other;
    mate[other] = one;
  };
  /** Vertices that the path in hand has given a partner already. */
  const isTaken = new Uint8Array(size);
  const path = new Int32Array(longest + 1);
  const best = { gain: 0, length: 0, path: new Int32Array(longest + 1) };
  // The best ways on from the vertex at each depth: edges, what they gain, and what they promise: whoever loses a partner by it
  // finds one about half as good again. By the gain alone the good partners of others would never be tried (.97 instead of .99).
  const ways = choices.map((count) => ({
    edge: new Int32Array(count),
    gain: new Float64Array(count),
    promise: new Float64Array(count),
  }));
  /** Whom the first vertex of the path leaves: alone from then on. */
  let left = -1;

  const follow = (vertex: number, depth: number, gained: number): void => {
    const { edge: wayEdge, gain: wayGain, promise: wayPromise } = ways[depth] as (typeof ways)[number];
    const most = wayEdge.length;
    const [partner, end] = [at(mate, vertex), at(start, vertex + 1)];
    let found = 0;
    for (let place = at(start, vertex); place < end; place++) {
      const heavy = at(weights, place);
      // A promise is at most the weight, and the edges that follow are no heavier.
      if (found === most && at(wayPromise, most - 1) >= heavy) break;
      const next = at(neighbours, place);
      if (isTaken[next] || next === partner) continue;
      const gain = heavy - (next === left ? 0 : at(worth, next));
      const promise = (gain + heavy) / 2;
      if (found < most) found++;
      else if (at(wayPromise, most - 1) >= promise) continue;
      let rank = found - 1;
      for (; rank > 0 && at(wayPromise, rank - 1) < promise; rank--) {
        wayEdge[rank] = at(wayEdge, rank - 1);
        wayGain[rank] = at(wayGain, rank - 1);
        wayPromise[rank] = at(wayPromise, rank - 1);
      }
      wayEdge[rank] = at(edges, place);
      wayGain[rank] = gain;
      wayPromise[rank] = promise;
    }
    isTaken[vertex] = 1;
    for (let rank = 0; rank < found; rank++) {
      const edge = at(wayEdge, rank);
      const next = across(graph, edge, vertex);
      const gain = gained + at(wayGain, rank);
      path[depth] = edge;
      if (gain > best.gain) {
        best.gain = gain;
        best.length = depth + 1;
        for (let step = 0; step <= depth; step++) best.path[step] = at(path, step);
      }
      const theirs = next === left ? -1 : at(mate, next);
      if (theirs < 0 || depth + 1 === longest) continue;
      // The last step wins the heaviest edge at most.
      if (depth + 2 === longest && gain + at(weights, at(start, theirs)) <= best.gain) continue;
      isTaken[next] = 1;
      follow(theirs, depth + 1, gain);
      isTaken[next] = 0;
    }
    isTaken[vertex] = 0;
  };

  /** Where something has changed since the last look, or next to it. */
  let isFresh = new Uint8Array(size).fill(1);
  for (let pass = 0, improved = true; improved && pass < passes; pass++) {
    improved = false;
    const touched = new Uint8Array(size);
    for (let vertex = 0; vertex < size; vertex++) {
      if (!isFresh[vertex]) continue;
      best.gain = 0;
      best.length = 0;
      left = at(mate, vertex);
      follow(vertex, 0, -at(worth, vertex));
      if (best.length === 0) continue;
      improved = true;
      const changed = left < 0 ? [] : [left];
      release(vertex);
      for (const edge of best.path.subarray(0, best.length)) changed.push(at(graph.one, edge), at(graph.other, edge));
      for (const end of changed) {
        release(end);
        touched[end] = 1;
        for (let place = at(start, end); place < at(start, end + 1); place++) touched[at(neighbours, place)] = 1;
      }
      for (const edge of best.path.subarray(0, best.length)) take(edge);
    }
    isFresh = touched;
  }
}
