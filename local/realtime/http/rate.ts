import type { Context } from "../context.ts";
import { HttpError } from "./response.ts";

/** What a caller is told about the project's rate of messages. */
export function rateHeaders({ rates: { events } }: Context): Record<string, string> {
  return {
    "x-rate-rolling": String(Math.round(events.average)),
    "x-rate-limit": String(events.limit),
    "x-rate-limit-remaining": String(Math.max(0, Math.round(events.limit - events.average))),
  };
}

/** @throws HttpError 429 while the project is over its rate, or would be with these messages. */
export function requireCapacity({ rates: { events } }: Context, messages: number): void {
  if (events.exceeded) throw new HttpError(429, { message: "You have exceeded your rate limit" });
  if (events.average + messages > events.limit) {
    throw new HttpError(429, { message: "Too many messages to broadcast, please reduce the batch size" });
  }
}
