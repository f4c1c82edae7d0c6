import { type CryptoKey, compactVerify, decodeProtectedHeader, errors, importJWK, type JWK } from "jose";
import type { Identity } from "./identity.ts";

/** Why a token is refused; `code` stands before the message in a join's answer and nowhere else. */
export class TokenError extends Error {
  readonly code: string;

  constructor(code: "InvalidJWTToken" | "MalformedJWT" | "JwtSignatureError" | "JwtSignerError", message: string) {
    super(message);
    this.code = code;
  }
}

export class ExpiredToken extends TokenError {
  constructor(expiresAt: number) {
    super("InvalidJWTToken", expiryMessage(expiresAt));
  }
}

export const malformed = () => new TokenError("MalformedJWT", "The token provided is not a valid JWT");
const invalid = (message: string) => new TokenError("InvalidJWTToken", message);

/** What a client is told once its token is `expiresAt` or older. */
export function expiryMessage(expiresAt: number, now = Date.now()): string {
  return `Token has expired ${Math.max(0, Math.floor((now - expiresAt) / 1000))} seconds ago`;
}

/** As whom a client may ask: a token for any other role of the database is nobody's. */
const apiRoles = new Set(["anon", "authenticated", "service_role"]);
const clockToleranceMs = 30_000;
const maxRemembered = 10_000;
const maxTokenLength = 16_384;

/** Verifies access tokens against the project's public keys. */
export class TokenVerifier {
  readonly #keys = new Map<string, { algorithm: string; key: CryptoKey | Uint8Array }>();
  readonly #issuer: string | undefined;
  /** A client sends one token for each of its channels; its signature is checked once. */
  readonly #verified = new Map<string, Identity>();

  private constructor(issuer: string | undefined) {
    this.#issuer = issuer;
  }

  /** @throws Error if a key has no `kid` or cannot be imported. */
  static async create(jwks: { keys: JWK[] }, issuer?: string): Promise<TokenVerifier> {
    const verifier = new TokenVerifier(issuer);
    for (const jwk of jwks.keys) {
      if (jwk.kid === undefined) throw new Error("Every key of JWKS needs a kid.");
      const algorithm = jwk.alg ?? "ES256";
      verifier.#keys.set(jwk.kid, { algorithm, key: await importJWK(jwk, algorithm) });
    }
    return verifier;
  }

  /** @throws TokenError if the token is malformed, wrongly signed, expired, or lacks a claim. */
  async verify(token: string): Promise<Identity> {
    const text = token.replace(/\s/g, "");
    const known = this.#verified.get(text);
    const identity = known ?? this.#identityOf(await this.#signedPayload(text));
    if (identity.expiresAt <= Date.now()) throw new ExpiredToken(identity.expiresAt);
    if (!known) this.#remember(text, identity);
    return identity;
  }

  async #signedPayload(token: string): Promise<Uint8Array> {
    if (token.length > maxTokenLength) throw malformed();
    try {
      const { kid, alg } = decodeProtectedHeader(token);
      const known = this.#keys.get(kid ?? "");
      if (known === undefined || known.algorithm !== alg) throw signerError(kid);
      return (await compactVerify(token, known.key, { algorithms: [known.algorithm] })).payload;
    } catch (error) {
      if (error instanceof TokenError) throw error;
      if (error instanceof errors.JWSSignatureVerificationFailed) {
        throw new TokenError("JwtSignatureError", "Failed to validate JWT signature");
      }
      throw malformed();
    }
  }

  #identityOf(payload: Uint8Array): Identity {
    const claims = parseClaims(payload);
    const { role, exp, nbf, iat, iss, aud, sub } = claims;
    if (typeof role !== "string" || exp === undefined || exp === null) {
      throw invalid("Fields `role` and `exp` are required in JWT");
    }
    if (typeof exp !== "number" || !Number.isFinite(exp)) throw invalid("Token expiration time is invalid");
    if (iat !== undefined && typeof iat !== "number") throw malformed();
    if (!apiRoles.has(role)) throw invalid("Token role is not accepted");
    if (nbf !== undefined && !(typeof nbf === "number" && nbf * 1000 <= Date.now() + clockToleranceMs)) {
      throw invalid("Token is not good yet");
    }
    // Where it is known who signs, it is known what for.
    if (this.#issuer !== undefined && iss !== this.#issuer) throw invalid("Token issuer is not accepted");
    if (this.#issuer !== undefined && aud !== "authenticated") throw invalid("Token audience is not accepted");
    return {
      role,
      claims: JSON.stringify(claims),
      subject: typeof sub === "string" ? sub : "",
      expiresAt: Math.round(exp) * 1000,
    };
  }

  #remember(token: string, identity: Identity): void {
    this.#verified.set(token, identity);
    if (this.#verified.size > maxRemembered) {
      this.#verified.delete(this.#verified.keys().next().value as string);
    }
  }
}

function signerError(kid: unknown): TokenError {
  const forKey = typeof kid === "string" ? ` for key ID (kid) ${JSON.stringify(kid.slice(0, 100))}` : "";
  return new TokenError(
    "JwtSignerError",
    `Failed to generate JWT signer${forKey}, check your JWT secret or JWKS configuration`,
  );
}

function parseClaims(payload: Uint8Array): Record<string, unknown> {
  try {
    const claims = JSON.parse(Buffer.from(payload).toString());
    if (typeof claims === "object" && claims !== null && !Array.isArray(claims)) return claims;
  } catch {
    // Not JSON: the same answer as JSON of another kind.
  }
  throw malformed();
}
