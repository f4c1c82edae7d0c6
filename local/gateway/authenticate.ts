import type { IncomingMessage } from "node:http";
import type { ErrorCode } from "../../functions/_shared/error-codes.ts";
import type { Caller } from "../rest/caller.ts";
import { isRefusal, type TokenClaims, type TokenRefusal } from "./access-tokens.ts";
import { type ApiKeys, roleOfKey } from "./api-keys.ts";

type Identity = Pick<Caller, "role" | "claims">;

/** A refusal of the gateway's own (a code of the list) or of the token (in PostgREST's words). */
export type Refused = { refused: ErrorCode; message: string; hint: string } | { token: TokenRefusal };

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

  const token = request.headers.authorization?.match(/^Bearer +(\S+)$/i)?.[1];
  if (!token || token.startsWith("sb_")) return { role, claims: { role } };
  const claims = await verify(token);
  if (isRefusal(claims)) return { token: claims };
  return { role: claims.role as Caller["role"], claims };
}

function apiKeyOf(request: IncomingMessage): string | undefined {
  const header = request.headers.apikey;
  if (typeof header === "string") return header;
  const query = request.url?.split("?", 2)[1];
  return query === undefined ? undefined : (new URLSearchParams(query).get("apikey") ?? undefined);
}
