import type { Fragment } from "postgres";
import type { Identity } from "./access-token.ts";
import { sql } from "./database.ts";
import { currentRequestId } from "./request-log.ts";

/**
 * Calls a function of the database with the caller's claims in place, where private.caller_id() finds them, and the request's
 * id as the name of the application, as in a call over REST: asCaller(identity, sql`private.get_media(${id})`). One statement, and so one transaction: the claims are
 * set before its one row is made, and gone after it.
 */
export async function asCaller<Answer = void>(identity: Identity, call: Fragment): Promise<Answer> {
  const claims = JSON.stringify({ ...identity, role: "authenticated" });
  const [row] = await sql<[{ answer: Answer }]>`
    with caller as materialized (
      select set_config('request.jwt.claims', ${claims}, true), set_config('application_name', ${currentRequestId() ?? "functions"}, true))
    select ${call} as answer from caller`;
  return row.answer;
}
