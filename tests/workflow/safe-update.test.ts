import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Supabase loads pg-safeupdate for the role that PostgREST logs in as, and that covers the statements of functions
 * too: an UPDATE or DELETE without a WHERE fails there with 21000. The embedded Postgres has no such module.
 */
function unguarded(sql: string): string[] {
  const text = sql.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, " ").replaceAll(/'(?:[^']|'')*'/g, "''");
  const statements = text.matchAll(/\b(?:update\s+(?:only\s+)?[\w."]+\s+(?:(?:as\s+)?\w+\s+)?set|delete\s+from)\b/gi);
  return [...statements]
    .map(({ index }) => statementAt(text, index))
    .filter((statement) => !/\bwhere\b/i.test(outside(statement)));
}

/** From the first word to the semicolon, or to the bracket that closes around it. */
function statementAt(text: string, start: number): string {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === "(") depth++;
    else if (text[at] === ")" && depth-- === 0) return text.slice(start, at);
    else if (text[at] === ";" && depth === 0) return text.slice(start, at);
    else if (text.startsWith("$$", at)) return text.slice(start, at);
  }
  return text.slice(start);
}

/** A WHERE in brackets is that of a subquery. */
function outside(statement: string): string {
  let flat = statement;
  for (let before = ""; before !== flat; ) {
    before = flat;
    flat = flat.replaceAll(/\([^()]*\)/g, " ");
  }
  return flat;
}

describe("every UPDATE and DELETE says which rows", () => {
  test.each([
    ["update public.t set a = 1;", 1],
    ["update public.t as x set a = (select 1 from u where u.id = x.id)", 1],
    ["with gone as (delete from t returning *) select * from gone where true", 1],
    ["delete from t", 1],
    ["update t set a = 1 where true; delete from only_t where id = 2", 0],
    ["insert into t values (1) on conflict (id) do update set a = 2", 0],
    ["select 1 from t for update", 0],
    ["-- delete from t\nselect 'update t set a = 1'", 0],
  ])("%s", (sql, count) => {
    expect(unguarded(sql)).toHaveLength(count);
  });

  const files = globSync("sql/**/*.sql", { cwd: root });
  test("there are files to look at", () => expect(files.length).toBeGreaterThan(20));
  test.each(files)("%s", (file) => {
    expect(unguarded(readFileSync(`${root}${file}`, "utf8"))).toEqual([]);
  });
});
