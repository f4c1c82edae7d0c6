import type { ServerResponse } from "node:http";
import { type GatewayErrorCode, gatewayErrorCodes } from "./error-codes.ts";

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

export interface Refusal {
  message?: string;
  details?: string;
  hint?: string | undefined;
}

/** Refuses with a code of the gateway, in the shape that everything behind it uses too. */
export function refuse(
  response: ServerResponse,
  code: GatewayErrorCode,
  { message = gatewayErrorCodes[code][1], details, hint }: Refusal = {},
  headers: Headers = {},
): void {
  const body = { code, message, details: details ?? null, hint: hint ?? null };
  answerJson(response, gatewayErrorCodes[code][0], body, headers);
}
