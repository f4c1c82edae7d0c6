import type { Context } from "hono";
import { authenticate } from "../_shared/access-token.ts";
import { readBody } from "../_shared/body.ts";
import { clientIp } from "../_shared/client-ip.ts";
import { sql } from "../_shared/database.ts";
import { userAgent } from "../_shared/user-agent.ts";
import { mailTokenBody } from "./bodies.ts";
import { openMailToken } from "./mail-tokens.ts";

/** POST /email/verify: shows by a mailed link that an address is one's own. Nobody need be signed in. */
export async function verifyEmail(context: Context): Promise<Response> {
  const body = await readBody(context, mailTokenBody);
  const tokenId = openMailToken("verify_email", body.token);
  await sql`select private.verify_email(${tokenId}, ${userAgent(context)}, ${clientIp(context)})`;
  return context.body(null, 204);
}

/** POST /email/resend: mails the caller another verification link. */
export async function resendVerification(context: Context): Promise<Response> {
  const { sub, sid } = await authenticate(context);
  await sql`select private.resend_verification(${sub}, ${sid})`;
  return context.body(null, 202);
}
