import type { Context } from "hono";
import { readBody } from "../_shared/body.ts";
import { clientIp } from "../_shared/client-ip.ts";
import { sql } from "../_shared/database.ts";
import { usernameBody } from "./bodies.ts";

/** POST /username-available: whether somebody could register with this username, and what else they could take. */
export async function usernameAvailable(context: Context): Promise<Response> {
  const body = await readBody(context, usernameBody);
  const [row] = await sql`select private.username_available(${body.username}, ${clientIp(context)}) as answer`;
  return context.json(row?.answer);
}
