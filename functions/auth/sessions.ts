import type { Context } from "hono";
import { z } from "zod";
import { authenticate } from "../_shared/access-token.ts";
import { clientIp } from "../_shared/client-ip.ts";
import { sql } from "../_shared/database.ts";
import { ApiError } from "../_shared/errors.ts";
import { userAgent } from "../_shared/user-agent.ts";

/** GET /sessions: the devices on which the caller is signed in. */
export async function listSessions(context: Context): Promise<Response> {
  const { sub, sid } = await authenticate(context);
  const [row] = await sql`select private.list_sessions(${sub}, ${sid}) as answer`;
  return context.json(row?.answer);
}

/** DELETE /sessions/:id: signs a device out. */
export async function revokeSession(context: Context): Promise<Response> {
  const { sub, sid } = await authenticate(context);
  const id = z.uuid().safeParse(context.req.param("id"));
  if (!id.success) throw new ApiError("SESSION_NOT_FOUND");
  await sql`select private.revoke_session(${sub}, ${sid}, ${id.data}, ${userAgent(context)}, ${clientIp(context)})`;
  return context.body(null, 204);
}

/** POST /logout: ends the caller's session. It may have ended already. */
export async function logout(context: Context): Promise<Response> {
  const { sid } = await authenticate(context);
  await sql`select private.close_session(${sid}, ${userAgent(context)}, ${clientIp(context)})`;
  return context.body(null, 204);
}

/** POST /logout-all: ends every session of the caller, this one included. */
export async function logoutAll(context: Context): Promise<Response> {
  const { sub, sid } = await authenticate(context);
  await sql`select private.sign_out_everywhere(${sub}, ${sid}, ${userAgent(context)}, ${clientIp(context)})`;
  return context.body(null, 204);
}
