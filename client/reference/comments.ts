import { readFileSync } from "node:fs";

/** What the comment of each function of the API says, by its name: as `npm run db:types` writes them beside the types. */
export function functionComments(): Map<string, string> {
  const types = readFileSync(new URL("../../supabase/database.types.ts", import.meta.url), "utf8");
  const api = types.slice(types.indexOf("\n  public: {"));
  const found = api.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s+(\w+):\s*\|?\s*\{\s*Args/g);
  return new Map(
    [...found].map(([, lines = "", name = ""]) => [name, lines.replaceAll(/^\s+\* ?/gm, "").trim()] as const),
  );
}
