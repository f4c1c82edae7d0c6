import { readFileSync } from "node:fs";
import { withConnection } from "../postgres/connection.ts";
import { supabaseCli } from "./supabase-cli.ts";

/** How two databases differ. Both fields are empty when they are equal. */
export interface SchemaDifference {
  /** Statements that turn the first into the second, as `supabase db diff` writes them. */
  statements: string;
  /** Facts of the catalogue that only one of them has, of all kinds that the CLI does not look at. */
  facts: string[];
}

const catalogueQuery = readFileSync(new URL("catalogue.sql", import.meta.url), "utf8");

async function catalogueFacts(url: string): Promise<Set<string>> {
  const rows = await withConnection(url, (sql) =>
    sql.begin("read only", async (transaction) => {
      // Names are then always printed with their schema.
      await transaction`set local search_path = ''`;
      return transaction.unsafe<{ line: string }[]>(catalogueQuery);
    }),
  );
  return new Set(rows.map((row) => row.line));
}

const missingFrom = (some: Set<string>, others: Set<string>) => [...some].filter((fact) => !others.has(fact)).sort();

/** What the catalogue of one database says and the other's does not; `labels` name the two in the lines. */
export async function compareCatalogues(from: string, to: string, labels: [string, string]): Promise<string[]> {
  const [before, after] = await Promise.all([catalogueFacts(from), catalogueFacts(to)]);
  return [
    ...missingFrom(before, after).map((fact) => `only in ${labels[0]}: ${fact}`),
    ...missingFrom(after, before).map((fact) => `only in ${labels[1]}: ${fact}`),
  ];
}

/** Compares two databases by the Supabase CLI and, for what that leaves out, by their catalogues. */
export async function compareSchemas(
  projectFolder: string,
  from: string,
  to: string,
  labels: [string, string],
): Promise<SchemaDifference> {
  const report = await supabaseCli(projectFolder, [
    "db",
    "diff",
    "--output-format",
    "json",
    "--from",
    from,
    "--to",
    to,
  ]);
  return {
    statements: (JSON.parse(report) as { diff: string }).diff.trim(),
    facts: await compareCatalogues(from, to, labels),
  };
}
