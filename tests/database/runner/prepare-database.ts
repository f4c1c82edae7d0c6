import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Sql } from "postgres";

export const databaseTestsFolder = fileURLToPath(new URL("..", import.meta.url));

/** Where test files look up what they do not qualify: pgTAP's functions first, then as the API does. */
export const testSearchPath = "tests, public, extensions";

/** Puts pgTAP and the helpers into the schema `tests`; the API roles may use them, because a test becomes these. */
export async function prepareDatabase(sql: Sql): Promise<void> {
  const helpers = ["helpers.sql", ...globSync("helpers/*.sql", { cwd: databaseTestsFolder }).sort()];
  await sql.begin(async (transaction) => {
    await transaction`set local search_path = tests, public, extensions`;
    await transaction`create schema tests`;
    await transaction`create extension if not exists pgtap schema tests`;
    for (const file of helpers)
      await transaction.unsafe(readFileSync(`${databaseTestsFolder}/${file}`, "utf8")).simple();
    await transaction`grant usage on schema tests to anon, authenticated, service_role`;
    await transaction`grant execute on all functions in schema tests to anon, authenticated, service_role`;
  });
}

/** Takes out again what `prepareDatabase` put in. */
export async function restoreDatabase(sql: Sql): Promise<void> {
  await sql`drop schema if exists tests cascade`;
}
