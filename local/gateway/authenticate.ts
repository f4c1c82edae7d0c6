import type { IncomingMessage } from "node:http";
import type { Caller } from "../rest/caller.ts";
import { isRefusal, type TokenClaims, type TokenRefusal } from "./access-tokens.ts";
import { type ApiKeys, roleOfKey } from "./api-keys.ts";
import type { GatewayErrorCode } from "./error-codes.ts";

type Identity = Pick<Caller, "role" | "claims">;

/** A refusal of the gateway's own (a code of its list) or of the token (in PostgREST's words). */
export type Refused = { refused: GatewayErrorCode; message: string; hint: string } | { token: TokenRefusal };

export interface Authentication {
  keys: ApiKeys;
  verify(token: string): Promise<TokenClaims | TokenRefusal>;
}

const noKey: Refused = {
  refused: "NO_API_KEY",
  message: "No API key found in request",
  hint: "No `apikey` request header or url param was found.",
};
const wrongKey: Refused = {
  refused: "INVALID_API_KEY",
  message: "Invalid API key",
  hint: "Double check your Supabase publishable or secret API key.",
};
const secretInBrowser: Refused = {
  refused: "INVALID_API_KEY",
  message: "Forbidden use of secret API key in browser",
  hint: "Secret API keys can only be used on a server. Use the publishable key in a browser.",
};

/**
 * Who calls, as Supabase's gateway decides it: the `apikey` says which project and which role at most, and an
 * access token in `Authorization` says which user. A key in `Authorization` counts as no token.
 */
export async function authenticate(
  request: IncomingMessage,
  { keys, verify }: Authentication,
): Promise<Identity | Refused> {
  const key = apiKeyOf(request);
  if (!key) return noKey;
  const role = roleOfKey(key, keys);
  if (!role) return wrongKey;
  if (role === "service_role" && request.headers["user-agent"]?.startsWith("Mozilla/")) return secretInBrowser;

  const token = bearerOf(request);
  if (!token || token.startsWith("sb_")) return { role, claims: { role } };
  const claims = await verify(token);
  if (isRefusal(claims)) return { token: claims };
  return { role: claims.role as Caller["role"], claims };
}

const bearerOf = (request: IncomingMessage): string | undefined =>
  request.headers.authorization?.match(/^Bearer +(\S+)$/i)?.[1];

/**
 * Why a function with `verify_jwt` does not hear of a request. As on Supabase, only an access token will do: an API key in
 * `Authorization` is none.
 */
export async function refusalByFunction(
  request: IncomingMessage,
  verify: Authentication["verify"],
): Promise<{ code: GatewayErrorCode; details?: string } | undefined> {
  const token = bearerOf(request);
  if (!token) return { code: "UNAUTHORIZED_NO_AUTH_HEADER" };
  const claims = await verify(token);
  return isRefusal(claims) ? { code: "UNAUTHORIZED_INVALID_JWT", details: claims.message } : undefined;
}

function apiKeyOf(request: IncomingMessage): string | undefined {
  const header = request.headers.apikey;
  if (typeof header === "string") return header;
  const query = request.url?.split("?", 2)[1];
  return query === undefined ? undefined : (new URLSearchParams(query).get("apikey") ?? undefined);
}
