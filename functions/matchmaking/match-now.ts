import type { Identity } from "../_shared/access-token.ts";
import { sql } from "../_shared/database.ts";

/**
 * Tries to pair somebody who has just begun to look, and tells where that stands. After the transaction in which the search
 * began, so that whoever joins at the same moment sees it; should this one fail, the worker's next sweep does its work.
 */
export async function matchNow({ sub }: Identity): Promise<Record<string, unknown>> {
  const [row] = await sql`select private.match_at_once(${sub}) as status`;
  return row?.status;
}
