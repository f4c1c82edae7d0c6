/** A fact that rules may ask for, as list_rules gives it. */
export interface Fact {
  name: string;
  kind: "number" | "boolean" | "text" | "list";
  targets: string[];
  is_counted: boolean;
  description: string;
}

/** What one fact has to be. */
export interface Question {
  fact: string;
  is: string;
  value: unknown;
  minutes?: number;
}

export type Condition = Question | { all: Condition[] } | { any: Condition[] } | { not: Condition };

/** What an admin sets of a rule. */
export interface Draft {
  name: string;
  description: string;
  targets: string[];
  condition: Condition;
  action: "flag" | "hold" | "slow";
  reason: string;
  severity: number;
  once_per: "thing" | "person" | "text";
}

export interface Rule extends Draft {
  state: "off" | "shadow" | "live";
  version: number;
  changed_at: string;
  hits: number;
  shadow_hits: number;
  upheld: number;
  dismissed: number;
  last_hit_at: string | null;
}

export const targets = ["post", "comment", "message", "profile", "report"];

export const operators: Record<Fact["kind"], string[]> = {
  number: ["at_least", "at_most", "more_than", "less_than", "is", "is_not"],
  boolean: ["is"],
  text: ["is", "is_not", "any_of", "none_of"],
  list: ["any_of", "none_of"],
};

/** A condition as rows of a form: all or any of them. Null for what no form shows. */
export function rowsOf(condition: Condition): { joined: "all" | "any"; questions: Question[] } | null {
  if ("fact" in condition) return { joined: "all", questions: [condition] };
  const joined = "all" in condition ? "all" : "any";
  const parts = "all" in condition ? condition.all : "any" in condition ? condition.any : [condition];
  return parts.every((part): part is Question => "fact" in part) ? { joined, questions: parts } : null;
}

/** A question about a fact with what is usual. */
export function questionAbout({ name, kind, is_counted }: Fact): Question {
  return {
    fact: name,
    is: operators[kind][0] as string,
    value: { number: 1, boolean: true, text: "", list: [] }[kind],
    ...(is_counted ? { minutes: 10 } : {}),
  };
}
