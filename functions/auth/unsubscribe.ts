import type { Context } from "hono";
import { readBody } from "../_shared/body.ts";
import { clientIp } from "../_shared/client-ip.ts";
import { sql } from "../_shared/database.ts";
import { mailTokenBody } from "./bodies.ts";
import { openMailToken } from "./mail-tokens.ts";

/**
 * POST /email/unsubscribe: no more digests by mail. Nobody need be signed in: the token is that of the mail, in the query, where mail
 * programs call it with one click and a form of their own (RFC 8058), or in the body. A GET does nothing, since scanners open links.
 */
export async function unsubscribe(context: Context): Promise<Response> {
  const token = context.req.query("token") ?? (await readBody(context, mailTokenBody)).token;
  const accountId = openMailToken("unsubscribe", token);
  await sql`select private.unsubscribe_from_mails(${accountId}, ${clientIp(context)})`;
  return context.body(null, 204);
}
