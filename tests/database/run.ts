import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Sql } from "postgres";
import { runCommand } from "../../local/schema/command.ts";
import { databaseTestsFolder } from "./runner/prepare-database.ts";
import { runTestFile } from "./runner/run-file.ts";
import type { Assertion } from "./runner/tap.ts";
import { onExistingDatabase, onScratchDatabases } from "./runner/targets.ts";

interface FileResult {
  file: string;
  assertions: Assertion[];
}

const failuresOf = ({ assertions }: FileResult) => assertions.filter(({ passed }) => !passed);

/** The test files whose path contains one of the filters; all without a filter. */
function testFiles(filters: string[]): string[] {
  const files = globSync("**/*.test.sql", { cwd: databaseTestsFolder }).sort();
  const chosen = files.filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)));
  if (chosen.length === 0)
    throw new Error(`No test file below tests/database matches ${filters.join(", ") || "*.test.sql"}.`);
  return chosen;
}

/** Each connection takes the next file when it is done with one. Results are in the order of `files`. */
async function runFiles(files: string[], connections: Sql[]): Promise<FileResult[]> {
  const results: FileResult[] = [];
  const queue = files.entries();
  const work = async (sql: Sql) => {
    for (const [index, file] of queue) {
      const text = readFileSync(join(databaseTestsFolder, file), "utf8");
      results[index] = { file, assertions: await runTestFile(sql, text) };
    }
  };
  await Promise.all(connections.map(work));
  return results;
}

function report(results: FileResult[]): void {
  for (const result of results) {
    const failures = failuresOf(result);
    console.log(
      `${failures.length === 0 ? "ok    " : "not ok"} ${result.file} (${result.assertions.length - failures.length}/${result.assertions.length})`,
    );
    for (const { description, diagnosis } of failures)
      console.log(`  not ok: ${[description, ...diagnosis].join("\n    ")}`);
  }
  const failed = results.flatMap(failuresOf).length;
  const all = results.flatMap(({ assertions }) => assertions).length;
  console.log(`${all - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

await runCommand(async () => {
  const files = testFiles(process.argv.slice(2));
  const run = (connections: Sql[]) => runFiles(files, connections);
  const url = process.env.DATABASE_URL;
  report(await (url ? onExistingDatabase(url, run) : onScratchDatabases(run)));
});
