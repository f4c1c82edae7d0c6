import type { Catalogue, RpcFunction } from "./catalogue.ts";
import { closest } from "./fuzzy-match.ts";
import { HttpError } from "./http-error.ts";

/** A function and how it takes its arguments. */
export interface ResolvedFunction {
  function: RpcFunction;
  /** True when the body is the function's one unnamed json or jsonb parameter. */
  takesWholeBody: boolean;
}

/**
 * Chooses among overloads by the names of the arguments, as PostgREST does: all required ones and nothing
 * unknown. Returns undefined for no match; more than one is a 300 response (PGRST203).
 */
export function resolveFunction(
  overloads: RpcFunction[],
  argumentNames: string[],
  hasJsonBody: boolean,
): ResolvedFunction | undefined {
  const named = overloads.filter((candidate) => acceptsNames(candidate, argumentNames));
  if (named.length > 1) throw ambiguous(named);
  if (named[0]) return { function: named[0], takesWholeBody: false };
  const whole = hasJsonBody ? overloads.filter(takesUnnamedJson) : [];
  if (whole.length > 1) throw ambiguous(whole);
  return whole[0] && { function: whole[0], takesWholeBody: true };
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

function takesUnnamedJson({ parameters: [first, second] }: RpcFunction): boolean {
  return first !== undefined && second === undefined && first.name === "" && ["json", "jsonb"].includes(first.type);
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

/** The 404 for a call that no function answers, with PostgREST's guess at what was meant. */
export function unknownFunction(
  catalogue: Catalogue,
  call: { schema: string; name: string; argumentNames: string[]; hasJsonBody: boolean },
): HttpError {
  const names = [...call.argumentNames].sort();
  const qualified = `${call.schema}.${call.name}`;
  const searched =
    names.length === 0 ? " without parameters" : ` with parameter${names.length > 1 ? "s" : ""} ${names.join(", ")}`;
  const orWhole = call.hasJsonBody ? " or with a single unnamed json/jsonb parameter" : "";
  const shown = names.length === 0 ? " without parameters" : `(${names.join(", ")})`;
  return new HttpError(404, {
    code: "PGRST202",
    message: `Could not find the function ${qualified}${shown} in the schema cache`,
    details: `Searched for the function ${qualified}${searched}${orWhole}, but no matches were found in the schema cache.`,
    hint: guess(catalogue, call.schema, call.name, names),
  });
}

function guess(catalogue: Catalogue, schema: string, name: string, sortedNames: string[]): string | null {
  const known = catalogue.functions.get(schema);
  const overloads = known?.get(name);
  const signature = (names: string[]) => `(${names.sort().join(", ")})`;
  const meant = overloads
    ? closest(
        overloads.map(({ parameters }) => signature(parameters.map((parameter) => parameter.name))),
        signature(sortedNames),
        0.33,
      )
    : closest([...(known?.keys() ?? [])], name, 0.75);
  if (meant === undefined) return null;
  return `Perhaps you meant to call the function ${schema}.${overloads ? name : ""}${meant}`;
}
