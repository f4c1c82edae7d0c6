import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { type ErrorBody, type ErrorCode, type ErrorDetails, errorBody, errorStatus } from "./error-codes.ts";
import { currentRequestId } from "./request-log.ts";

/** A refusal with a code of the one list. Throw it anywhere; `answerError` turns it into the answer. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  readonly hint: string | null;

  constructor(code: ErrorCode, message?: string, details: ErrorDetails = null, hint: string | null = null) {
    super(errorBody(code, message).message);
    this.code = code;
    this.details = details;
    this.hint = hint;
  }
}

interface DatabaseRefusal {
  message: string;
  detail: string;
}

/** What `private.raise` of sql/00_platform/errors.sql throws. */
function isDatabaseRefusal(error: unknown): error is DatabaseRefusal {
  return error instanceof Error && (error as { code?: string }).code === "PGRST";
}

/** SQLSTATE classes and driver codes that mean: the database is away for the moment. */
function isDatabaseAway(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === "string" && /^(08...|57P0[123]|53300|ECONN.*|CONNECT.*|CONNECTION_.*)$/.test(code);
}

const answer = (context: Context, status: number, body: ErrorBody, headers: Record<string, string> = {}) =>
  context.json(body, status as ContentfulStatusCode, headers);

/** Hono's error handler: the same body as PostgREST gives, and nothing of an unexpected error but its request id. */
export function answerError(error: Error, context: Context): Response {
  if (error instanceof ApiError) {
    return answer(context, errorStatus(error.code), errorBody(error.code, error.message, error.details, error.hint));
  }
  if (isDatabaseRefusal(error)) {
    const { status, headers } = JSON.parse(error.detail);
    const { code, message, details, hint } = JSON.parse(error.message);
    return answer(context, status, { code, message, details, hint }, headers);
  }
  if (error instanceof HTTPException) {
    const code = error.status === 413 ? "BODY_TOO_LARGE" : "INVALID_JSON";
    return answer(context, errorStatus(code), errorBody(code));
  }
  const requestId = currentRequestId() ?? "unknown";
  console.error(
    JSON.stringify({ level: "error", requestId, path: context.req.path, error: error.message, stack: error.stack }),
  );
  return isDatabaseAway(error)
    ? answer(context, 503, errorBody("UNAVAILABLE"), { "retry-after": "1" })
    : answer(context, 500, errorBody("INTERNAL", undefined, `request ${requestId}`));
}
