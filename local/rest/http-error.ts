import type { ServerResponse } from "node:http";

/** As PostgREST writes it. */
export const jsonContentType = "application/json; charset=utf-8";

/** The body of every failed REST request, PostgREST's shape. */
export interface ErrorBody {
  code: string;
  message: string;
  details: unknown;
  hint: unknown;
}

/** A request that ends in an error response. */
export class HttpError extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    body: Partial<ErrorBody> & { code: string; message: string },
    headers: Record<string, string> = {},
    options?: ErrorOptions,
  ) {
    super(bounded(body.message), options);
    this.status = status;
    this.body = {
      code: body.code,
      details: bounded(body.details ?? null),
      hint: bounded(body.hint ?? null),
      message: bounded(body.message),
    };
    this.headers = headers;
  }
}

/** Postgres quotes what it could not read, which may be as long as a body. */
const maxTextLength = 1_000;

function bounded<Text>(text: Text): Text {
  if (typeof text !== "string" || text.length <= maxTextLength) return text;
  return `${text.slice(0, maxTextLength)}…` as Text;
}

/** Answers with the error, or cuts the connection when part of another answer is already out. */
export function sendError(response: ServerResponse, error: HttpError, withBody = true): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = Buffer.from(JSON.stringify(error.body));
  response.writeHead(error.status, {
    "Content-Type": jsonContentType,
    "Content-Length": body.length,
    ...error.headers,
  });
  response.end(withBody ? body : undefined);
}

/** The same as a fetch-style response, for the lite process. */
export function errorResponse({ status, body, headers }: HttpError): Response {
  return Response.json(body, { status, headers: { "Content-Type": jsonContentType, ...headers } });
}
