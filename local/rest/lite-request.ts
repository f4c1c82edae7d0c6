/**
 * A request as lite has read it, put right before lite makes SQL of it: filters, embeds, values and arguments as
 * PostgREST means them. What lite cannot answer rightly is refused here.
 */
import type { IntrospectResult } from "@supabase/lite";
import type { Catalogue, RpcFunction } from "./catalogue.ts";
import { parseExactJson } from "./exact-json.ts";
import { type Condition, parseFilters } from "./filters.ts";
import { HttpError } from "./http-error.ts";
import type { Incoming } from "./lite-incoming.ts";
import { ambiguous, Relationships, unrelated } from "./relationships.ts";

/** The part of lite's form of a request that is read or changed here. */
export interface LiteRequest extends Embedding {
  type: string;
  from?: string;
  function?: string;
  where?: Condition;
  values?: Row | Row[];
  args?: unknown;
  $meta?: { columns?: string[]; missing?: string; handling?: string; maxAffected?: number };
}

interface Embedding {
  select?: (string | Record<string, Embedding & { where?: Condition }>)[];
  join?: Record<string, { from?: string; hint?: string; type?: string }>;
}

type Row = Record<string, unknown>;

export function correctRequest(
  request: LiteRequest,
  incoming: Incoming,
  { tables, catalogue }: { tables: IntrospectResult; catalogue: Catalogue },
): void {
  correctFilters(request, incoming);
  const root = request.from ?? tableReturnedBy(request.function, tables);
  if (root !== undefined) correctEmbeds(request, root, new Relationships(tables), incoming.schema);
  if (request.type === "rpc") {
    const overloads = catalogue.functions.get(incoming.schema)?.get(request.function ?? "") ?? [];
    correctArguments(request, incoming, overloads);
  } else if (request.values !== undefined) {
    correctValues(request, incoming, tables);
  }
}

function correctFilters(request: LiteRequest, { url, method }: Incoming): void {
  // lite takes the arguments of HEAD for filters; the server lets it see HEAD as GET.
  const argumentsToo = request.type === "rpc" && method !== "POST";
  delete request.where;
  for (const node of embedsOf(request)) delete node.where;
  for (const { path, where } of parseFilters(url.searchParams, { argumentsToo })) {
    const node = embedAt(request, path);
    if (!node) throw notEmbedded(path.join("."));
    node.where = { ...node.where, ...where };
  }
}

function embedsOf({ select = [] }: Embedding): (Embedding & { where?: Condition })[] {
  return select
    .flatMap((entry) => (typeof entry === "string" ? [] : Object.values(entry)))
    .filter((node) => node.select !== undefined)
    .flatMap((node) => [node, ...embedsOf(node)]);
}

/** An embedded resource goes by its alias, or else by its name. */
function embedAt(
  node: LiteRequest | (Embedding & { where?: Condition }),
  path: string[],
): { where?: Condition } | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return node;
  for (const entry of node.select ?? []) {
    if (typeof entry === "string") continue;
    const [alias, child] = Object.entries(entry)[0] as [string, Embedding & { where?: Condition }];
    if (child.select !== undefined && (alias === name || node.join?.[alias]?.from === name))
      return embedAt(child, rest);
  }
  return undefined;
}

const notEmbedded = (name: string) =>
  new HttpError(400, {
    code: "PGRST108",
    message: `'${name}' is not an embedded resource in this request`,
    hint: `Verify that '${name}' is included in the 'select' query parameter.`,
  });

/** A function that returns rows of a table embeds what the table embeds. */
function tableReturnedBy(name: string | undefined, { functions = [], tables }: IntrospectResult): string | undefined {
  const types = new Set(functions.filter((known) => known.name === name).map((known) => known.return_type));
  const [type] = types;
  return types.size === 1 ? tables.find((table) => table.name === type?.split(".").at(-1))?.name : undefined;
}

function correctEmbeds(node: Embedding, origin: string, relationships: Relationships, schema: string): void {
  for (const entry of node.select ?? []) {
    if (typeof entry === "string") continue;
    const [alias, child] = Object.entries(entry)[0] as [string, Embedding];
    if (child.select === undefined) continue;
    const join = node.join?.[alias] ?? {};
    const target = join.from ?? alias;
    const found = relationships.find(origin, target, join.hint);
    if (found.length > 1) throw ambiguous(origin, target, found);
    const [relationship] = found;
    if (!relationship) {
      if (target === origin) throw unrelated(schema, origin, target, join.hint);
      continue; // computed, or through a view: lite knows
    }
    if (relationship.target === origin && join.hint !== undefined) {
      // lite gives the many only if the name of the table is not the name of the answer's field
      node.join = { ...node.join, [alias]: { ...join, from: relationship.name } };
    } else if (join.from !== undefined && join.hint === undefined && relationships.isForeignKeyColumn(origin, alias)) {
      node.join = { ...node.join, [alias]: { ...join, hint: relationship.name } };
    }
    correctEmbeds(child, relationship.target, relationships, schema);
  }
}

/** An expression of the query builder that lite uses, which lite puts into its SQL as it is. */
const expression = (node: object) => ({ expressionType: undefined, toOperationNode: () => node });
const parameter = (value: unknown) => expression({ kind: "ValueNode", value });
const sqlDefault = expression({ kind: "RawNode", sqlFragments: ["default"], parameters: [] });

function correctValues(request: LiteRequest, incoming: Incoming, tables: IntrospectResult): void {
  const given = exactBody(incoming) ?? withNulls(request.values, incoming);
  const columns = new Map(
    tables.columns.filter(({ table }) => table === request.from).map((each) => [each.name, each]),
  );
  const { columns: wanted = [], missing } = request.$meta ?? {};
  const filled = request.type === "insert" || request.type === "upsert" ? wanted : [];
  const correct = (row: unknown): Row => {
    // lite refuses what is no object
    if (typeof row !== "object" || row === null || Array.isArray(row)) return row as Row;
    const cells = Object.entries(row).map(([name, value]) => [name, cell(value, columns.get(name))]);
    for (const name of filled) {
      if (!Object.hasOwn(row, name)) cells.push([name, missing === "default" ? sqlDefault : null]);
    }
    // lite compares the key in the URL of a PUT with that in the body
    if (request.type === "put")
      for (const name of Object.keys(request.where ?? {})) cells.push([name, keyText(row, name)]);
    return Object.fromEntries(cells);
  };
  request.values = Array.isArray(given) ? given.map(correct) : correct(given);
}

const keyText = (row: object, name: string) => {
  const value = (row as Row)[name];
  return typeof value === "number" ? String(value) : value;
};

function cell(value: unknown, column: IntrospectResult["columns"][number] | undefined): unknown {
  if (value === null) return null;
  if (/^jsonb?$/.test(column?.pg_type ?? "")) return parameter(JSON.stringify(value));
  const isArray = Array.isArray(value);
  const holdsObjects = isArray ? value.some(isObject) : isObject(value);
  if (holdsObjects && column) return ofJson(value, isArray ? `${column.type}[]` : column.type);
  return parameter(textOf(value));
}

const isObject = (value: unknown) => typeof value === "object" && value !== null;

/** A value as the text that Postgres reads, whatever the type of the column. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `{${value.map(elementText).join(",")}}`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function elementText(value: unknown): string {
  if (value === null) return "NULL";
  return Array.isArray(value) ? textOf(value) : `"${textOf(value).replaceAll(/["\\]/g, "\\$&")}"`;
}

function exactBody({ contentType, body }: Incoming): unknown {
  return /^application\/json\b|^$/.test(contentType) ? parseExactJson(body) : undefined;
}

/** In a CSV, NULL is null. */
function withNulls(values: LiteRequest["values"], { contentType }: Incoming): unknown {
  if (!contentType.startsWith("text/csv") || !Array.isArray(values)) return values;
  return values.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === "NULL" ? null : value])),
  );
}

/** Arguments as on the RPC path: Postgres makes them of JSON. lite would send `[object Object]` for a composite. */
function correctArguments(request: LiteRequest, incoming: Incoming, overloads: RpcFunction[]): void {
  const given = incoming.method === "POST" ? exactBody(incoming) : undefined;
  if (typeof given !== "object" || given === null || Array.isArray(given)) return;
  const names = Object.keys(given);
  const called = overloads.filter(({ parameters }) =>
    names.every((name) => parameters.some((known) => known.name === name)),
  );
  const [only] = called;
  if (maxAffected(request) !== undefined && only && !only.returns.endsWith("set")) throw countsNoRows;
  if (!only || called.length > 1) {
    request.args = given; // the body is the one argument, or lite says what is wrong
    return;
  }
  request.args = Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const { type = "", isVariadic } = only.parameters.find((known) => known.name === name) ?? {};
      if (/^jsonb?$/.test(type)) return [name, value === null ? null : JSON.stringify(value)];
      if (value === null || isVariadic) return [name, value];
      const argument = ofJson(value, type);
      // Where an array is due, lite makes JSON of what is none.
      return [name, type.endsWith("[]") ? Object.assign([], argument) : argument];
    }),
  );
}

/** A value that Postgres reads out of JSON as the type, which the catalogue names. */
function ofJson(value: unknown, type: string) {
  const argument = JSON.stringify({ value });
  return expression({
    kind: "RawNode",
    sqlFragments: ["(select argument.value from json_to_record(", `::json) as argument (value ${type}))`],
    parameters: [{ kind: "ValueNode", value: argument }],
  });
}

/** `Prefer: handling=strict,max-affected=…` */
export function maxAffected(request: LiteRequest | undefined): number | undefined {
  const { handling, maxAffected: limit } = request?.$meta ?? {};
  return handling === "strict" && Number.isFinite(limit) ? limit : undefined;
}

const countsNoRows = new HttpError(400, {
  code: "PGRST128",
  message: "Function must return SETOF or TABLE when max-affected preference is used with handling=strict",
});
