/**
 * What the calls of the graph cost among 100,000 people with 2,000,000 follows, and what it costs when 200 people
 * follow one person at once. Seeding takes about three minutes.
 * Run: node bench/graph/main.ts
 */
import { readFileSync } from "node:fs";
import postgres from "postgres";
import { startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { repositoryFolder, runCommand } from "../../local/schema/command.ts";
import { applyMigrations } from "../../local/schema/migrations.ts";
import { measureCalls } from "./calls.ts";
import { measureContention } from "./contention.ts";

await runCommand(async () => {
  const server = await startScratchPostgres({ durable: true });
  const sql = postgres(server.postgresUrl, { max: 1, onnotice: () => {} });
  try {
    await applyMigrations(repositoryFolder, server.postgresUrl);
    await sql.unsafe(readFileSync(new URL("seed.sql", import.meta.url), "utf8")).simple();
    await sql.unsafe("vacuum analyze");
    await measureCalls(sql);
    await measureContention(server.postgresUrl, sql);
  } finally {
    await sql.end();
    await server.stop();
  }
});
