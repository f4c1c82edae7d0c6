import type { RpcFunction, RpcParameter } from "./catalogue.ts";
import { quoteIdentifier, type Setting } from "./transaction-settings.ts";
import type { Statement } from "./wire/connection.ts";
import type { WireValue } from "./wire/messages.ts";

/** The arguments of one call: a JSON object as it came, the whole body, or the values of a query string. */
export type RpcArguments =
  | { kind: "object"; names: string[]; json: string | Buffer }
  | { kind: "whole body"; value: string | Buffer }
  | { kind: "query"; values: Map<string, string[]> };

/** Texts by function, then by the arguments given: the same text again is found without building it. */
const knownTexts = new WeakMap<RpcFunction, Map<string, string>>();
/** Callers choose which optional arguments they give, so the number of combinations is bounded. */
const maxTextsPerFunction = 50;

/**
 * The statement that calls a function and lets Postgres render its result. It yields one row: the JSON
 * body, the number of rows in it, and the function's `response.headers` and `response.status`.
 */
export function rpcStatement(called: RpcFunction, args: RpcArguments, maxRows: number): Statement {
  const given = givenParameters(called, args);
  const values = given.length === 0 ? [] : argumentValues(given, args);
  const key = `${args.kind} ${maxRows} ${given.map((parameter) => parameter.name).join("\0")}`;
  const texts = knownTexts.get(called) ?? new Map<string, string>();
  let sql = texts.get(key);
  if (sql === undefined) {
    sql = callText(called, args.kind, given, maxRows);
    if (texts.size < maxTextsPerFunction) knownTexts.set(called, texts.set(key, sql));
  }
  return { sql, values };
}

const settingsTexts: string[] = [];

/** Applies settings until the transaction ends. Returns one number, because the values would be sent back whole. */
export function settingsStatement(settings: Setting[]): Statement {
  settingsTexts[settings.length] ??= `select num_nulls(${settings
    .map((_, index) => `set_config($${2 * index + 1}, $${2 * index + 2}, true)`)
    .join(", ")})`;
  return { sql: settingsTexts[settings.length] as string, values: settings.flat() };
}

/** Asks the function of `db-pre-request`, if there is one: between the settings and the call. */
export const preRequestStatements = (preRequest: string | undefined): Statement[] =>
  preRequest === undefined ? [] : [{ sql: `select ${preRequest}()`, values: [] }];

/** In the order of the declaration, whatever the order in the request. */
function givenParameters({ parameters }: RpcFunction, args: RpcArguments): RpcParameter[] {
  if (args.kind === "whole body") return parameters;
  return parameters.filter(({ name }) => (args.kind === "object" ? args.names.includes(name) : args.values.has(name)));
}

function argumentValues(given: RpcParameter[], args: RpcArguments): WireValue[] {
  if (args.kind === "object") return [args.json];
  if (args.kind === "whole body") return [args.value];
  return given.map(({ name, isVariadic }) => {
    const texts = args.values.get(name) as string[];
    // A repeated argument fills a variadic parameter; for any other the last one counts.
    return isVariadic ? arrayLiteral(texts) : (texts.at(-1) as string);
  });
}

const arrayLiteral = (texts: string[]) =>
  `{${texts.map((text) => `"${text.replaceAll(/["\\]/g, "\\$&")}"`).join(",")}}`;

function callText(called: RpcFunction, kind: RpcArguments["kind"], given: RpcParameter[], maxRows: number): string {
  const target = `${quoteIdentifier(called.schema)}.${quoteIdentifier(called.name)}`;
  if (kind === "whole body") return resultText(called, `${target}($1::${given[0]?.type})`, "", maxRows);
  const list = given.map(({ name, type, isVariadic }, index) => {
    const value = kind === "object" ? `rpc_body.${quoteIdentifier(name)}` : `$${index + 1}::${type}`;
    return `${isVariadic ? "variadic " : ""}${quoteIdentifier(name)} := ${value}`;
  });
  const columns = given.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`);
  const source = kind === "object" && given.length > 0 ? `json_to_record($1::json) as rpc_body (${columns})` : "";
  return resultText(called, `${target}(${list})`, source, maxRows);
}

function resultText({ returns }: RpcFunction, call: string, source: string, maxRows: number): string {
  const settings = ["response.headers", "response.status"];
  const outcome = settings.map((name) => `nullif(current_setting('${name}', true), '')`).join(", ");
  // A limit keeps the subquery by itself: it is run before the settings show what the function made of them.
  const limit = `limit ${maxRows}`;
  const scalar = `(select ${call} as value${source && ` from ${source}`} ${limit}) as rpc_result`;
  const rows = `(select rpc_call.* from ${source && `${source}, lateral `}${call} as rpc_call ${limit}) as rpc_result`;
  switch (returns) {
    case "void":
      return `select null, count(rpc_result.value), ${outcome} from ${scalar}`;
    case "json":
      return `select coalesce(rpc_result.value::text, 'null'), 1, ${outcome} from ${scalar}`;
    case "scalar":
      return `select coalesce(to_json(rpc_result.value)::text, 'null'), 1, ${outcome} from ${scalar}`;
    case "composite":
      return `select coalesce(to_json(rpc_result)::text, 'null'), 1, ${outcome} from ${rows}`;
    case "scalar set":
      return `select coalesce(json_agg(rpc_result.value), '[]')::text, count(*), ${outcome} from ${scalar}`;
    case "composite set":
      return `select coalesce(json_agg(rpc_result), '[]')::text, count(*), ${outcome} from ${rows}`;
  }
}
