import type { MiddlewareHandler } from "hono";
import { tryGetContext } from "hono/context-storage";
import type { RequestIdVariables } from "hono/request-id";
import { optional } from "./environment.ts";

/** The id of the request that is being answered; undefined outside of one. */
export const currentRequestId = (): string | undefined =>
  tryGetContext<{ Variables: RequestIdVariables }>()?.get("requestId");

// The embedded gateway writes a line a request itself.
const isOn = optional("LOG_REQUESTS", "true") === "true";

/** One line of JSON a request. No query and no body, which may hold secrets. */
export const logRequest =
  (name: string): MiddlewareHandler =>
  async (context, next) => {
    const began = performance.now();
    await next();
    if (!isOn) return;
    const { method, path } = context.req;
    const ms = Math.round(performance.now() - began);
    const line = {
      level: "info",
      requestId: currentRequestId(),
      function: name,
      method,
      path,
      status: context.res.status,
      ms,
    };
    console.log(JSON.stringify(line));
  };
