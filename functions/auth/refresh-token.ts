import { Buffer } from "node:buffer";
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { secretsOf } from "../_shared/environment.ts";

/**
 * A refresh token is `session id (16 bytes) | counter (4 bytes) | HMAC-SHA256 of both (32 bytes)` in base64url.
 * Because it is derived, a replay within the grace gets the very same child without any token being stored;
 * because it is signed, an old token is told from an invented one, and only a genuine one can end a session.
 * The database holds the SHA-256 of the valid token. Rotation with reuse detection: RFC 9700, section 4.14.2.
 */
export interface RefreshToken {
  token: string;
  /** SHA-256 of the token. */
  hash: Buffer;
  sessionId: string;
  counter: number;
}

const secrets = secretsOf("REFRESH_TOKEN_SECRET");
const idBytes = 16;
const bodyBytes = idBytes + 4;
const macBytes = 32;

const sign = (body: Uint8Array, secret: string) => createHmac("sha256", secret).update(body).digest();
const hashOf = (token: string) => createHash("sha256").update(token).digest();

export function makeRefreshToken(sessionId: string, counter: number, secret = secrets[0]): RefreshToken {
  const body = Buffer.alloc(bodyBytes);
  body.write(sessionId.replaceAll("-", ""), "hex");
  body.writeUInt32BE(counter, idBytes);
  const token = Buffer.concat([body, sign(body, secret)]).toString("base64url");
  return { token, hash: hashOf(token), sessionId, counter };
}

/** Takes a token apart; undefined when this server did not make it. */
export function readRefreshToken(token: string): RefreshToken | undefined {
  const bytes = Buffer.from(token, "base64url");
  if (bytes.length !== bodyBytes + macBytes) return undefined;
  const body = bytes.subarray(0, bodyBytes);
  if (!secrets.some((secret) => timingSafeEqual(sign(body, secret), bytes.subarray(bodyBytes)))) return undefined;
  const sessionId = body.toString("hex", 0, idBytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return { token, hash: hashOf(token), sessionId, counter: body.readUInt32BE(idBytes) };
}

/** The token with this hash among those of some numbers, made with the secret of now or with the one before. */
export const findRefreshToken = (sessionId: string, counters: number[], hash: Uint8Array): RefreshToken | undefined =>
  secrets
    .flatMap((secret) => counters.map((counter) => makeRefreshToken(sessionId, counter, secret)))
    .find((token) => token.hash.equals(hash));
