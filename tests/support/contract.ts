import type { z } from "zod";
import { errorBody } from "../../client/contract/errors.ts";
import { endpoints, events, functions, liveEvents, topicEvents } from "../../client/contract/index.ts";

export interface Exchange {
  method: string;
  /** Behind the address of the project. */
  path: string;
  /** The schema that REST was asked for, if not the first. */
  profile: string | null;
  sent: unknown;
  status: number;
  answered: unknown;
}

type Schema = z.ZodType;

/** Calls of edge functions, with the parts of their paths. */
export const calls = Object.values(endpoints)
  .flatMap((calls): { method: string; path: string; status: number; body: Schema; result: Schema }[] =>
    Object.values(calls),
  )
  .map((call) => ({ ...call, parts: call.path.split("/") }));

const endpointAt = (method: string, path: string) => {
  const parts = path.split("/");
  const fits = (given: string, index: number) => given === parts[index] || given.startsWith(":");
  // What is spelt out goes before what is not: media/avatar is not the medium `avatar`.
  return calls
    .filter((call) => call.method === method && call.parts.length === parts.length && call.parts.every(fits))
    .sort((one, other) => Number(one.path.includes(":")) - Number(other.path.includes(":")))[0];
};

/** What the innermost issues of a failed parse say, of a union those of the branch that came nearest. */
function wordsOf(issues: readonly z.core.$ZodIssue[], base: PropertyKey[] = []): string[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path];
    if (issue.code === "invalid_union" && issue.errors.length > 0) {
      const depth = (branch: z.core.$ZodIssue[]) => branch.reduce((sum, { path }) => sum + 10 - path.length, 0);
      const nearest = [...issue.errors].sort((one, other) => depth(one) - depth(other))[0] ?? [];
      if (nearest.length > 0) return wordsOf(nearest, path);
    }
    return [`${path.map(String).join(".")}: ${issue.message}`];
  });
}

const differences = (what: string, schema: Schema, value: unknown): string[] => {
  const { error } = schema.safeParse(value);
  return error ? [`${what} is not as client/contract says: ${wordsOf(error.issues).join("; ")}`] : [];
};

/** In what an exchange differs from the contract; what is no call of the API differs in nothing. */
export function problemsOfExchange({ method, path, profile, sent, status, answered }: Exchange): string[] {
  const [, part, name = ""] = /^\/(rest\/v1\/rpc|functions\/v1)\/([^?]*)/.exec(path) ?? [];
  if (part === undefined || method === "OPTIONS" || status >= 502) return [];
  if (status >= 400) return differences(`The refusal of ${name}`, errorBody, answered);
  if (part === "functions/v1") {
    // Functions of others, and what describes the API.
    if (!((name.split("/", 1)[0] as string) in endpoints)) return [];
    const call = endpointAt(method, name);
    if (!call) return [`${method} ${name} is not in client/contract.`];
    return [
      ...(status === call.status ? [] : [`${method} ${name} answered ${status}.`]),
      ...differences(`What ${method} ${name} answered`, call.result, answered),
      ...(path.includes("?") ? [] : differences(`What ${method} ${name} accepted`, call.body, sent)),
    ];
  }
  if (profile === "analytics") return [];
  const called = (functions as Record<string, { args: Schema; result: Schema } | undefined>)[name];
  if (!called) return [`${name} is not in client/contract.`];
  return [
    ...differences(`What ${name} answered`, called.result, answered ?? null),
    ...(method === "POST" ? differences(`What ${name} accepted`, called.args, sent ?? {}) : []),
  ];
}

/** In what an event differs from the contract. That it has all that the database sends is seen in the database's functions. */
export function problemsOfEvent(topic: string, event: string, payload: unknown): string[] {
  const kind = topic.split(":", 1)[0] as string;
  const said = { ...topicEvents, ...events[kind as keyof typeof events] } as Record<string, Schema>;
  const schema = kind.endsWith("_live") ? (liveEvents as Record<string, Schema>)[event] : said[event];
  return schema ? differences(`The event ${event} of ${kind}:…`, schema, payload) : [];
}
