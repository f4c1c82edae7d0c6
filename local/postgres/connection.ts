import postgres, { type Sql } from "postgres";

export interface DatabaseAddress {
  port: number;
  user: string;
  password: string;
  database?: string;
}

export function databaseUrl({ port, user, password, database = "postgres" }: DatabaseAddress): string {
  return `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/** One short-lived connection for set-up work: no notices on the console, closed whatever happens. */
export async function withConnection<Result>(url: string, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 5, prepare: false });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
