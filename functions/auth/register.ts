import type { Context } from "hono";
import { readBody } from "../_shared/body.ts";
import { clientIp } from "../_shared/client-ip.ts";
import { sql } from "../_shared/database.ts";
import { ApiError } from "../_shared/errors.ts";
import { userAgent } from "../_shared/user-agent.ts";
import { checkPassword } from "./password-rules.ts";
import { hashPassword } from "./passwords.ts";
import { makeRefreshToken } from "./refresh-token.ts";
import { registerBody } from "./register-body.ts";
import { makeSession } from "./session.ts";

/** POST /register: makes an account and signs it in. */
export async function register(context: Context): Promise<Response> {
  const { password, ...details } = await readBody(context, registerBody);
  checkPassword(password, details);
  const ip = clientIp(context);
  await sql`select private.take_token_by_ip('register_by_ip', ${ip})`;

  const first = makeRefreshToken(crypto.randomUUID(), 0);
  const [registered] = await sql`
    select private.register(${sql.json(details)}, ${await hashPassword(password)}, ${first.sessionId}, ${first.hash},
      ${userAgent(context)}, ${ip}) as answer`;
  if (!registered) throw new ApiError("INTERNAL");
  const { user, claims } = registered.answer;
  return context.json({ user, session: await makeSession(claims, 0) }, 201);
}
