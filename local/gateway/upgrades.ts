import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { pathOf } from "./paths.ts";

/** How long a refused client may take to close its side. */
const lingerMs = 2_000;

/** WebSockets of Realtime alone. Any other `Upgrade` is an offer that a server may pass over (RFC 9110, section 7.8). */
export const isUpgrade = (request: IncomingMessage): boolean =>
  request.headers.upgrade?.toLowerCase() === "websocket" && pathOf(request.url).startsWith("/realtime/v1/");

/** Says the last words on a raw socket and closes it, whatever its client does or leaves undone. */
export function closeWith(socket: Duplex, lastWords = ""): void {
  if (socket.destroyed) return;
  socket.end(lastWords);
  socket.resume(); // what it still sends is read, or its end would never be seen
  const impatience = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(impatience));
}
