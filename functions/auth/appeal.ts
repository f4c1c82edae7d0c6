import type { Context } from "hono";
import { readBody } from "../_shared/body.ts";
import { clientIp } from "../_shared/client-ip.ts";
import { sql } from "../_shared/database.ts";
import { ApiError } from "../_shared/errors.ts";
import { userAgent } from "../_shared/user-agent.ts";
import { appealBody } from "./bodies.ts";
import { isPassword } from "./passwords.ts";

/**
 * POST /appeal: what somebody who is banned was told, and with a `note` their appeal against it. They have no session, and this
 * opens none: the password is shown with each call, and counted as a sign-in is.
 */
export async function appealBan(context: Context): Promise<Response> {
  const { identifier, password, note } = await readBody(context, appealBody);
  const [ip, agent] = [clientIp(context), userAgent(context)];
  const [found] = await sql`select account_id, password_hash from private.begin_login(${identifier}, ${ip})`;
  if (!(await isPassword(password, found?.password_hash)) || !found) {
    await sql`select private.audit('sign_in_failed', ${found?.account_id ?? null}, ${agent}, ${ip})`;
    throw new ApiError("INVALID_CREDENTIALS");
  }
  const [row] = await sql`
    select private.appeal_ban(${found.account_id}, ${found.password_hash}, ${note ?? null}, ${ip}) as answer`;
  return context.json(row?.answer);
}
