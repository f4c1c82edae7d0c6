import {
  Agent,
  type ClientRequest,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { refuse } from "./answers.ts";
import { closeWith } from "./upgrades.ts";

export interface Upstream {
  /** http://127.0.0.1:PORT of the part. */
  url: string;
  /** Path and query to ask for. */
  path: string;
  /** A longer body is refused with 413. */
  maxBodyBytes: number;
  /** How long the part may stay silent. */
  timeoutMs: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 256, keepAliveMsecs: 10_000 });

/** Headers that speak about one connection only (RFC 9110, section 7.6.1). */
const hopByHop = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
];

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const kept = { ...headers };
  for (const name of hopByHop) delete kept[name];
  return kept;
}

function open(
  request: IncomingMessage,
  { url, path }: Pick<Upstream, "url" | "path">,
  headers: IncomingHttpHeaders,
): ClientRequest {
  const { hostname, port } = new URL(url);
  // The client's own Host header stays: S3 clients have signed it.
  return httpRequest({ agent, hostname, port, path, method: request.method, headers, setHost: false });
}

/** Passes a request on and its answer back, both as streams. A part that is away gives 503, a silent one 504. */
export function forward(request: IncomingMessage, response: ServerResponse, upstream: Upstream): void {
  if (Number(request.headers["content-length"] ?? 0) > upstream.maxBodyBytes) {
    refuse(response, "BODY_TOO_LARGE", {}, { connection: "close" });
    return;
  }
  const outgoing = open(request, upstream, endToEnd(request.headers));
  let received = 0;
  request.on("data", (chunk: Buffer) => {
    received += chunk.length;
    if (received <= upstream.maxBodyBytes) return;
    outgoing.destroy();
    refuse(response, "BODY_TOO_LARGE", {}, { connection: "close" });
  });
  outgoing.setTimeout(upstream.timeoutMs, () => {
    refuse(response, "TIMEOUT");
    outgoing.destroy();
  });
  outgoing.on("response", (incoming) => {
    response.writeHead(incoming.statusCode ?? 502, endToEnd(incoming.headers));
    incoming.on("error", () => response.destroy());
    incoming.pipe(response);
  });
  outgoing.on("error", () => {
    if (!response.writableEnded) refuse(response, "UNAVAILABLE", {}, { "retry-after": "1" });
  });
  response.on("close", () => outgoing.destroy());
  request.pipe(outgoing);
}

/** Passes a WebSocket handshake on, and joins the two sockets once the part has agreed. */
export function forwardUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  upstream: { url: string; path: string },
): void {
  const outgoing = open(request, upstream, request.headers);
  // A WebSocket may be silent for long: its own heartbeat decides, not the HTTP server's idle limit.
  if (socket instanceof Socket) socket.setTimeout(0).setNoDelay(true);
  socket.on("close", () => outgoing.destroy());
  outgoing.on("error", () =>
    closeWith(socket, "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\n\r\n"),
  );
  outgoing.on("upgrade", (incoming, partSocket, partHead) => {
    socket.write(responseHead(101, "Switching Protocols", incoming.rawHeaders));
    if (partHead.length > 0) socket.write(partHead);
    if (head.length > 0) partSocket.write(head);
    partSocket.setNoDelay(true);
    partSocket.on("error", () => socket.destroy());
    partSocket.on("close", () => socket.destroy());
    socket.on("close", () => partSocket.destroy());
    partSocket.pipe(socket).pipe(partSocket);
  });
  outgoing.on("response", (incoming) => {
    socket.write(responseHead(incoming.statusCode ?? 502, incoming.statusMessage ?? "", incoming.rawHeaders));
    incoming.on("error", () => socket.destroy());
    incoming.on("end", () => closeWith(socket));
    incoming.pipe(socket, { end: false });
  });
  outgoing.end();
}

function responseHead(status: number, reason: string, rawHeaders: string[]): string {
  let lines = `HTTP/1.1 ${status} ${reason}\r\n`;
  for (let i = 0; i < rawHeaders.length; i += 2) lines += `${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`;
  return `${lines}\r\n`;
}
