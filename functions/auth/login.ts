import type { Context } from "hono";
import { readBody } from "../_shared/body.ts";
import { clientIp } from "../_shared/client-ip.ts";
import { sql } from "../_shared/database.ts";
import { ApiError } from "../_shared/errors.ts";
import { userAgent } from "../_shared/user-agent.ts";
import { loginBody } from "./bodies.ts";
import { isPassword, rehashed } from "./passwords.ts";
import { makeRefreshToken, readRefreshToken } from "./refresh-token.ts";
import { makeSession } from "./session.ts";

/**
 * POST /login: e-mail address or username, and password. The refusal does not tell which of them was wrong. With
 * `device_token`, any refresh token that this device has had for the account, strangers who guess at it do not lock it out.
 */
export async function login(context: Context): Promise<Response> {
  const { identifier, password, device_token } = await readBody(context, loginBody);
  // One that is not genuine is none: the answer is the same.
  const device = readRefreshToken(device_token ?? "")?.sessionId ?? null;
  const [ip, agent] = [clientIp(context), userAgent(context)];
  const [found] = await sql`select account_id, password_hash from private.begin_login(${identifier}, ${ip}, ${device})`;
  if (!(await isPassword(password, found?.password_hash)) || !found) {
    // Also without an account, so that both take as long.
    await sql`select private.audit('sign_in_failed', ${found?.account_id ?? null}, ${agent}, ${ip})`;
    throw new ApiError("INVALID_CREDENTIALS");
  }

  const { account_id, password_hash } = found;
  const first = makeRefreshToken(crypto.randomUUID(), 0);
  const [opened] = await sql`
    select
      private.finish_login(${account_id}, ${password_hash}, ${await rehashed(password, password_hash)},
        ${first.sessionId}, ${first.hash}, ${agent}, ${ip}, ${device}) as claims,
      private.own_profile(${account_id}) as profile`;
  if (!opened) throw new ApiError("INTERNAL");
  return context.json({ user: opened.profile, session: await makeSession(opened.claims, first) });
}
