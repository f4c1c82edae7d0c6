import { readFileSync } from "node:fs";
import { importJWK, SignJWT } from "jose";
import { signingKeysFile } from "../../local/stack/secrets.ts";

/** The signing key of an embedded stack, by its data folder. */
export function signingKeyOf(dataFolder: string): { kid: string; d: string; x: string; y: string } {
  return JSON.parse(readFileSync(signingKeysFile(dataFolder), "utf8"))[0];
}

/** Signs access tokens as the function `auth` of that stack does; `claims` may break them in any way. They last `seconds`. */
export function signerOf(dataFolder: string, apiUrl: string, seconds = 60) {
  return async (claims: Record<string, unknown> = {}): Promise<string> => {
    const { kid, ...key } = signingKeyOf(dataFolder);
    const now = Math.floor(Date.now() / 1000);
    const issuer = `${apiUrl}/functions/v1/auth`;
    const payload = {
      role: "authenticated",
      aud: "authenticated",
      iss: issuer,
      iat: now,
      exp: now + seconds,
      ...claims,
    };
    const usable = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
    return new SignJWT(usable)
      .setProtectedHeader({ alg: "ES256", kid })
      .sign(await importJWK({ ...key, key_ops: ["sign"] }, "ES256"));
  };
}
