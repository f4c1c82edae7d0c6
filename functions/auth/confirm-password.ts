import type { Context } from "hono";
import type { Identity } from "../_shared/access-token.ts";
import { clientIp } from "../_shared/client-ip.ts";
import { sql } from "../_shared/database.ts";
import { ApiError } from "../_shared/errors.ts";
import { userAgent } from "../_shared/user-agent.ts";
import { isPassword } from "./passwords.ts";

/**
 * Makes sure that whoever is signed in knows the password, before something that a thief of the device must not do.
 * Returns the hash that it was compared with: the step that follows makes sure that it is still the account's.
 * Errors: WRONG_PASSWORD, TOO_MANY_FAILURES, NOT_AUTHENTICATED, ACCOUNT_BANNED.
 */
export async function confirmPassword(
  context: Context,
  { sub, sid }: Identity,
  password: string,
): Promise<{ hash: string; username: string; email: string }> {
  const [account] = await sql`select password_hash, username, email from private.begin_password_check(${sub}, ${sid})`;
  if (!(await isPassword(password, account?.password_hash)) || !account) {
    await sql`select private.audit('password_check_failed', ${sub}, ${userAgent(context)}, ${clientIp(context)})`;
    throw new ApiError("WRONG_PASSWORD");
  }
  return { hash: account.password_hash, username: account.username, email: account.email };
}
