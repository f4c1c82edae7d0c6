import type { IncomingMessage, ServerResponse } from "node:http";

const exposed = "ETag, Content-Length, Content-Range, Accept-Ranges, Last-Modified, x-amz-request-id";

/** Any page may use a presigned URL: the signature is the permission, and no cookie is involved. */
export function allowAnyOrigin(response: ServerResponse): void {
  response.setHeader("access-control-allow-origin", "*");
  response.setHeader("access-control-expose-headers", exposed);
}

/** Answers a preflight; what it may send is decided when it comes. */
export function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader("access-control-allow-methods", "GET, HEAD, PUT, POST, DELETE");
  // Repeated rather than "*", which does not cover Authorization.
  const asked = request.headers["access-control-request-headers"];
  if (asked) response.setHeader("access-control-allow-headers", asked);
  response.setHeader("access-control-max-age", "3600");
  response.setHeader("vary", "Access-Control-Request-Headers");
  response.writeHead(204).end();
}
