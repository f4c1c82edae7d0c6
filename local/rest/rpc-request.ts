import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { filterValue } from "./filters.ts";
import { HttpError } from "./http-error.ts";
import { requireShallow } from "./json-depth.ts";
import { hasOpaqueBody } from "./resolve-function.ts";
import type { RpcArguments } from "./rpc-statement.ts";

const restPrefix = "/rest/v1";
const rpcPrefix = `${restPrefix}/rpc/`;

/** The name of the function that a path under `/rest/v1` calls, if it calls one. */
export function calledFunction(path: string): string | undefined {
  if (!path.startsWith(rpcPrefix)) return undefined;
  const encoded = path.slice(rpcPrefix.length);
  try {
    return encoded === "" || encoded.includes("/") ? undefined : decodeURIComponent(encoded);
  } catch {
    return undefined; // not UTF-8 in percent-encoding: no function has such a name
  }
}

/** A call as the URL and headers describe it, before its body is read. */
export interface RpcRequest {
  name: string;
  /** As sent, below `/rest/v1` and without the query. */
  path: string;
  method: "POST" | "GET" | "HEAD";
  /** The arguments of GET and HEAD. */
  query: Map<string, string[]>;
  /** The types of the one unnamed parameter that may take the whole body of a POST. */
  bodyTypes: string[];
}

/** By media type, as in PostgREST ("Functions with a single unnamed parameter"). */
const typesByMedia = new Map([
  ["application/json", ["json", "jsonb"]],
  ["text/plain", ["text"]],
  ["text/xml", ["xml"]],
  ["application/octet-stream", ["bytea"]],
]);

/** The types of a function's one unnamed parameter that may take a body of this content type; undefined for others. */
export function typesOfBody(contentType: string | undefined): string[] | undefined {
  return typesByMedia.get(contentType?.split(";", 1)[0]?.trim().toLowerCase() || "application/json");
}

/**
 * Reads a request for the fast path, or returns undefined for what belongs to lite: tables, other methods,
 * filters and ordering, ranges, other formats, preferences that change the answer.
 */
export function parseRpcRequest(request: IncomingMessage): RpcRequest | undefined {
  const { method, url = "", headers } = request;
  if (method !== "POST" && method !== "GET" && method !== "HEAD") return undefined;
  const queryStart = url.indexOf("?");
  const fullPath = queryStart < 0 ? url : url.slice(0, queryStart);
  const name = calledFunction(fullPath);
  if (!name || !acceptsJson(headers.accept) || !prefersNothing(headers.prefer)) return undefined;
  const path = fullPath.slice(restPrefix.length);
  if (method === "POST") {
    const hasQuery = queryStart >= 0 && queryStart < url.length - 1;
    const types = typesOfBody(headers["content-type"]);
    return hasQuery || !types ? undefined : { name, path, method, query: new Map(), bodyTypes: types };
  }
  if (headers.range !== undefined) return undefined;
  const query = parseArguments(queryStart < 0 ? "" : url.slice(queryStart + 1));
  return query && { name, path, method, query, bodyTypes: [] };
}

function acceptsJson(accept: string | undefined): boolean {
  return accept === undefined || accept === "*/*" || /^(application\/json|\*\/\*)\s*(,[^;]*)?$/.test(accept);
}

/** `return=…` is about writes to tables: on RPC, PostgREST ignores it. */
function prefersNothing(prefer: string | string[] | undefined): boolean {
  if (prefer === undefined) return true;
  return /^\s*return=(minimal|representation|headers-only)\s*$/.test(String(prefer));
}

/** Names and endings of names that PostgREST keeps for shaping the result. */
const reserved = /(^|\.)(select|columns|on_conflict|order|limit|offset|and|or)$|[.>]/;
function parseArguments(query: string): Map<string, string[]> | undefined {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (reserved.test(name) || filterValue.test(value)) return undefined;
    const sameName = values.get(name);
    if (sameName) sameName.push(value);
    else values.set(name, [value]);
  }
  return values;
}

/** The schema that the profile header chooses; POST and reading methods have one each. */
export function chosenSchema(headers: IncomingHttpHeaders, method: RpcRequest["method"], schemas: string[]): string {
  const profile = headers[method === "POST" ? "content-profile" : "accept-profile"];
  if (profile === undefined) return schemas[0] as string;
  if (typeof profile === "string" && schemas.includes(profile)) return profile;
  throw new HttpError(406, {
    code: "PGRST106",
    message: `Invalid schema: ${profile}`,
    hint: `Only the following schemas are exposed: ${schemas.join(", ")}`,
  });
}

/** The arguments in a body; undefined for JSON that is no object, which is left to lite. */
export function argumentsOfBody(body: Buffer, rpc: RpcRequest): RpcArguments | undefined {
  if (hasOpaqueBody(rpc)) {
    const isBytes = rpc.bodyTypes.includes("bytea");
    return { kind: "whole body", value: isBytes ? `\\x${body.toString("hex")}` : body };
  }
  if (body.length === 0) return { kind: "object", names: [], json: "{}" };
  requireShallow(body);
  const value = parseJson(body);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return { kind: "object", names: Object.keys(value), json: body };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new HttpError(400, { code: "PGRST102", message: "Empty or invalid json" });
  }
}
