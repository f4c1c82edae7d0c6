import type { Context } from "hono";
import type { z } from "zod";
import { ApiError } from "./errors.ts";

type Path = readonly PropertyKey[];

/**
 * The JSON body in the shape of a zod schema. Errors: UNSUPPORTED_MEDIA_TYPE, INVALID_JSON; INVALID_BODY, whose `details`
 * say by the name of each wrong field what is wrong with it.
 */
export async function readBody<Schema extends z.ZodType>(context: Context, schema: Schema): Promise<z.output<Schema>> {
  if (!/^application\/json\s*(;|$)/i.test(context.req.header("content-type") ?? "")) {
    throw new ApiError("UNSUPPORTED_MEDIA_TYPE");
  }
  const body = await context.req.json().catch(() => {
    throw new ApiError("INVALID_JSON");
  });
  const parsed = schema.safeParse(body);
  const problems: [Path, string][] = [
    ...unstorable(body).map((path): [Path, string] => [
      path,
      "has a character that no text may have (U+0000 or half a pair)",
    ]),
    ...(parsed.error?.issues ?? []).flatMap((issue) => problemsOf(issue, body)),
  ];
  if (parsed.success && problems.length === 0) return parsed.data;
  const details: Record<string, string> = {};
  // The first thing that is wrong with a field is enough.
  for (const [path, problem] of problems) details[path.join(".") || "body"] ??= problem;
  throw new ApiError("INVALID_BODY", undefined, details);
}

/** No field of any call lies deeper. */
const deepest = 8;

/** Where in a body there are texts that Postgres cannot keep: NUL, and halves of surrogate pairs. Asked of every text. */
function unstorable(value: unknown, path: Path = []): Path[] {
  if (typeof value === "string") return value.includes("\0") || !value.isWellFormed() ? [path] : [];
  if (typeof value !== "object" || value === null || path.length > deepest) return [];
  return Object.entries(value).flatMap(([name, inner]) => unstorable(inner, [...path, name]));
}

function problemsOf(issue: z.core.$ZodIssue, body: unknown): [Path, string][] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => [[...issue.path, key], "is not a field of this call"]);
  }
  return [[issue.path, isMissing(issue.path, body) ? "is required" : inWords(issue)]];
}

function isMissing(path: Path, body: unknown): boolean {
  let value = body;
  for (const name of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[name];
  return path.length > 0 && value === undefined;
}

/** What people read instead of zod's words for the rules that need no message of their own. */
function inWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${/^[aeiou]/.test(issue.expected) ? "an" : "a"} ${issue.expected}`;
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}`;
    case "too_small":
      return `must ${sized(issue.origin, `at least ${issue.minimum}`)}`;
    case "too_big":
      return `must ${sized(issue.origin, `at most ${issue.maximum}`)}`;
    case "invalid_format":
      return issue.format === "regex" ? issue.message : `is not a valid ${issue.format}`;
    default:
      return issue.message;
  }
}

const sized = (origin: string, bound: string): string =>
  ({ string: `have ${bound} characters`, array: `have ${bound} entries` })[origin] ?? `be ${bound}`;
