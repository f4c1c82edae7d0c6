import type { Context } from "hono";
import { authenticate } from "../_shared/access-token.ts";
import { readBody } from "../_shared/body.ts";
import { clientIp } from "../_shared/client-ip.ts";
import { sql } from "../_shared/database.ts";
import { userAgent } from "../_shared/user-agent.ts";
import { changePasswordBody } from "./bodies.ts";
import { confirmPassword } from "./confirm-password.ts";
import { checkPassword } from "./password-rules.ts";
import { hashPassword } from "./passwords.ts";

/** POST /password/change: a new password for somebody signed in. Every other session ends. */
export async function changePassword(context: Context): Promise<Response> {
  const identity = await authenticate(context);
  const body = await readBody(context, changePasswordBody);
  const account = await confirmPassword(context, identity, body.current_password);
  checkPassword(body.new_password, account);
  await sql`
    select private.change_password(${identity.sub}, ${identity.sid}, ${account.hash},
      ${await hashPassword(body.new_password)}, ${userAgent(context)}, ${clientIp(context)})`;
  return context.body(null, 204);
}
