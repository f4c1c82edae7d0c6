import { readFileSync } from "node:fs";
import { withConnection } from "../../local/postgres/connection.ts";

/**
 * Seeds events of the ninety days before `now`, as lines of the log or as the figures that are made of them, as a dump is
 * restored: by the superuser, without triggers and foreign keys.
 */
export async function seedEvents(adminUrl: string, events: number, as: "log" | "figures", now: string): Promise<void> {
  const given: Record<string, number | string> = { people: Math.round(events / 50), events, now };
  await withConnection(adminUrl, async (sql) => {
    await sql`set session_replication_role = replica`;
    await sql`set synchronous_commit = off`;
    await sql`set work_mem = '512MB'`;
    await sql`set jit = off`;
    for (const name of ["seed", `seed-${as}`]) {
      const text = readFileSync(new URL(`${name}.sql`, import.meta.url), "utf8");
      await sql
        .unsafe(text.replaceAll(/(?<!:):(people|events|now)\b/g, (_, key: string) => String(given[key])))
        .simple();
    }
    await sql`drop table bench.event`;
    await sql`vacuum analyze`;
  });
}
