import type { Context } from "hono";
import { readBody } from "../_shared/body.ts";
import { clientIp } from "../_shared/client-ip.ts";
import { sql } from "../_shared/database.ts";
import { ApiError } from "../_shared/errors.ts";
import { userAgent } from "../_shared/user-agent.ts";
import { startAvatarUpload } from "./avatar-upload.ts";
import { registerBody } from "./bodies.ts";
import { checkAge } from "./check-age.ts";
import { checkPassword } from "./password-rules.ts";
import { hashPassword } from "./passwords.ts";
import { makeRefreshToken } from "./refresh-token.ts";
import { makeSession } from "./session.ts";

/**
 * POST /register: makes an account and signs it in. With `avatar` the answer has `avatar_upload` as media/uploads gives
 * it, or `avatar_error` when that refused.
 */
export async function register(context: Context): Promise<Response> {
  const body = await readBody(context, registerBody);
  checkAge(body);
  const { password, avatar, ...details } = body;
  checkPassword(password, details);
  const ip = clientIp(context);
  await sql`select private.take_token_by_ip('register_by_ip', ${ip})`;

  const first = makeRefreshToken(crypto.randomUUID(), 0);
  const [registered] = await sql`
    select private.register(${sql.json(details)}, ${await hashPassword(password)}, ${first.sessionId}, ${first.hash},
      ${userAgent(context)}, ${ip}) as answer`;
  if (!registered) throw new ApiError("INTERNAL");
  const { user, claims } = registered.answer;
  const session = await makeSession(claims, first);
  const upload = avatar && (await startAvatarUpload(avatar, session.access_token));
  return context.json({ user, session, ...upload }, 201);
}
