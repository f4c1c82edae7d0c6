import type { Sql, TransactionSql } from "postgres";

/** Runs `work` in one transaction as this person's client, as REST does it. */
export function asPerson<Result>(sql: Sql, id: string, work: (transaction: TransactionSql) => Promise<Result>) {
  const claims = JSON.stringify({ sub: id, sid: id, role: "authenticated", app_role: "user" });
  return sql.begin(async (transaction) => {
    await transaction`
      select set_config('role', 'authenticated', true), set_config('request.jwt.claims', ${claims}, true)`;
    return work(transaction);
  });
}

export async function idsOfPeople(sql: Sql, numbers: number[]): Promise<string[]> {
  const rows = await sql`
    select id from unnest(${numbers}::int[]) with ordinality wanted (number, place) join people using (number) order by place`;
  return rows.map(({ id }) => id as string);
}
