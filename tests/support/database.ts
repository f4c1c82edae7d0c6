import postgres, { type Sql } from "postgres";
import { afterAll, inject } from "vitest";

/** A connection to the target's database as `postgres`, to see or arrange what no client can. Closed after the file. */
export function connectDatabase(): Sql {
  const sql = postgres(inject("target").databaseUrl, { max: 2, onnotice: () => {} });
  afterAll(() => sql.end());
  return sql;
}
