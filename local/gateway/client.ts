import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

export interface Client {
  clientIp: string;
  requestId: string;
}

/** Names the request in every log: the client's own id where it is a sane one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
}

export function clientIpOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
}

const loopback = /^(127\.\d+\.\d+\.\d+|::1)$/;
const localHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/**
 * True for a program on this machine that meant to come here. A web page elsewhere that has its own name resolve to
 * this address (DNS rebinding) betrays itself by the Host header.
 */
export const isLocal = (request: IncomingMessage): boolean =>
  loopback.test(clientIpOf(request)) && localHost.test(request.headers.host ?? "");

/**
 * Overwrites every header that tells a client's address, so that none of them can be forged. The parts trust
 * `cf-connecting-ip`, which Supabase's own edge sets in the same way.
 */
export function stampClient(request: IncomingMessage, { clientIp, requestId }: Client): void {
  request.headers["cf-connecting-ip"] = clientIp;
  request.headers["x-forwarded-for"] = clientIp;
  request.headers["x-real-ip"] = clientIp;
  request.headers["x-request-id"] = requestId;
  delete request.headers.forwarded;
}
