import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Sql } from "postgres";
// What the functions read while they are imported.
import type { App } from "../../functions/function-app.ts";

/** An RPC as the catalogue knows it. */
export interface Rpc {
  name: string;
  parameters: { name: string; type: string }[];
}

/** An edge endpoint, with its parameters in the path: GET auth/sessions, PATCH media/:media_id. */
export interface Endpoint {
  method: string;
  path: string;
}

/** Every function that clients could call, so that none is forgotten by a sweep. */
export async function allRpcs(sql: Sql): Promise<Rpc[]> {
  const rows = await sql<{ name: string; names: string[] | null; types: string[] }[]>`
    select proname as name, proargnames[:pronargs] as names,
      array(select format_type(type, null) from unnest(proargtypes) with ordinality given (type, place) order by place) as types
    from pg_proc where pronamespace = 'public'::regnamespace and prorettype <> 'trigger'::regtype order by proname`;
  return rows.map(({ name, names, types }) => ({
    name,
    parameters: types.map((type, place) => ({ name: names?.[place] as string, type })),
  }));
}

/** Every table and view that clients could name. */
export async function allTables(sql: Sql): Promise<{ schema: string; name: string }[]> {
  return sql`
    select schemaname as schema, relname as name
    from (
      select nspname as schemaname, relname from pg_class join pg_namespace schema on schema.oid = relnamespace
      where nspname in ('public', 'private', 'analytics') and relkind in ('r', 'p', 'v', 'm')
        and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e')
    ) ours order by 1, 2`;
}

const folder = fileURLToPath(new URL("../../../functions", import.meta.url));

/** Every route of every edge function, from their own routers. */
export async function allEndpoints(): Promise<Endpoint[]> {
  await import("../../functions/function-app.ts");
  const endpoints: Endpoint[] = [];
  for (const file of globSync("*/app.ts", { cwd: folder }).filter((path) => !path.startsWith("_"))) {
    const { app } = (await import(`${folder}/${file}`)) as { app: App };
    for (const { method, path } of app.routes) {
      if (method !== "ALL") endpoints.push({ method, path: path.slice(1) });
    }
  }
  return endpoints;
}

/** Does many things, a few at a time. */
export async function inParallel<Item>(items: Item[], work: (item: Item) => Promise<void>, width = 12): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of left) await work(item);
    }),
  );
}

/** What a sweep tried, for whoever reads the output: a sweep that tries nothing is no sweep. */
export function report(sweep: string, counts: Record<string, number>): void {
  const told = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  process.stdout.write(`${sweep}: ${told.join(", ")}\n`);
}
