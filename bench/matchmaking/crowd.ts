import { readFileSync } from "node:fs";
import postgres from "postgres";
import { type BenchDatabase, startBenchDatabase } from "../content/database.ts";

export const populations = ["geometric", "two-sided", "random"] as const;
export type Population = (typeof populations)[number];

const seed = readFileSync(new URL("crowd.sql", import.meta.url), "utf8");
const interests = readFileSync(new URL("../../supabase/seed.sql", import.meta.url), "utf8");

export async function startDatabase(): Promise<BenchDatabase> {
  // As on a server that is tuned at all: the default is made for 128 MB of memory.
  return startBenchDatabase({ shared_buffers: "1GB", work_mem: "64MB" });
}

/** Empties the database and lets so many people look for somebody. */
export async function makeCrowd({ adminUrl }: BenchDatabase, population: Population, count: number): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  await sql`set session_replication_role = replica`;
  await sql`
    truncate private.accounts, public.profiles, private.presence, private.match_tickets, private.match_proposals, private.match_histories,
      private.match_exclusions, private.conversations, private.conversation_members, private.profile_settings cascade`;
  await sql`delete from realtime.messages`;
  if ((await sql`select from public.interests limit 1`).length === 0) await sql.unsafe(interests).simple();
  await sql`select private.weigh_interests()`;
  await sql
    .unsafe(seed.replaceAll(":'population'", `'${population}'::text`).replaceAll(":count", `${count}::int`))
    .simple();
  await sql.unsafe("analyze private.match_tickets, private.presence, public.profiles, private.accounts").simple();
  await sql.end();
}
