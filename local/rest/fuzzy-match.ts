/** Longer texts are not compared: the cost grows with the square, and a client chooses the length. */
const maxLength = 200;

/**
 * The candidate most similar to `text`, if at least `minScore` (0 to 1) similar: 1 minus the edit
 * distance as a share of the longer text, which is how PostgREST ranks the hints of its 404s.
 */
export function closest(candidates: string[], text: string, minScore: number): string | undefined {
  if (text.length > maxLength) return undefined;
  let best: { candidate: string; score: number } | undefined;
  for (const candidate of candidates) {
    const score = 1 - editDistance(candidate, text) / Math.max(candidate.length, text.length, 1);
    if (score >= minScore && score > (best?.score ?? 0)) best = { candidate, score };
  }
  return best?.candidate;
}

/** Levenshtein's distance, a row at a time. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (above[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, (above[j] as number) + 1, (row[j - 1] as number) + 1));
    }
    above = row;
  }
  return above[b.length] as number;
}
