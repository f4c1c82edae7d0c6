/**
 * The filters of a query string as conditions of lite. lite's own reader keeps one of two filters with the same
 * operator on a column, joins two `or` into one, takes texts that look like numbers for numbers, and reads a
 * quoted bracket as an end; so it is given conditions that were read by PostgREST's grammar.
 */
import { HttpError } from "./http-error.ts";

/** lite's form: a column and its operators, `$and`, `$or` or `$not`. */
export type Condition = { [key: string]: unknown };

/** The filters of one resource: the table asked for (`[]`) or an embedded one, by its path of names. */
export interface ResourceFilters {
  path: string[];
  where: Condition;
}

/** Parameters that are no filters. */
const reserved = /(^|\.)(select|columns|on_conflict|order|limit|offset)$|^apikey$/;

/** A value that PostgREST reads as a filter. */
export const filterValue =
  /^(not\.)?(eq|neq|gte?|lte?|i?like|i?match|in|is|isdistinct|fts|plfts|phfts|wfts|c[sd]|ov|s[lr]|nx[rl]|adj)(\([^)]*\))?\./;

/** lite keeps filters in plain objects, and loses one with the name of what every object has, such as `constructor`. */
export function refuseNamesOfObjects(query: URLSearchParams): void {
  for (const name of query.keys()) {
    const { path, field } = splitName(name);
    if ([...path, field].some((part) => part === "__proto__" || part in {})) throw unreadable(name);
  }
}

/** The arguments of a function among the parameters of a GET. */
export function argumentNames(query: URLSearchParams): string[] {
  return [...new Set([...query].filter(([name, value]) => isArgument(name, value)).map(([name]) => name))];
}

function isArgument(name: string, value: string): boolean {
  return !reserved.test(name) && !isLogic(splitName(name).field) && !filterValue.test(value);
}

const isLogic = (field: string) => /^(not\.)?(and|or)$/.test(field);

/** All conditions of a resource hold together, also where one parameter is given more than once. */
export function parseFilters(query: URLSearchParams, options: { argumentsToo?: boolean } = {}): ResourceFilters[] {
  const resources = new Map<string, { path: string[]; all: Condition[] }>();
  for (const [name, value] of query) {
    if (reserved.test(name) || (options.argumentsToo && isArgument(name, value))) continue;
    const { path, field } = splitName(name);
    const condition = isLogic(field) ? new LogicReader(`${field}${value}`).tree() : { [field]: parseOperation(value) };
    const key = JSON.stringify(path);
    const resource = resources.get(key) ?? { path, all: [] };
    resource.all.push(condition);
    resources.set(key, resource);
  }
  return [...resources.values()].map(({ path, all }) => ({ path, where: joined(all) }));
}

/** Side by side where they may be, as lite looks for filters on embedded resources there only. */
function joined(all: Condition[]): Condition {
  const result = new Map<string, unknown>();
  const repeated: Condition[] = [];
  for (const condition of all) {
    const [[name, value]] = Object.entries(condition) as [[string, unknown]];
    if (result.has(name)) repeated.push(condition);
    else result.set(name, value);
  }
  if (repeated.length > 0) result.set("$and", [...((result.get("$and") as Condition[]) ?? []), ...repeated]);
  return Object.fromEntries(result);
}

/** `orders.items.price` is about `price` of what is embedded in `orders`; dots in quotes and JSON paths are not. */
function splitName(name: string): { path: string[]; field: string } {
  const jsonPath = name.indexOf("->");
  const plain = jsonPath < 0 ? name : name.slice(0, jsonPath);
  const parts = (plain.match(/"[^"]*"|[^.]+/g) ?? [plain]).map(unquoted);
  const last = parts.pop() ?? "";
  const isNegated = (last === "and" || last === "or") && parts.at(-1) === "not";
  if (isNegated) parts.pop();
  return { path: parts, field: `${isNegated ? "not." : ""}${last}${jsonPath < 0 ? "" : name.slice(jsonPath)}` };
}

const unquoted = (text: string) =>
  text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;

const operators: Record<string, string> = {
  eq: "$eq",
  neq: "$neq",
  gt: "$gt",
  gte: "$gte",
  lt: "$lt",
  lte: "$lte",
  like: "$like",
  ilike: "$ilike",
  match: "$regex",
  imatch: "$iregex",
  isdistinct: "$isDistinct",
  cs: "$contains",
  cd: "$containedBy",
  ov: "$overlaps",
  sl: "$rangeLt",
  sr: "$rangeGt",
  nxl: "$rangeGte",
  nxr: "$rangeLte",
  adj: "$rangeAdjacent",
};
const searches: Record<string, string | undefined> = {
  fts: undefined,
  plfts: "plain",
  phfts: "phrase",
  wfts: "websearch",
};
const truths: Record<string, unknown> = {
  null: null,
  true: true,
  false: false,
  unknown: Symbol.for("postgrest:unknown"),
  not_null: Symbol.for("postgrest:not_null"),
};

/** `not.in.(1,2)` and the like. Values stay texts: Postgres reads them as the type of the column. */
function parseOperation(text: string): Condition {
  const found = /^(not\.)?([a-z]+)(?:\(([^)]*)\))?\.([\s\S]*)$/.exec(text);
  if (!found) throw unreadable(text);
  const [, not, name = "", modifier, value = ""] = found;
  if (name === "is") {
    const truth = value.toLowerCase();
    if (!Object.hasOwn(truths, truth)) throw unreadable(text);
    return { [not ? "$isNot" : "$is"]: truths[truth] };
  }
  const operation = readOperation(name, modifier, value);
  if (!operation) throw unreadable(text);
  return not ? { $not: operation } : operation;
}

function readOperation(name: string, modifier: string | undefined, value: string): Condition | undefined {
  if (Object.hasOwn(searches, name)) return { $textSearch: { query: value, type: searches[name], config: modifier } };
  if (name === "in") return value.startsWith("(") && value.endsWith(")") ? { $in: listOf(value) } : undefined;
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (!operator) return undefined;
  const pattern = name.endsWith("like") ? (one: string) => one.replaceAll("*", "%") : checked(name);
  if (modifier === undefined) return { [operator]: pattern(value) };
  if (modifier !== "any" && modifier !== "all") return undefined;
  return { [`${operator}${modifier === "any" ? "Any" : "All"}`]: listOf(value).map(pattern) };
}

/** The elements of `(a,"b,c")` or `{a,"b,c"}`; quotes protect, a backslash within them protects one character. */
function listOf(text: string): string[] {
  const inside = text.slice(1, -1);
  if (inside === "") return [];
  const elements = inside.match(/(?:^|,)(?:"(?:\\[\s\S]|[^"\\])*"|[^,]*)/g) ?? [];
  return elements.map((element, index) => unescaped(index === 0 ? element : element.slice(1)));
}

const unescaped = (text: string) =>
  /^"[\s\S]*"$/.test(text) ? text.slice(1, -1).replaceAll(/\\([\s\S])/g, "$1") : text;

/**
 * A regular expression of a client runs over every row it may read. Postgres matches most of them in one pass;
 * back references and large counted repetitions are what takes it seconds a row.
 */
const costly = /\\[1-9]|\{\d{3,}|\{\d*,\d{3,}|\{[^}]*\}[^{]*\)\s*[{*+]/;
const maxPatternLength = 200;

function checked(name: string): (pattern: string) => string {
  if (!name.endsWith("match")) return (value) => value;
  return (pattern) => {
    if (pattern.length <= maxPatternLength && !costly.test(pattern)) return pattern;
    throw new HttpError(400, {
      code: "PGRST100",
      message: "The regular expression is too costly",
      details: `At most ${maxPatternLength} characters, without back references and nested or large counted repetitions`,
    });
  };
}

/** Reads `or(a.eq.1,not.and(b.gt.2,c.in.(3,4)))`, quoted values included. */
class LogicReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  tree(): Condition {
    const condition = this.#condition();
    if (this.#at < this.#text.length) throw unreadable(this.#text);
    return condition;
  }

  #condition(): Condition {
    const logic = this.#take(/(not\.)?(and|or)\(/y);
    if (!logic) return this.#filter();
    const [, not, name] = logic;
    const inner: Condition[] = [];
    do inner.push(this.#condition());
    while (this.#take(/,/y));
    if (!this.#take(/\)/y)) throw unreadable(this.#text);
    const condition = { [`$${name}`]: inner };
    return not ? { $not: condition } : condition;
  }

  #filter(): Condition {
    const [, field] = this.#take(/((?:"[^"]*"|[^.,()"])+)\./y) ?? [];
    const [operator] = this.#take(/(not\.)?[a-z]+(\([^)]*\))?\./y) ?? [];
    if (field === undefined || operator === undefined) throw unreadable(this.#text);
    return { [unquoted(field.trim())]: parseOperation(operator + this.#value()) };
  }

  #value(): string {
    const quoted = this.#take(/"(?:\\[\s\S]|[^"\\])*"(?=[,)])/y)?.[0];
    if (quoted !== undefined) return unescaped(quoted);
    const list = this.#take(
      /\((?:"(?:\\[\s\S]|[^"\\])*"|[^)"])*\)(?=[,)])|\{(?:"(?:\\[\s\S]|[^"\\])*"|[^}"])*\}(?=[,)])/y,
    )?.[0];
    return list ?? this.#take(/[^,)]*/y)?.[0] ?? "";
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found;
  }
}

const unreadable = (text: string) =>
  new HttpError(400, {
    code: "PGRST100",
    message: `"failed to parse filter (${text.slice(0, 100)})" (line 1, column 1)`,
    details: "A filter is column=operator.value; in and, or and not it is column.operator.value.",
  });
