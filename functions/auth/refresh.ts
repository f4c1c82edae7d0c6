import type { Context } from "hono";
import { readBody } from "../_shared/body.ts";
import { clientIp } from "../_shared/client-ip.ts";
import { sql } from "../_shared/database.ts";
import { ApiError } from "../_shared/errors.ts";
import { userAgent } from "../_shared/user-agent.ts";
import { refreshBody } from "./bodies.ts";
import { findRefreshToken, makeRefreshToken, readRefreshToken } from "./refresh-token.ts";
import { makeSession } from "./session.ts";

/** POST /refresh: exchanges a refresh token for a new session. See private.rotate_session for what a replay does. */
export async function refresh(context: Context): Promise<Response> {
  const body = await readBody(context, refreshBody);
  const ip = clientIp(context);
  await sql`select private.take_token_by_ip('refresh_by_ip', ${ip})`;
  const presented = readRefreshToken(body.refresh_token);
  if (!presented) throw new ApiError("INVALID_REFRESH_TOKEN");

  const { sessionId } = presented;
  const child = (generation: number) => makeRefreshToken(sessionId, presented.counter + generation);
  const [rotation] = await sql`
    select private.rotate_session(${sessionId}, ${presented.counter}, ${presented.hash}, ${child(1).hash},
      ${child(2).hash}, ${userAgent(context)}, ${ip}) as answer,
      (select refresh_hash from private.sessions where id = ${sessionId}) as hash_before`;
  const { outcome, counter, claims, until } = rotation?.answer ?? {};
  if (outcome === "banned") throw new ApiError("ACCOUNT_BANNED", undefined, `until ${until}`);
  if (!claims) throw new ApiError("INVALID_REFRESH_TOKEN");
  // A replay gives the very child that is there, and the secret may have been changed since that was made.
  const known =
    outcome === "replayed" ? findRefreshToken(sessionId, [counter, counter + 1], rotation?.hash_before) : undefined;
  return context.json({ session: await makeSession(claims, known ?? makeRefreshToken(sessionId, counter)) });
}
