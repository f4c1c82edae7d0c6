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
