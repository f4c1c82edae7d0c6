import type { Context } from "hono";
import type { RouterRoute } from "hono/types";
import { ApiError, answerError } from "./errors.ts";

/** The answer where no route fits: 405 when the path is known with another method, else 404 with the nearest path. */
export function answerUnknownPath(context: Context, all: RouterRoute[]): Response {
  const { path, method } = context.req;
  const routes = all.filter((route) => route.method !== "ALL");
  const allowed = routes.filter((route) => fits(route.path, path)).map((route) => route.method);
  if (allowed.length > 0) {
    const allow = [...new Set(allowed)].sort().join(", ");
    context.header("allow", allow);
    return answerError(
      new ApiError("METHOD_NOT_ALLOWED", undefined, `${method} ${path}`, `Allowed: ${allow}.`),
      context,
    );
  }
  const paths = [...new Set(routes.map((route) => route.path))].sort();
  const nearest = paths
    .map((known) => ({ known, slips: distance(filledIn(known, path), path) }))
    .filter(({ slips }) => slips <= longestSlip)
    .sort((a, b) => a.slips - b.slips)[0];
  const hint = nearest ? `Did you mean ${nearest.known}?` : `There are: ${paths.join(", ")}.`;
  return answerError(new ApiError("NOT_FOUND", undefined, `${method} ${path}`, hint), context);
}

/** How many letters may differ between a path and what somebody wrote instead of it, as signin instead of login. */
const longestSlip = 3;

const segments = (path: string) => path.split("/");

const isParameter = (segment: string | undefined) => segment?.startsWith(":") ?? false;

const fits = (pattern: string, path: string): boolean => {
  const [wanted, given] = [segments(pattern), segments(path)];
  return wanted.length === given.length && wanted.every((each, index) => isParameter(each) || each === given[index]);
};

/** A pattern with what the path has in the places of its parameters. */
const filledIn = (pattern: string, path: string): string => {
  const given = segments(path);
  return segments(pattern)
    .map((each, index) => (isParameter(each) ? (given[index] ?? each) : each))
    .join("/");
};

/** Levenshtein's distance: how many letters have to be put in, taken out or replaced. Not looked at closely if it is far. */
function distance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > longestSlip) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [taken, letter] of [...from].entries()) {
    const next = [taken + 1];
    for (let index = 0; index < to.length; index++) {
      const replaced = (row[index] as number) + (letter === to[index] ? 0 : 1);
      next.push(Math.min(replaced, (row[index + 1] as number) + 1, (next[index] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}
