import postgres from "postgres";
import { lineAt, type Statement } from "./statements.ts";

/** The line of the file an error points to: Postgres counts characters from the start of the statement. */
export function errorLine(statement: Statement, error: unknown): number {
  const position = error instanceof postgres.PostgresError ? Number(error.position) : Number.NaN;
  return Number.isNaN(position) ? statement.line : statement.line + lineAt(statement.text, position - 1) - 1;
}

/** `message` with Postgres' detail and hint, which often say more than the message. */
export function explain(error: unknown): string {
  if (!(error instanceof postgres.PostgresError)) return error instanceof Error ? error.message : String(error);
  return [error.message, error.detail, error.hint].filter(Boolean).join(" — ");
}
