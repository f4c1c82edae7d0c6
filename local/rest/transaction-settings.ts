import type { IncomingHttpHeaders } from "node:http";

/** A configuration parameter of Postgres and its value. */
export type Setting = [name: string, value: string];

/** PostgREST's `db-extra-search-path` on Supabase. */
const extraSearchPath = ["public", "extensions"];

/** Headers whose values are credentials: SQL must not see them, nor anything that logs what SQL sees. */
const secretHeaders = new Set(["authorization", "apikey", "cookie", "proxy-authorization"]);

export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The value of `request.headers`: the headers under their lower-case names, without credentials. */
export function headersForSql(headers: IncomingHttpHeaders): string {
  const visible: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && !secretHeaders.has(name)) {
      visible[name] = typeof value === "string" ? value : value.join(", ");
    }
  }
  return JSON.stringify(visible);
}

/** One request as SQL sees it. */
export interface RequestContext {
  role: string;
  claims: Record<string, unknown>;
  schema: string;
  method: string;
  /** The path below `/rest/v1`, which is what PostgREST sees behind Supabase's gateway. */
  path: string;
  headers: IncomingHttpHeaders;
  isReadOnly: boolean;
}

/**
 * What PostgREST sets at the start of a transaction, in its order. The role's own settings come before
 * the role, because the login role may be allowed to set what the role is not.
 */
export function transactionSettings(request: RequestContext, ownSettings: Setting[]): Setting[] {
  const path = [request.schema, ...extraSearchPath].map(quoteIdentifier).join(", ");
  const settings: Setting[] = [
    ["search_path", path],
    ...ownSettings,
    ["role", request.role],
    ["request.jwt.claims", JSON.stringify({ ...request.claims, role: request.role })],
    ["request.method", request.method],
    ["request.path", request.path],
    ["request.headers", headersForSql(request.headers)],
  ];
  if (request.isReadOnly) settings.push(["transaction_read_only", "on"]);
  return settings;
}
