import postgres, { type Sql } from "postgres";
import { withConnection } from "../../../local/postgres/connection.ts";
import { installPlatform } from "../../../local/postgres/platform.ts";
import { type ScratchPostgres, startScratchPostgres } from "../../../local/postgres/scratch-postgres.ts";
import { loadSqlTree } from "../../../local/schema/load-sql-tree.ts";
import { installPgtap } from "../../database/runner/install-pgtap.ts";
import { prepareDatabase, testSearchPath } from "../../database/runner/prepare-database.ts";
import { temporaryProject, wellBehavedSchema } from "./project.ts";

export interface TestDatabase {
  /** A connection as the database tests have it: role `postgres`, pgTAP and helpers in the search path. */
  sql: Sql;
  stop(): Promise<void>;
}

/** A server whose database holds the well-behaved schema, pgTAP and the helpers. */
export async function startTestDatabase(): Promise<TestDatabase> {
  await installPgtap();
  const server: ScratchPostgres = await startScratchPostgres();
  const project = temporaryProject(wellBehavedSchema);
  const database = "workflow";
  const url = (role: string) => role.replace(/[^/]*$/, database);
  await withConnection(server.adminUrl, (admin) => admin.unsafe(`create database ${database} owner postgres`));
  await withConnection(url(server.adminUrl), installPlatform);
  await loadSqlTree(project.folder, url(server.postgresUrl));
  await withConnection(url(server.postgresUrl), prepareDatabase);
  project.remove();
  const sql = postgres(url(server.postgresUrl), {
    max: 1,
    prepare: false,
    onnotice: () => {},
    connection: { search_path: testSearchPath },
  });
  return {
    sql,
    async stop() {
      await sql.end();
      await server.stop();
    },
  };
}
