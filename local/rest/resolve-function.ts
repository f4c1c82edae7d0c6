import { errorBody, errorStatus } from "../../functions/_shared/error-codes.ts";
import type { Catalogue, RpcFunction } from "./catalogue.ts";
import { closest } from "./fuzzy-match.ts";
import { HttpError } from "./http-error.ts";

/** A function and how it takes its arguments. */
export interface ResolvedFunction {
  function: RpcFunction;
  /** True when the body is the function's one unnamed parameter. */
  takesWholeBody: boolean;
}

/** What a request says about the function it means. */
export interface Call {
  schema: string;
  name: string;
  argumentNames: string[];
  /** The types that the one unnamed parameter of a function may have to take the body; none without a body. */
  bodyTypes: string[];
}

/**
 * Chooses among overloads by the names of the arguments, as PostgREST does: all required ones and nothing
 * unknown. Returns undefined for no match; more than one is a 300 response (PGRST203).
 */
export function resolveFunction({ functions }: Catalogue, call: Call): ResolvedFunction | undefined {
  const overloads = functions.get(call.schema)?.get(call.name) ?? [];
  const named = hasOpaqueBody(call) ? [] : overloads.filter((candidate) => acceptsNames(candidate, call.argumentNames));
  if (named.length > 1) throw ambiguous(named);
  if (named[0]) return { function: named[0], takesWholeBody: false };
  const whole = overloads.filter((candidate) => takesUnnamed(candidate, call.bodyTypes));
  if (whole.length > 1) throw ambiguous(whole);
  return whole[0] && { function: whole[0], takesWholeBody: true };
}

/** A body that has no names in it. */
export function hasOpaqueBody({ bodyTypes }: Pick<Call, "bodyTypes">): boolean {
  return bodyTypes.length > 0 && !bodyTypes.includes("json");
}

function acceptsNames({ parameters }: RpcFunction, names: string[]): boolean {
  let required = 0;
  for (const parameter of parameters) if (parameter.isRequired) required++;
  for (const name of names) {
    const parameter = name === "" ? undefined : parameters.find((known) => known.name === name);
    if (!parameter) return false;
    if (parameter.isRequired) required--;
  }
  return required === 0;
}

function takesUnnamed({ parameters: [first, second] }: RpcFunction, types: string[]): boolean {
  return first !== undefined && second === undefined && first.name === "" && types.includes(first.type);
}

function ambiguous(candidates: RpcFunction[]): HttpError {
  const signatures = candidates.map(({ schema, name, parameters }) => {
    const list = parameters.map((parameter) => `${parameter.name} => ${parameter.type}`).join(", ");
    return `${schema}.${name}(${list})`;
  });
  return new HttpError(300, {
    code: "PGRST203",
    message: `Could not choose the best candidate function between: ${signatures.join(", ")}`,
    hint: "Try renaming the parameters or the function itself in the database so function overloading can be resolved",
  });
}

/** What somebody without a session is told about a function for people who have one: Postgres only says "denied". */
export function requireSession({ needsSession }: RpcFunction, isAnonymous: boolean): void {
  if (!needsSession || !isAnonymous) return;
  const body = errorBody("NOT_AUTHENTICATED");
  throw new HttpError(errorStatus("NOT_AUTHENTICATED"), body, { "WWW-Authenticate": "Bearer" });
}

/** The 404 for a call that no function answers, with PostgREST's guess at what was meant. */
export function unknownFunction(catalogue: Catalogue, { schema, name, argumentNames, bodyTypes }: Call): HttpError {
  const names = [...argumentNames].sort();
  const qualified = `${schema}.${name}`;
  const searched =
    names.length === 0 ? " without parameters" : ` with parameter${names.length > 1 ? "s" : ""} ${names.join(", ")}`;
  const orWhole = bodyTypes.length > 0 ? ` or with a single unnamed ${bodyTypes.join("/")} parameter` : "";
  const shown = names.length === 0 ? " without parameters" : `(${names.join(", ")})`;
  return new HttpError(404, {
    code: "PGRST202",
    message: `Could not find the function ${qualified}${shown} in the schema cache`,
    details: `Searched for the function ${qualified}${searched}${orWhole}, but no matches were found in the schema cache.`,
    hint: guess(catalogue, schema, name, names),
  });
}

/** PostgREST guesses only at what is close; here a function that exists shows its arguments to every wrong call. */
function guess(catalogue: Catalogue, schema: string, name: string, sortedNames: string[]): string | null {
  const known = catalogue.functions.get(schema);
  const meant = known?.has(name) ? name : closest([...(known?.keys() ?? [])], name, 0.75);
  const overloads = meant === undefined ? undefined : known?.get(meant);
  if (!overloads) return null;
  const signatures = overloads.map(({ parameters }) => signature(parameters.map((parameter) => parameter.name)));
  const shown = closest(signatures, signature(sortedNames), 0.33) ?? (signatures[0] as string);
  return `Perhaps you meant to call the function ${schema}.${meant}${shown}`;
}

const signature = (names: string[]) => `(${[...names].sort().join(", ")})`;
