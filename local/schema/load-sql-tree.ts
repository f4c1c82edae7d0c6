import type { Sql } from "postgres";
import postgres from "postgres";
import { withConnection } from "../postgres/connection.ts";
import { errorLine, explain } from "./postgres-error.ts";
import { readSqlTree, type SqlFile } from "./sql-tree.ts";

async function createObjects(sql: Sql, files: SqlFile[]): Promise<void> {
  await sql.begin(async (transaction) => {
    // A function may be written before what its body uses; bodies are checked when everything is there.
    await transaction`set local check_function_bodies = off`;
    for (const file of files) {
      for (const statement of file.statements) {
        try {
          await transaction.unsafe(statement.text);
        } catch (error) {
          throw new Error(`${file.path}:${errorLine(statement, error)}: ${explain(error)}`);
        }
      }
    }
  });
}

interface WrittenFunction {
  oid: number;
  /** Qualified and without arguments, as it is written in the file. */
  name: string;
  validator: "fmgr_sql_validator" | "plpgsql_validator";
}

const writtenFunctions = (sql: Sql) => sql<WrittenFunction[]>`
  select routine.oid, format('%s.%s', routine.pronamespace::regnamespace, routine.proname) as name,
    case language.lanname when 'sql' then 'fmgr_sql_validator' else 'plpgsql_validator' end as validator
  from pg_proc routine
  join pg_language language on language.oid = routine.prolang
  where routine.proowner = current_user::regrole and language.lanname in ('sql', 'plpgsql')
    and not exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = routine.oid and deptype = 'e')
  order by name, routine.oid`;

function whereWritten(files: SqlFile[], { name }: WrittenFunction, body: string | undefined): string {
  const declaration = new RegExp(`^create (or replace )?(function|procedure) ${name.replace(".", "\\.")}\\b`, "i");
  for (const file of files) {
    const statement = file.statements.find(({ text }) => declaration.test(text) && text.includes(body ?? ""));
    if (statement) return `${file.path}:${statement.line}`;
  }
  return "sql";
}

/** Runs the check that `check_function_bodies = off` put off, and reports every function that fails it. */
async function checkFunctionBodies(sql: Sql, files: SqlFile[]): Promise<void> {
  const problems: string[] = [];
  for (const written of await writtenFunctions(sql)) {
    try {
      await sql`select ${sql.unsafe(written.validator)}(${written.oid})`;
    } catch (error) {
      const body = error instanceof postgres.PostgresError ? error.internal_query : undefined;
      problems.push(`${whereWritten(files, written, body)}: ${written.name}: ${explain(error)}`);
    }
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

/**
 * Loads a project's `sql/` into a database that holds the platform and nothing else, as the role of the URL.
 * Throws an error that names file, line and Postgres' message; then nothing was loaded, unless what failed
 * was the check of function bodies, which comes last.
 */
export async function loadSqlTree(projectFolder: string, postgresUrl: string): Promise<void> {
  const files = readSqlTree(projectFolder);
  await withConnection(postgresUrl, async (sql) => {
    await createObjects(sql, files);
    await checkFunctionBodies(sql, files);
  });
}
