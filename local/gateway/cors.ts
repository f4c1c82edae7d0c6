import type { IncomingMessage, ServerResponse } from "node:http";

const dayInSeconds = "86400";

/**
 * Any origin may call: the API key and the token decide, never a cookie. Answers a preflight and returns true;
 * otherwise adds the headers that the real answer needs.
 */
export function applyCors(request: IncomingMessage, response: ServerResponse): boolean {
  response.setHeader("access-control-allow-origin", "*");
  response.setHeader(
    "access-control-expose-headers",
    "content-range, content-location, location, preference-applied, retry-after, x-request-id",
  );
  const isPreflight = request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;
  if (!isPreflight) return false;
  response.setHeader("access-control-allow-methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  response.setHeader("access-control-allow-headers", request.headers["access-control-request-headers"] ?? "*");
  response.setHeader("access-control-max-age", dayInSeconds);
  response.writeHead(204).end();
  return true;
}
