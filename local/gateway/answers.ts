import type { ServerResponse } from "node:http";
import { type ErrorBody, type ErrorCode, errorBody, errorStatus } from "../../functions/_shared/error-codes.ts";

type Headers = Record<string, string>;

export function answerJson(response: ServerResponse, status: number, body: unknown, headers: Headers = {}): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

/** Refuses with a code of the one list. */
export function refuse(
  response: ServerResponse,
  code: ErrorCode,
  headers: Headers = {},
  change: Partial<ErrorBody> = {},
) {
  answerJson(response, errorStatus(code), { ...errorBody(code), ...change }, headers);
}
