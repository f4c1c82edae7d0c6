/** A graph with weights: edge i joins `one[i]` and `other[i]`, which are numbers from 0 up to `size`. */
export interface Graph {
  size: number;
  one: Int32Array;
  other: Int32Array;
  /** Whole and positive. */
  weight: Int32Array;
}

/** For each vertex the edge that it is matched by, or -1. */
export type Matching = Int32Array;

/** What is at a place that exists. */
export const at = (numbers: Int32Array | Float64Array, place: number): number => numbers[place] as number;

/** Reads what private.match_graph writes: three four-byte numbers an edge, in network order. */
export function readGraph(size: number, bytes: Uint8Array): Graph {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = (offset: number) =>
    Int32Array.from({ length: bytes.byteLength / 12 }, (_, edge) => view.getInt32(edge * 12 + offset));
  return { size, one: numbers(0), other: numbers(4), weight: numbers(8) };
}

/** Edges from the heaviest to the lightest: a radix sort by eleven bits at a time, since comparing takes ten times as long. */
export function edgesByWeight({ weight }: Graph): Int32Array {
  let order = Int32Array.from(weight, (_, edge) => edge);
  let sorted = new Int32Array(order.length);
  for (let shift = 0; shift < 31; shift += 11) {
    const next = new Int32Array(2_049);
    for (let edge = 0; edge < order.length; edge++) {
      const digit = 2_047 - ((at(weight, edge) >>> shift) & 2_047);
      next[digit + 1] = at(next, digit + 1) + 1;
    }
    for (let digit = 0; digit < 2_048; digit++) next[digit + 1] = at(next, digit + 1) + at(next, digit);
    for (let place = 0; place < order.length; place++) {
      const edge = at(order, place);
      const digit = 2_047 - ((at(weight, edge) >>> shift) & 2_047);
      const to = at(next, digit);
      sorted[to] = edge;
      next[digit] = to + 1;
    }
    [order, sorted] = [sorted, order];
  }
  return order;
}

/** What is around each vertex, the heaviest edge first: for v the places from `start[v]` up to `start[v + 1]`. */
export interface Adjacency {
  /** All edges, the heaviest first. */
  order: Int32Array;
  start: Int32Array;
  edges: Int32Array;
  neighbours: Int32Array;
  weights: Int32Array;
}

export function adjacencyOf(graph: Graph): Adjacency {
  const { size, one, other, weight } = graph;
  const order = edgesByWeight(graph);
  const start = new Int32Array(size + 1);
  for (const ends of [one, other]) for (const vertex of ends) start[vertex + 1] = at(start, vertex + 1) + 1;
  for (let vertex = 0; vertex < size; vertex++) start[vertex + 1] = at(start, vertex + 1) + at(start, vertex);
  const next = start.slice();
  const places = 2 * one.length;
  const [edges, neighbours, weights] = [new Int32Array(places), new Int32Array(places), new Int32Array(places)];
  const put = (vertex: number, edge: number, neighbour: number) => {
    const place = at(next, vertex);
    edges[place] = edge;
    neighbours[place] = neighbour;
    weights[place] = at(weight, edge);
    next[vertex] = place + 1;
  };
  for (const edge of order) {
    put(at(one, edge), edge, at(other, edge));
    put(at(other, edge), edge, at(one, edge));
  }
  return { order, start, edges, neighbours, weights };
}

/** The other end of an edge. */
export const across = (graph: Graph, edge: number, vertex: number): number =>
  at(graph.one, edge) === vertex ? at(graph.other, edge) : at(graph.one, edge);

/** The part of a graph that has these vertices and the edges between them, and what those edges are in the whole. */
export function partOf(
  graph: Graph,
  { start, edges }: Adjacency,
  vertices: Int32Array,
): { graph: Graph; edges: Int32Array } {
  const placeOf = new Map<number, number>();
  vertices.forEach((vertex, place) => void placeOf.set(vertex, place));
  const inside: number[] = [];
  for (const vertex of vertices) {
    for (let place = at(start, vertex); place < at(start, vertex + 1); place++) {
      const edge = at(edges, place);
      if (at(graph.one, edge) === vertex && placeOf.has(at(graph.other, edge))) inside.push(edge);
    }
  }
  return {
    edges: Int32Array.from(inside),
    graph: {
      size: vertices.length,
      one: Int32Array.from(inside, (edge) => placeOf.get(at(graph.one, edge)) as number),
      other: Int32Array.from(inside, (edge) => placeOf.get(at(graph.other, edge)) as number),
      weight: Int32Array.from(inside, (edge) => at(graph.weight, edge)),
    },
  };
}

/** The sets of vertices that hang together, those without an edge left out. */
export function componentsOf({ start, neighbours }: Adjacency): Int32Array[] {
  const size = start.length - 1;
  const seen = new Uint8Array(size);
  const components: Int32Array[] = [];
  for (let first = 0; first < size; first++) {
    if (seen[first] || at(start, first) === at(start, first + 1)) continue;
    seen[first] = 1;
    const reached = [first];
    for (const vertex of reached) {
      for (let place = at(start, vertex); place < at(start, vertex + 1); place++) {
        const next = at(neighbours, place);
        if (seen[next]) continue;
        seen[next] = 1;
        reached.push(next);
      }
    }
    components.push(Int32Array.from(reached));
  }
  return components;
}

/** The weight of all edges of a matching. */
export const weightOf = (graph: Graph, matching: Matching): number =>
  matching.reduce(
    (sum, edge, vertex) => (edge >= 0 && at(graph.one, edge) === vertex ? sum + at(graph.weight, edge) : sum),
    0,
  );
