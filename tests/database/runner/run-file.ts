import type { Sql } from "postgres";
import { errorLine, explain } from "../../../local/schema/postgres-error.ts";
import { type Statement, splitStatements } from "../../../local/schema/statements.ts";
import { type Assertion, TapReport } from "./tap.ts";

function refuseToCommit(statements: Statement[]): void {
  const words = statements.map(({ text }) => text.toLowerCase());
  if (words[0] !== "begin" || words.at(-1) !== "rollback")
    throw new Error('a test file starts with "begin" and ends with "rollback"');
  const stray = statements
    .slice(1, -1)
    .find(({ text }) => /^(begin|commit|rollback(?! to)|end|start|abort)\b/i.test(text));
  if (stray) throw new Error(`line ${stray.line}: "${stray.text}" would leave the transaction that is rolled back`);
}

/**
 * Runs the text of a pgTAP file, which is a transaction that it rolls back itself, so that `pg_prove` and
 * `supabase test db` can run it too. Whatever keeps an assertion from being reported is a failed assertion.
 */
export async function runTestFile(sql: Sql, text: string): Promise<Assertion[]> {
  const report = new TapReport();
  const connection = await sql.reserve();
  let running: Statement | undefined;
  try {
    const statements = splitStatements(text);
    refuseToCommit(statements);
    for (running of statements) {
      const rows = await connection.unsafe(running.text).values();
      for (const value of rows.flat()) if (typeof value === "string") report.add(value);
    }
    report.close();
  } catch (error) {
    const line = running ? `line ${errorLine(running, error)}: ` : "";
    report.fail(`${line}${explain(error)}`);
  } finally {
    // After a failure the transaction is still open; role and claims were local to it.
    await connection.unsafe("rollback").simple();
    connection.release();
  }
  return report.assertions;
}
