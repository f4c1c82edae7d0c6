import type { IncomingMessage, ServerResponse } from "node:http";
import type { Caller } from "./caller.ts";
import type { Catalogue, CatalogueReader } from "./catalogue.ts";
import { type ResolvedFunction, requireSession, resolveFunction, unknownFunction } from "./resolve-function.ts";
import { chosenSchema, type RpcRequest } from "./rpc-request.ts";
import { respond } from "./rpc-response.ts";
import { preRequestStatements, type RpcArguments, rpcStatement, settingsStatement } from "./rpc-statement.ts";
import { transactionSettings } from "./transaction-settings.ts";
import type { WireRow } from "./wire/messages.ts";
import type { WirePool } from "./wire/pool.ts";

export interface RpcOptions {
  pool: WirePool;
  catalogue: CatalogueReader;
  /** Exposed schemas, the default one first. */
  schemas: string[];
  maxRows: number;
}

/** Calls a function and answers with what Postgres made of its result. */
export async function answerRpc(
  options: RpcOptions,
  request: IncomingMessage,
  response: ServerResponse,
  caller: Caller,
  rpc: RpcRequest,
  args: RpcArguments,
): Promise<void> {
  const schema = chosenSchema(request.headers, rpc.method, options.schemas);
  const { catalogue, resolved } = await find(options.catalogue, schema, rpc, args);
  const called = resolved.function;
  requireSession(called, caller.role === "anon");
  const settings = transactionSettings(
    {
      role: caller.role,
      claims: caller.claims,
      schema,
      method: rpc.method,
      path: rpc.path,
      headers: request.headers,
      isReadOnly: rpc.method !== "POST" || !called.isVolatile,
    },
    [...(catalogue.roleSettings.get(caller.role) ?? []), ...called.settings],
  );
  const statement = rpcStatement(called, finalArguments(resolved, args), options.maxRows);
  const [row] = await options.pool.transaction([
    settingsStatement(settings),
    ...preRequestStatements(catalogue.preRequest),
    statement,
  ]);
  respond(response, row as WireRow, {
    isVoid: called.returns === "void",
    isHead: rpc.method === "HEAD",
    profile: options.schemas.length > 1 ? schema : undefined,
  });
}

async function find(
  reader: CatalogueReader,
  schema: string,
  rpc: RpcRequest,
  args: RpcArguments,
): Promise<{ catalogue: Catalogue; resolved: ResolvedFunction }> {
  const argumentNames = args.kind === "object" ? args.names : [...rpc.query.keys()];
  const call = { schema, name: rpc.name, argumentNames, bodyTypes: rpc.bodyTypes };
  const lookUp = (catalogue: Catalogue) => {
    const resolved = resolveFunction(catalogue, call);
    return resolved && { catalogue, resolved };
  };
  const known = await reader.current();
  const found = lookUp(known);
  if (found) return found;
  const fresh = await reader.refreshed();
  const foundNow = fresh && lookUp(fresh);
  if (foundNow) return foundNow;
  throw unknownFunction(fresh ?? known, call);
}

function finalArguments({ takesWholeBody }: ResolvedFunction, args: RpcArguments): RpcArguments {
  return takesWholeBody && args.kind === "object" ? { kind: "whole body", value: args.json } : args;
}
