import type { IncomingMessage } from "node:http";
import type { Context } from "../context.ts";
import { type Identity, isOpaqueKey } from "../identity.ts";
import { malformed, TokenError } from "../tokens.ts";
import { HttpError } from "./response.ts";

export interface Caller {
  identity: Identity;
  /** All request headers as JSON, which policies may read. */
  headers: string;
}

/** The user's token comes first; an opaque key in its place stands for the `apikey` header. */
function credential(request: IncomingMessage): string {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
  const apiKey = request.headers.apikey;
  if (bearer !== "" && !isOpaqueKey(bearer)) return bearer;
  return typeof apiKey === "string" && apiKey !== "" ? apiKey : bearer;
}

/**
 * Who sends the request.
 * @throws HttpError 401
 */
export async function readCaller(context: Context, request: IncomingMessage): Promise<Caller> {
  const key = credential(request);
  const { authorization: _, apikey: __, ...headers } = request.headers;
  try {
    const identity = context.readApiKey(key);
    if (!identity && (key === "" || isOpaqueKey(key))) throw malformed();
    return { identity: identity ?? (await context.tokens.verify(key)), headers: JSON.stringify(headers) };
  } catch (error) {
    if (error instanceof TokenError) throw new HttpError(401, { message: "Unauthorized" });
    throw error;
  }
}
