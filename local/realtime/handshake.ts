import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Client } from "./connection.ts";
import type { Context } from "./context.ts";
import { isOpaqueKey } from "./identity.ts";
import { ExpiredToken, malformed, TokenError } from "./tokens.ts";
import type { Version } from "./wire/client-message.ts";

/** A WebSocket handshake that is answered with an HTTP status instead. */
export class HandshakeRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function versionOf(vsn: string | null): Version {
  if (vsn === null || /^1\.0\.\d+$/.test(vsn)) return 1;
  if (/^2\.0\.\d+$/.test(vsn)) return 2;
  throw new HandshakeRefusal(403, "Unsupported serializer version");
}

/** The `x-` headers as JSON, which policies may read. */
function customHeaders(request: IncomingMessage): string {
  const entries = Object.entries(request.headers).filter(([name]) => name.startsWith("x-"));
  return entries.length === 0 ? "{}" : JSON.stringify(Object.fromEntries(entries));
}

/**
 * Decides who connects.
 * @throws HandshakeRefusal
 */
export async function readHandshake(context: Context, request: IncomingMessage, url: URL): Promise<Client> {
  const version = versionOf(url.searchParams.get("vsn"));
  const header = request.headers["x-api-key"];
  const key = ((typeof header === "string" && header) || url.searchParams.get("apikey") || "").replace(/\s/g, "");
  if (key === "") throw new HandshakeRefusal(401, "API key is missing");
  if (context.rates.joins.exceeded) throw new HandshakeRefusal(429, "Too many joins per second");
  if (context.clients >= context.limits.maxClients) throw new HandshakeRefusal(429, "Too many connected users");
  const known = context.readApiKey(key);
  try {
    if (!known && isOpaqueKey(key)) throw malformed();
    const identity = known ?? (await context.tokens.verify(key));
    return { version, identity, token: known ? undefined : key, headers: customHeaders(request) };
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    throw new HandshakeRefusal(401, error instanceof ExpiredToken ? "Token has expired" : error.message);
  }
}

export function answerRefusal(socket: Duplex, refusal: HandshakeRefusal): void {
  const body = JSON.stringify({ error: refusal.message });
  socket.end(
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
