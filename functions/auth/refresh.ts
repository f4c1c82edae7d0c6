import type { Context } from "hono";
import { z } from "zod";
import { readBody } from "../_shared/body.ts";
import { clientIp } from "../_shared/client-ip.ts";
import { sql } from "../_shared/database.ts";
import { ApiError } from "../_shared/errors.ts";
import { makeRefreshToken, readRefreshToken } from "./refresh-token.ts";
import { makeSession } from "./session.ts";

const refreshBody = z.strictObject({ refresh_token: z.string().min(1).max(200) });

/** POST /refresh: exchanges a refresh token for a new session. See private.rotate_session for what a replay does. */
export async function refresh(context: Context): Promise<Response> {
  const body = await readBody(context, refreshBody);
  await sql`select private.take_token('refresh_by_ip', ${clientIp(context) ?? "unknown"})`;
  const presented = readRefreshToken(body.refresh_token);
  if (!presented) throw new ApiError("INVALID_REFRESH_TOKEN");

  const child = makeRefreshToken(presented.sessionId, presented.counter + 1);
  const [rotation] = await sql`
    select private.rotate_session(${presented.sessionId}, ${presented.counter}, ${presented.hash}, ${child.hash}) as answer`;
  const claims = rotation?.answer.claims;
  if (!claims) throw new ApiError("INVALID_REFRESH_TOKEN");
  return context.json({ session: await makeSession(claims, child.counter) });
}
