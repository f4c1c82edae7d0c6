import { createHash } from "node:crypto";
import type { Context } from "hono";
import { z } from "zod";
import { readBody } from "../_shared/body.ts";
import { clientIp } from "../_shared/client-ip.ts";
import { sql } from "../_shared/database.ts";
import { ApiError } from "../_shared/errors.ts";
import { isPassword } from "./passwords.ts";
import { makeRefreshToken } from "./refresh-token.ts";
import { makeSession } from "./session.ts";

const loginBody = z.strictObject({
  identifier: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(1000),
});

/** POST /login: e-mail address or username, and password. The refusal does not tell which of them was wrong. */
export async function login(context: Context): Promise<Response> {
  const { identifier, password } = await readBody(context, loginBody);
  const ip = clientIp(context);
  // By address and by account: neither one machine nor many may guess at one person's password.
  const subject = createHash("sha256").update(identifier.toLowerCase()).digest("hex");
  await sql`select private.take_token('login_by_ip', ${ip ?? "unknown"}), private.take_token('login_by_account', ${subject})`;

  const [found] = await sql`select account_id, password_hash from private.find_login(${identifier})`;
  if (!(await isPassword(password, found?.password_hash)) || !found) throw new ApiError("INVALID_CREDENTIALS");

  const first = makeRefreshToken(crypto.randomUUID(), 0);
  const [opened] = await sql`
    select private.open_session(${first.sessionId}, ${found.account_id}, ${first.hash},
      ${context.req.header("user-agent") ?? null}, ${ip}) as claims, private.own_profile(${found.account_id}) as profile`;
  if (!opened) throw new ApiError("INTERNAL");
  return context.json({ user: opened.profile, session: await makeSession(opened.claims, 0) });
}
