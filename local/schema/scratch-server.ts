import { type ScratchPostgres, startScratchPostgres } from "../postgres/scratch-postgres.ts";
import { loadSqlTree } from "./load-sql-tree.ts";
import { applyMigrations } from "./migrations.ts";
import { type ScratchDatabase, withScratchDatabase } from "./scratch-database.ts";

/**
 * Runs `work` with a Postgres server of its own, which takes about a second to start: schema work then never
 * touches the database of a running stack. Stopped and removed afterwards, on failure and on Ctrl-C too.
 */
export async function withScratchServer<Result>(work: (server: ScratchPostgres) => Promise<Result>): Promise<Result> {
  const server = await startScratchPostgres();
  const interrupted = () => server.stop().finally(() => process.exit(130));
  process.once("SIGINT", interrupted);
  process.once("SIGTERM", interrupted);
  try {
    return await work(server);
  } finally {
    process.off("SIGINT", interrupted);
    process.off("SIGTERM", interrupted);
    await server.stop();
  }
}

/** Runs `work` with two scratch databases: one built from a project's migrations, one from its `sql/`. */
export function withBothSchemas<Result>(
  server: ScratchPostgres,
  projectFolder: string,
  work: (migrated: ScratchDatabase, described: ScratchDatabase) => Promise<Result>,
): Promise<Result> {
  return withScratchDatabase(server, (migrated) =>
    withScratchDatabase(server, async (described) => {
      await applyMigrations(projectFolder, migrated.postgresUrl);
      await loadSqlTree(projectFolder, described.postgresUrl);
      return work(migrated, described);
    }),
  );
}
