/** Somebody took one of several: its index, and the factors of each. */
export interface Choice {
  taken: number;
  factors: number[][];
  /** What it counts among all. */
  weight: number;
}

export const scoreOf = (factors: number[], weights: number[]) =>
  factors.reduce((sum, factor, place) => sum + factor * (weights[place] as number), 0);

/**
 * The weights with which what was taken is likeliest to have been taken: conditional logit (McFadden 1974), which is the
 * law by which home_feed draws its list, with a little shrinking towards 0. Newton's method; the problem is convex.
 */
export function fitWeights(choices: Choice[], shrinking = 0.002): number[] {
  const size = choices[0]?.factors[0]?.length ?? 0;
  const total = choices.reduce((sum, { weight }) => sum + weight, 0);
  let weights: number[] = Array(size).fill(0);
  for (let step = 0; step < 12; step++) {
    const gradient = weights.map((weight) => -shrinking * weight);
    const curvature = new Float64Array(size * size);
    for (let place = 0; place < size; place++) curvature[place * size + place] = shrinking;
    for (const { taken, factors, weight } of choices) {
      const scores = factors.map((row) => scoreOf(row, weights));
      const top = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
      const odds = scores.map((score) => Math.exp(score - top));
      const sum = odds.reduce((one, other) => one + other, 0);
      const mean = Array(size).fill(0);
      const share = weight / total;
      for (const [item, row] of factors.entries()) {
        const likelihood = (odds[item] as number) / sum;
        for (let one = 0; one < size; one++) {
          const value = likelihood * (row[one] as number);
          mean[one] += value;
          for (let other = 0; other <= one; other++) {
            curvature[one * size + other] =
              (curvature[one * size + other] as number) + share * value * (row[other] as number);
          }
        }
      }
      for (let one = 0; one < size; one++) {
        gradient[one] = (gradient[one] as number) + share * ((factors[taken]?.[one] as number) - mean[one]);
        for (let other = 0; other <= one; other++) {
          curvature[one * size + other] = (curvature[one * size + other] as number) - share * mean[one] * mean[other];
        }
      }
    }
    for (let one = 0; one < size; one++) {
      for (let other = 0; other < one; other++) curvature[other * size + one] = curvature[one * size + other] as number;
    }
    const inverse = invert(curvature, size);
    weights = weights.map((weight, one) => {
      const change = gradient.reduce((sum, slope, other) => sum + slope * (inverse[one * size + other] as number), 0);
      // Far from the goal a whole step could overshoot.
      return weight + Math.max(-1, Math.min(1, change));
    });
  }
  return weights;
}

/** The inverse of a symmetric positive definite matrix of size² numbers, in place, by Gauss and Jordan. */
function invert(matrix: Float64Array, size: number): Float64Array {
  for (let pivot = 0; pivot < size; pivot++) {
    const scale = 1 / (matrix[pivot * size + pivot] as number);
    const pivotRow = matrix.subarray(pivot * size, (pivot + 1) * size);
    pivotRow[pivot] = 1;
    for (let column = 0; column < size; column++) pivotRow[column] = (pivotRow[column] as number) * scale;
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue;
      const own = matrix.subarray(row * size, (row + 1) * size);
      const factor = own[pivot] as number;
      if (factor === 0) continue;
      own[pivot] = 0;
      for (let column = 0; column < size; column++) {
        own[column] = (own[column] as number) - factor * (pivotRow[column] as number);
      }
    }
  }
  return matrix;
}
