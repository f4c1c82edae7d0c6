import { setImmediate } from "node:timers/promises";

/** What one person likes: columns from 0, each once, and how much. */
export interface Taste {
  places: number[];
  weights: number[];
}

/** A column whom those like who like another one, and how strongly the one tells the other. */
export interface Neighbour {
  place: number;
  weight: number;
}

/** So long at most nothing else of the worker has its turn. */
const turnMs = 20;

/**
 * EASE (Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data"): the weights B, zero on the diagonal, by which
 * each column is best told from all others, with the squares of B held small by lambda. It has a closed form: with P the
 * inverse of XᵀX + lambda I, B[i][j] = -P[i][j] / P[j][j]. Row-major, size × size: 18 MB and some seconds for 1,500.
 */
export async function ease(tastes: AsyncIterable<Taste[]>, size: number, lambda: number): Promise<Float64Array> {
  const matrix = new Float64Array(size * size);
  for await (const batch of tastes) for (const taste of batch) addToGram(matrix, size, taste);
  for (let k = 0; k < size; k++) at(matrix, k * size + k, lambda);
  await invert(matrix, size);
  // A sign of the whole inverse makes no difference to these quotients.
  const diagonal = Float64Array.from({ length: size }, (_, k) => matrix[k * size + k] as number);
  for (let i = 0; i < size; i++) {
    matrix[i * size + i] = 0;
    for (let j = i + 1; j < size; j++) {
      const both = -(matrix[i * size + j] as number);
      matrix[i * size + j] = both / (diagonal[j] as number);
      matrix[j * size + i] = both / (diagonal[i] as number);
    }
  }
  return matrix;
}

function at(matrix: Float64Array, cell: number, more: number): void {
  matrix[cell] = (matrix[cell] as number) + more;
}

function addToGram(matrix: Float64Array, size: number, { places, weights }: Taste): void {
  for (const [m, i] of places.entries()) {
    for (const [n, j] of places.entries()) {
      at(matrix, i * size + j, (weights[m] as number) * (weights[n] as number));
    }
  }
}

/**
 * The sweep operator (Goodnight 1979) over all columns, which leaves minus the inverse. A Gram matrix is symmetric, so the
 * upper triangle is enough; and positive definite, so there is no need of pivots.
 */
async function invert(matrix: Float64Array, size: number): Promise<void> {
  const column = new Float64Array(size);
  let turn = performance.now();
  for (let k = 0; k < size; k++) {
    for (let i = 0; i < size; i++) column[i] = matrix[i < k ? i * size + k : k * size + i] as number;
    const pivot = column[k] as number;
    for (let i = 0; i < size; i++) {
      const share = (column[i] as number) / pivot;
      if (share === 0) continue;
      const row = i * size;
      for (let j = i; j < size; j++) matrix[row + j] = (matrix[row + j] as number) - share * (column[j] as number);
    }
    for (let i = 0; i < size; i++) matrix[i < k ? i * size + k : k * size + i] = (column[i] as number) / pivot;
    matrix[k * size + k] = -1 / pivot;
    if (performance.now() - turn > turnMs) {
      await setImmediate();
      turn = performance.now();
    }
  }
}

/** The `most` strongest neighbours of a column, the strongest first, none weaker than `least`. */
export function strongest(
  weights: Float64Array,
  size: number,
  place: number,
  most: number,
  least: number,
): Neighbour[] {
  return Array.from(weights.subarray(place * size, (place + 1) * size), (weight, other) => ({ place: other, weight }))
    .filter(({ weight }) => weight >= least)
    .sort((one, other) => other.weight - one.weight || one.place - other.place)
    .slice(0, most);
}
