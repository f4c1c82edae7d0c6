/** The value below which `share` of the sample lies. */
export function percentile(sample: number[], share: number): number {
  const sorted = Float64Array.from(sample).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const latencyText = (sample: number[]) =>
  [0.5, 0.95, 0.99].map((share) => `${percentile(sample, share).toFixed(2)} ms`).join(" / ");

export const rateText = (perSecond: number) => `${Math.round(perSecond).toLocaleString("en")}/s`;

/** Prints rows as a Markdown table, which the README takes as it is. */
export function printTable(title: string, columns: string[], rows: string[][]): void {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  console.log(`\n### ${title}\n`);
  for (const cells of [columns, columns.map(() => "---"), ...rows]) console.log(line(cells));
}
