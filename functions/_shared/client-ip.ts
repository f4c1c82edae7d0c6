import type { Context } from "hono";
import { optional } from "./environment.ts";

// The same header, for the same reason, as private.client_ip() in sql/00_platform/caller.sql.
const header = optional("CLIENT_IP_HEADER", "cf-connecting-ip");

/** The client's network address as the gateway saw it, or null where nothing vouches for one. */
export const clientIp = (context: Context): string | null => context.req.header(header) ?? null;
