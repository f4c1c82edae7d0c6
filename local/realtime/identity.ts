import { createHash, timingSafeEqual } from "node:crypto";

/** Whom a connection or a channel acts for. */
export interface Identity {
  /** The Postgres role that policies are probed as. */
  role: string;
  /** The token's claims as JSON, as policies see them in `request.jwt.claims`. */
  claims: string;
  subject: string;
  /** Milliseconds since 1970; an API key never expires. */
  expiresAt: number;
}

export interface ApiKeys {
  publishable: string;
  secret: string;
}

const keyRole = (role: string): Identity => ({
  role,
  claims: JSON.stringify({ role }),
  subject: "",
  expiresAt: Number.POSITIVE_INFINITY,
});

const digest = (value: string) => createHash("sha256").update(value).digest();

/**
 * Maps the opaque API keys to the roles that Supabase's gateway exchanges them for. Both comparisons
 * always run, on digests, so that the time tells nothing about a key.
 */
export function apiKeyReader(keys: ApiKeys): (value: string) => Identity | undefined {
  const anonymous = keyRole("anon");
  const service = keyRole("service_role");
  const [publishable, secret] = [digest(keys.publishable), digest(keys.secret)];
  return (value) => {
    const given = digest(value);
    const isPublishable = timingSafeEqual(given, publishable);
    const isSecret = timingSafeEqual(given, secret);
    if (isSecret) return service;
    return isPublishable ? anonymous : undefined;
  };
}

/** True for the opaque keys, which Realtime never takes as a user's token. */
export const isOpaqueKey = (value: string): boolean => value.startsWith("sb_");
