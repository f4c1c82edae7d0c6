import { validateHeaderName, validateHeaderValue } from "node:http";
import { HttpError } from "./http-error.ts";
import { ConnectError, ConnectionLostError, DatabaseError, PoolTimeoutError } from "./wire/errors.ts";

/** HTTP status by sqlstate or its class, PostgREST's table (PostgREST documentation, "Errors"). */
const statusByCode: Record<string, number> = {
  "08": 503,
  "09": 500,
  "0L": 403,
  "0P": 403,
  "21000": 500,
  "23503": 409,
  "23505": 409,
  "25006": 405,
  "25": 500,
  "28": 403,
  "2D": 500,
  "38": 500,
  "39": 500,
  "3B": 500,
  "40": 500,
  "42883": 404,
  "42P01": 404,
  "42P17": 500,
  "53400": 500,
  "53": 503,
  "54": 500,
  "55": 500,
  "57P01": 503,
  "57": 500,
  "58": 500,
  F0: 500,
  HV: 500,
  P0001: 400,
  P0: 500,
  XX: 500,
};

function statusOf({ code, message }: DatabaseError, isAnonymous: boolean): number {
  if (code === "42501") return isAnonymous ? 401 : 403;
  if (code === "22023" && message.startsWith("role") && message.endsWith("does not exist")) return 401;
  if (code === "21000" && message.endsWith("requires a WHERE clause")) return 400;
  // An array of an argument is nested too deeply. PostgREST takes it for a failure of its own.
  if (code === "54000" && message.startsWith("number of array dimensions")) return 400;
  if (code.startsWith("PT")) return validStatus(Number(code.slice(2))) ?? 500;
  return statusByCode[code] ?? statusByCode[code.slice(0, 2)] ?? 400;
}

/** The status if HTTP has it for a final response. */
export function validStatus(status: unknown): number | undefined {
  return Number.isInteger(status) && (status as number) >= 200 && (status as number) <= 599
    ? (status as number)
    : undefined;
}

const retryAfter = { "Retry-After": "1" };

/** The response to a failure of the database or of the way to it; undefined for what is neither. */
export function httpErrorOf(error: unknown, isAnonymous: boolean): HttpError | undefined {
  if (error instanceof HttpError) return error;
  if (error instanceof DatabaseError) {
    if (error.code === "PGRST") return raisedResponse(error);
    const status = statusOf(error, isAnonymous);
    const headers: Record<string, string> = {};
    if (status === 401) headers["WWW-Authenticate"] = "Bearer";
    if (status === 503) headers["Retry-After"] = "1";
    const { code, message, detail, hint } = error;
    // Postgres does not log what the API roles do wrong (roles.sql), so what is wrong with the database is said here.
    if (status >= 500) console.error(`REST answers ${status}: ${code} ${message.slice(0, 500)}`);
    return new HttpError(status, { code, message, details: detail, hint }, headers);
  }
  if (error instanceof ConnectError) {
    return new HttpError(503, { code: "PGRST000", message: "Database connection error." }, retryAfter);
  }
  if (error instanceof ConnectionLostError) {
    const message = "Database client error. Retrying the connection.";
    return new HttpError(503, { code: "PGRST001", message, details: error.message }, retryAfter);
  }
  if (error instanceof PoolTimeoutError) {
    const message = "Timed out acquiring connection from connection pool.";
    return new HttpError(504, { code: "PGRST003", message }, retryAfter);
  }
  return undefined;
}

/**
 * `raise sqlstate 'PGRST'`: the message is the JSON of the body, the detail that of status and headers
 * (PostgREST documentation, "RAISE errors with HTTP status codes").
 */
function raisedResponse(error: DatabaseError): HttpError {
  const body = parseObject(error.message);
  if (typeof body?.code !== "string" || typeof body.message !== "string") {
    return malformedRaise(
      `Invalid JSON value for MESSAGE: '${error.message}'`,
      "MESSAGE must be a JSON object with obligatory keys: 'code', 'message' and optional keys: 'details', 'hint'.",
    );
  }
  const hint =
    "DETAIL must be a JSON object with obligatory keys: 'status', 'headers' and optional key: 'status_text'.";
  if (error.detail === null) return malformedRaise("DETAIL is missing in the RAISE statement", hint);
  const detail = parseObject(error.detail);
  const status = validStatus(detail?.status);
  const headers = detail?.headers;
  if (status === undefined || !areHeaders(headers)) {
    return malformedRaise(`Invalid JSON value for DETAIL: '${error.detail}'`, hint);
  }
  return new HttpError(
    status,
    { code: body.code, message: body.message, details: body.details, hint: body.hint },
    headers,
  );
}

const malformedRaise = (details: string, hint: string) =>
  new HttpError(500, {
    code: "PGRST121",
    message: `Could not parse JSON in the "RAISE SQLSTATE 'PGRST'" error`,
    details,
    hint,
  });

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** True for a JSON object whose entries may be sent as headers: node throws at the others. */
export function areHeaders(value: unknown): value is Record<string, string> {
  if (typeof value !== "object" || value === null) return false;
  try {
    for (const [name, text] of Object.entries(value)) {
      validateHeaderName(name);
      validateHeaderValue(name, text);
      if (typeof text !== "string") return false;
    }
    return true;
  } catch {
    return false;
  }
}
