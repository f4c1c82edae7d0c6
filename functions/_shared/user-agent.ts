import type { Context } from "hono";

/** What the client says it is, as far as we keep it. */
export const userAgent = (context: Context): string | null => context.req.header("user-agent")?.slice(0, 500) ?? null;
