import { readFileSync } from "node:fs";
import { importJWK, SignJWT } from "jose";
import { inject } from "vitest";
import { signingKeysFile } from "../../local/stack/secrets.ts";

const { dataFolder, url } = inject("target");

/** The signing key of the embedded stack under test. */
export function stackSigningKey(): { kid: string; d: string; x: string; y: string } {
  if (!dataFolder) throw new Error("Only an embedded stack's signing key is at hand.");
  return JSON.parse(readFileSync(signingKeysFile(dataFolder), "utf8"))[0];
}

export const tokenIssuer = `${url}/functions/v1/auth`;

/** Signs an access token with the stack's own key; `claims` may break it in any way. */
export async function signToken(claims: Record<string, unknown> = {}): Promise<string> {
  const { kid, ...key } = stackSigningKey();
  const now = Math.floor(Date.now() / 1000);
  const payload = { role: "authenticated", aud: "authenticated", iss: tokenIssuer, iat: now, exp: now + 60, ...claims };
  const usable = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
  return new SignJWT(usable)
    .setProtectedHeader({ alg: "ES256", kid })
    .sign(await importJWK({ ...key, key_ops: ["sign"] }, "ES256"));
}
