import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Statement, splitStatements } from "./statements.ts";

/** One file of `sql/`, in its place in the order. */
export interface SqlFile {
  /** Relative to the project, for messages: `sql/40_content/tables.sql`. */
  path: string;
  text: string;
  statements: Statement[];
}

// The order inside a domain follows what Postgres needs to exist: bodies of functions are not looked at while
// the tree loads, so only what a signature, a constraint, a view, a trigger or a policy names has to be there.
const before = ["schemas", "tables"];
const after = ["views", "triggers", "policies"];

function place(file: string): number {
  const name = file.replace(/\.sql$/, "");
  if (before.includes(name)) return before.indexOf(name);
  if (after.includes(name)) return before.length + 1 + after.indexOf(name);
  return before.length;
}

const byPlaceThenName = (a: string, b: string) => place(a) - place(b) || (a < b ? -1 : 1);

function entries(folder: string, allowed: RegExp, what: string): string[] {
  const names = readdirSync(folder).filter((name) => !name.endsWith(".md"));
  const stray = names.find((name) => !allowed.test(name));
  if (stray) throw new Error(`${join(folder, stray)} would not be loaded: ${what}.`);
  return names.sort();
}

const schemaStatement = /^(create|alter|comment|grant|revoke|security)\b/i;

function parse(path: string, text: string): Statement[] {
  let statements: Statement[];
  try {
    statements = splitStatements(text);
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`);
  }
  for (const { text: statement, line } of statements) {
    if (schemaStatement.test(statement)) continue;
    const word = statement.split(/\W/, 1)[0];
    throw new Error(
      `${path}:${line}: "${word}" is not allowed in sql/, which describes the schema with create, alter, comment, grant and revoke. Rows go into a migration or supabase/seed.sql.`,
    );
  }
  return statements;
}

/**
 * Reads `sql/` of a project: numbered domain folders in order, and in each schemas, tables, every other file by
 * name, then views, triggers and policies. Throws on anything that
 * would be left out silently, and on statements that are not schema.
 */
export function readSqlTree(projectFolder: string): SqlFile[] {
  const tree = join(projectFolder, "sql");
  const domains = entries(tree, /^\d\d_[a-z_]+$/, "sql/ holds domain folders, named like 40_content");
  return domains.flatMap((domain) =>
    entries(join(tree, domain), /^[a-z0-9_]+\.sql$/, "a domain folder holds files named like tables.sql")
      .sort(byPlaceThenName)
      .map((file) => {
        const path = `sql/${domain}/${file}`;
        const text = readFileSync(join(projectFolder, path), "utf8");
        return { path, text, statements: parse(path, text) };
      }),
  );
}
