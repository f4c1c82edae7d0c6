import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from "jose";

/** Why a token was refused, in the words and with the codes of PostgREST 14, which answers so on Supabase. */
export interface TokenRefusal {
  code: "PGRST301" | "PGRST303";
  message: string;
}

export type TokenClaims = JWTPayload & { role: string };

const roles = new Set(["anon", "authenticated", "service_role"]);
const rememberedTokens = 10_000;
const clockToleranceSeconds = 30;

/**
 * Verifies access tokens: ES256 by the keys of the JSON Web Key Set, and nothing else. A signature costs more
 * than the rest of a request, so verified tokens are remembered until they expire.
 */
export function createTokenVerifier(jwks: JSONWebKeySet, issuer: string) {
  const keys = createLocalJWKSet(jwks);
  const verified = new Map<string, TokenClaims>();

  return async function verify(token: string): Promise<TokenClaims | TokenRefusal> {
    const known = verified.get(token);
    if (known) {
      if ((known.exp as number) + clockToleranceSeconds > Date.now() / 1000) return known;
      verified.delete(token);
    }
    const options = {
      algorithms: ["ES256"],
      issuer,
      audience: "authenticated",
      requiredClaims: ["exp"],
      clockTolerance: clockToleranceSeconds,
    };
    try {
      const { payload } = await jwtVerify(token, keys, options);
      if (typeof payload.role !== "string" || !roles.has(payload.role)) {
        return { code: "PGRST303", message: "JWT has no usable role" };
      }
      if (verified.size >= rememberedTokens) verified.delete(verified.keys().next().value as string);
      verified.set(token, payload as TokenClaims);
      return payload as TokenClaims;
    } catch (error) {
      return refusal(error);
    }
  };
}

export const isRefusal = (outcome: TokenClaims | TokenRefusal): outcome is TokenRefusal =>
  "code" in outcome && "message" in outcome && !("role" in outcome);

function refusal(error: unknown): TokenRefusal {
  if (error instanceof errors.JWTExpired) return { code: "PGRST303", message: "JWT expired" };
  if (error instanceof errors.JWTClaimValidationFailed) {
    return { code: "PGRST303", message: `JWT claim "${error.claim}" is not accepted` };
  }
  if (error instanceof errors.JOSEError) return { code: "PGRST301", message: "JWT could not be verified" };
  throw error;
}
