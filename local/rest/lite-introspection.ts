import type { IntrospectResult } from "@supabase/lite";
import { PostgresConnection } from "@supabase/lite/postgres";
import { ConnectError } from "./wire/errors.ts";

const apiRoles = ["anon", "authenticated", "service_role"];

/**
 * What the API roles together can see. lite reads `information_schema`, which shows a role only what it
 * has a right to, and the login role has none; so it is read as each of the roles.
 */
export async function introspectAsApiRoles(url: string): Promise<IntrospectResult> {
  const views = await Promise.all(apiRoles.map((role) => introspectAs(url, role)));
  return views.reduce(merged);
}

async function introspectAs(url: string, role: string): Promise<IntrospectResult> {
  const connection = new PostgresConnection({
    url,
    postgresOptions: { max: 1, onnotice: () => {}, connection: { role, TimeZone: "UTC" } },
  });
  try {
    const result = await connection.introspect();
    // lite takes a failure for an empty database.
    if (!result.functions) throw new ConnectError("The database could not be introspected");
    return result;
  } finally {
    await connection.close();
  }
}

function merged(a: IntrospectResult, b: IntrospectResult): IntrospectResult {
  const lists = Object.entries(a).map(([part, list]) => {
    const other = b[part as keyof IntrospectResult];
    return [part, Array.isArray(list) && Array.isArray(other) ? union(list, other) : list];
  });
  return Object.fromEntries(lists);
}

/** Equal entries once. The estimated number of rows may change between two looks at the same table. */
function union(a: unknown[], b: unknown[]): unknown[] {
  const key = (entry: unknown) => JSON.stringify(entry, (name, value) => (name === "rows" ? undefined : value));
  return [...new Map([...a, ...b].map((entry) => [key(entry), entry])).values()];
}

/**
 * One schema of it. lite knows relations by their bare name, so it is shown no other schema: a table of the same
 * name there, or a reference to one, would be taken for its own.
 */
export function ofSchema(all: IntrospectResult, schema: string): IntrospectResult {
  const own = Object.entries(all).map(([part, list]) => [
    part,
    Array.isArray(list) && !sharedParts.has(part) ? list.filter((entry) => (entry.schema ?? schema) === schema) : list,
  ]);
  const result = Object.fromEntries(own) as IntrospectResult;
  return {
    ...result,
    foreign_keys: result.foreign_keys.filter(({ fk_def }) => referencedSchema(fk_def) === schema),
    default_schema: schema,
  };
}

/** Types may be those of any schema. */
const sharedParts = new Set(["custom_types", "timezones"]);

/** Postgres leaves `public` out, which is on the search path of the login role. */
function referencedSchema(definition: string | undefined): string {
  const [, name] = /REFERENCES (?:ONLY )?("(?:[^"]|"")+"|[^."(\s]+)\./.exec(definition ?? "") ?? [];
  return name?.replace(/^"(.*)"$/, "$1").replaceAll('""', '"') ?? "public";
}
