import { readFileSync } from "node:fs";
import postgres, { type Sql } from "postgres";
import { withConnection } from "../../../local/postgres/connection.ts";
import { repositoryFolder } from "../../../local/schema/command.ts";
import { applyMigrations } from "../../../local/schema/migrations.ts";
import { withScratchCopy, withScratchDatabase } from "../../../local/schema/scratch-database.ts";
import { withScratchServer } from "../../../local/schema/scratch-server.ts";
import { installPgtap } from "./install-pgtap.ts";
import { prepareDatabase, restoreDatabase, testSearchPath } from "./prepare-database.ts";

const processorTime = readFileSync(new URL("processor_ms.sql", import.meta.url), "utf8");

/** How many steps those tests take that walk at random; they have a number of their own for every day. */
const testSteps = process.env.PLAZA_TEST_STEPS ?? "";

async function withTestConnections<Result>(
  urls: string[],
  work: (connections: Sql[]) => Promise<Result>,
): Promise<Result> {
  const connections = urls.map((url) =>
    postgres(url, {
      max: 1,
      prepare: false,
      onnotice: () => {},
      connection: { search_path: testSearchPath, "plaza.test_steps": testSteps },
    }),
  );
  try {
    return await work(connections);
  } finally {
    await Promise.all(connections.map((connection) => connection.end({ timeout: 5 })));
  }
}

/** A database that exists already: one connection, and the schema `tests` is taken out again. */
export async function onExistingDatabase<Result>(
  url: string,
  work: (connections: Sql[]) => Promise<Result>,
): Promise<Result> {
  await withConnection(url, prepareDatabase);
  try {
    return await withTestConnections([url], work);
  } finally {
    await withConnection(url, restoreDatabase);
  }
}

/**
 * Two scratch databases built from the migrations, a connection each: test files make the same people, so in
 * one database they would wait for each other's transactions.
 */
export async function onScratchDatabases<Result>(work: (connections: Sql[]) => Promise<Result>): Promise<Result> {
  await installPgtap();
  return withScratchServer((server) =>
    withScratchDatabase(server, async (original) => {
      await applyMigrations(repositoryFolder, original.postgresUrl);
      await withConnection(original.postgresUrl, prepareDatabase);
      await withConnection(original.adminUrl, (admin) => admin.unsafe(processorTime));
      return withScratchCopy(server, original, (copy) =>
        withTestConnections([original.postgresUrl, copy.postgresUrl], work),
      );
    }),
  );
}
