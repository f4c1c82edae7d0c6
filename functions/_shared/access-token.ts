import type { Context } from "hono";
import { errors, importJWK, type JWK, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { optional, required } from "./environment.ts";
import { ApiError } from "./errors.ts";

/** How long an access token is valid, in seconds. */
export const accessTokenLifetime = 15 * 60;

const identityClaims = z.object({ sub: z.uuid(), sid: z.uuid(), app_role: z.enum(["user", "moderator", "admin"]) });

/** The claims of our own in an access token: `sub` the account, `sid` the session. */
export type Identity = z.infer<typeof identityClaims>;

// The array that `supabase gen signing-key` and config.toml use: the first key signs, all of them verify.
const signingKeys: (JWK & { kid: string })[] = JSON.parse(required("JWT_SIGNING_KEYS"));
if (!signingKeys[0]) throw new Error("JWT_SIGNING_KEYS holds no key.");
const current = signingKeys[0];
// Supabase writes both uses into a private key, which Web Crypto then refuses to import.
const privateKey = await importJWK({ ...current, key_ops: ["sign"] }, "ES256");

const issuer = optional("JWT_ISSUER", `${required("SUPABASE_URL")}/functions/v1/auth`);
const audience = "authenticated";

const publicKeys = signingKeys.map(({ d: _private, ...key }) => ({ ...key, key_ops: ["verify"] }));
const keysById = new Map(
  await Promise.all(publicKeys.map(async (key) => [key.kid, await importJWK(key, "ES256")] as const)),
);

/** The public halves, as a JSON Web Key Set (RFC 7517). */
export const jwks: { keys: JWK[] } = { keys: publicKeys };

/** Signs an access token that Supabase accepts: ES256, with the Postgres role in `role`. */
export function signAccessToken(identity: Identity, issuedAt: number): Promise<string> {
  return new SignJWT({ role: "authenticated", sid: identity.sid, app_role: identity.app_role })
    .setProtectedHeader({ alg: "ES256", kid: current.kid, typ: "JWT" })
    .setSubject(identity.sub)
    .setAudience(audience)
    .setIssuer(issuer)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + accessTokenLifetime)
    .sign(privateKey);
}

const findKey = ({ kid }: { kid?: string }) => {
  const key = keysById.get(kid ?? "");
  if (!key) throw new Error("unknown key");
  return key;
};

/**
 * The signed-in caller of a request, as the token says; the database says whether the session is alive. Errors:
 * NOT_AUTHENTICATED without a token, INVALID_TOKEN with a bad one, PGRST303 with an expired one, as PostgREST has it.
 */
export async function authenticate(context: Context): Promise<Identity> {
  const token = context.req.header("authorization")?.match(/^Bearer (.+)$/i)?.[1];
  // Clients send the publishable key where a signed-in one sends its token.
  if (!token || token.startsWith("sb_")) throw new ApiError("NOT_AUTHENTICATED");
  const rules = { algorithms: ["ES256"], issuer, audience, requiredClaims: ["exp", "sub", "sid"] };
  try {
    const { payload } = await jwtVerify(token, findKey, rules);
    if (payload.role !== "authenticated") throw new Error("not a person's token");
    return identityClaims.parse(payload);
  } catch (error) {
    throw new ApiError(error instanceof errors.JWTExpired ? "PGRST303" : "INVALID_TOKEN");
  }
}
