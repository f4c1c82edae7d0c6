import { readFileSync } from "node:fs";
import type { Sql } from "postgres";

const statements = readFileSync(new URL("history.sql", import.meta.url), "utf8");

/** Gives people a past of sixty days: charts of nothing but today would say little. */
export async function seedHistory(sql: Sql, ids: string[]): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`
      create temporary table demo_person on commit drop as
      select id, place::int - 1 as place, ${ids.length}::int as of_all from unnest(${ids}::uuid[]) with ordinality known (id, place)`;
    await transaction.unsafe(statements).simple();
  });
}
