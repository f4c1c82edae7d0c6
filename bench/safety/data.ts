import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** The rows of a CSV file with a header, gzipped or not: quotes may hold commas, line ends and doubled quotes. */
export function readCsv(path: string): Record<string, string>[] {
  const [names, ...rows] = [...records(readText(path))];
  return rows.map((row) => Object.fromEntries((names as string[]).map((name, n) => [name, row[n] ?? ""])));
}

export function readText(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}

function* records(text: string): Generator<string[]> {
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|\r|$)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === ",") continue;
    if (row.length > 1 || row[0] !== "") yield row;
    row = [];
  }
}
