import type { Context } from "hono";
import { authenticate } from "../_shared/access-token.ts";
import { readBody } from "../_shared/body.ts";
import { clientIp } from "../_shared/client-ip.ts";
import { sql } from "../_shared/database.ts";
import { userAgent } from "../_shared/user-agent.ts";
import { deleteAccountBody } from "./bodies.ts";
import { confirmPassword } from "./confirm-password.ts";
import { openMailToken } from "./mail-tokens.ts";

/** POST /account/deactivate: puts the account to sleep. Signing in wakes it up. */
export async function deactivateAccount(context: Context): Promise<Response> {
  const { sub, sid } = await authenticate(context);
  await sql`select private.deactivate_account(${sub}, ${sid}, ${userAgent(context)}, ${clientIp(context)})`;
  return context.body(null, 204);
}

/** POST /account/delete-request: mails the caller a link that deletes the account without the password. */
export async function requestDeletion(context: Context): Promise<Response> {
  const { sub, sid } = await authenticate(context);
  await sql`select private.request_deletion(${sub}, ${sid}, ${userAgent(context)}, ${clientIp(context)})`;
  return context.body(null, 202);
}

/** DELETE /account: removes the account and all that is the person's, by the password or by a mailed link. */
export async function deleteAccount(context: Context): Promise<Response> {
  const body = await readBody(context, deleteAccountBody);
  if ("token" in body) {
    const tokenId = openMailToken("delete_account", body.token);
    await sql`select private.delete_account_by_mail(${tokenId}, ${clientIp(context)})`;
  } else {
    const identity = await authenticate(context);
    const { hash } = await confirmPassword(context, identity, body.password);
    await sql`select private.delete_account_by_password(${identity.sub}, ${identity.sid}, ${hash})`;
  }
  return context.body(null, 204);
}
