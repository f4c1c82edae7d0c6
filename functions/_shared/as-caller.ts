import type { TransactionSql } from "postgres";
import type { Identity } from "./access-token.ts";
import { sql } from "./database.ts";

/** Runs statements with the caller's claims in place, where private.caller_id() finds them as in a call over REST. */
export async function asCaller<Result>(
  identity: Identity,
  run: (transaction: TransactionSql) => Promise<Result>,
): Promise<Result> {
  const claims = JSON.stringify({ ...identity, role: "authenticated" });
  return (await sql.begin(async (transaction) => {
    await transaction`select set_config('request.jwt.claims', ${claims}, true)`;
    return run(transaction);
  })) as Result;
}
