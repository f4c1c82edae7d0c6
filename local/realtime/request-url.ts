import type { IncomingMessage } from "node:http";

const base = "http://realtime";

/** The URL of a request; one that cannot be parsed reads as `/`, which is no path of ours. */
export function requestUrl(request: IncomingMessage): URL {
  return URL.parse(request.url ?? "/", base) ?? new URL(base);
}

/** The client names the server by either prefix: the gateway's, or Realtime's own. */
const webSocketPaths = new Set(["/realtime/v1/websocket", "/socket/websocket"]);

export const isWebSocketPath = (path: string): boolean => webSocketPaths.has(path);
