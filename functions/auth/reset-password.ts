import type { Context } from "hono";
import { readBody } from "../_shared/body.ts";
import { clientIp } from "../_shared/client-ip.ts";
import { sql } from "../_shared/database.ts";
import { ApiError } from "../_shared/errors.ts";
import { userAgent } from "../_shared/user-agent.ts";
import { forgotPasswordBody, resetPasswordBody } from "./bodies.ts";
import { openMailToken } from "./mail-tokens.ts";
import { checkPassword } from "./password-rules.ts";
import { hashPassword } from "./passwords.ts";

/** POST /password/forgot: mails a link to the address if it is an account's. The answer is 202 in either case. */
export async function forgotPassword(context: Context): Promise<Response> {
  const body = await readBody(context, forgotPasswordBody);
  await sql`select private.request_password_reset(${body.email}, ${clientIp(context)})`;
  return context.body(null, 202);
}

/** POST /password/reset: a new password by a mailed link. Every session ends. */
export async function resetPassword(context: Context): Promise<Response> {
  const body = await readBody(context, resetPasswordBody);
  const tokenId = openMailToken("reset_password", body.token);
  const ip = clientIp(context);
  const [owner] = await sql`select username, email from private.begin_password_reset(${tokenId}, ${ip})`;
  if (!owner) throw new ApiError("INVALID_MAIL_TOKEN");
  checkPassword(body.new_password, { username: owner.username, email: owner.email });
  await sql`
    select private.reset_password(${tokenId}, ${await hashPassword(body.new_password)}, ${userAgent(context)}, ${ip})`;
  return context.body(null, 204);
}
