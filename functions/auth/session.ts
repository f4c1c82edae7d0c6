import { accessTokenLifetime, type Identity, signAccessToken } from "../_shared/access-token.ts";
import type { RefreshToken } from "./refresh-token.ts";

export interface Session {
  access_token: string;
  token_type: "bearer";
  /** Seconds until the access token expires. */
  expires_in: number;
  /** Unix time, in seconds, at which it does. */
  expires_at: number;
  refresh_token: string;
}

/** What a client gets when it signs in or refreshes: an access token and a refresh token. */
export async function makeSession(claims: Identity, refresh: RefreshToken): Promise<Session> {
  const issuedAt = Math.floor(Date.now() / 1000);
  return {
    access_token: await signAccessToken(claims, issuedAt),
    token_type: "bearer",
    expires_in: accessTokenLifetime,
    expires_at: issuedAt + accessTokenLifetime,
    refresh_token: refresh.token,
  };
}
