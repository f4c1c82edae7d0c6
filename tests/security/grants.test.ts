import { expect, test } from "vitest";
import { connectDatabase } from "../support/database.ts";
import { report } from "./support/surface.ts";

const sql = connectDatabase();

test("the keys alone may call nothing but the catalogue of interests", async () => {
  const functions = await sql`
    select proc.oid::regprocedure::text as name, nspname as schema, prosecdef as definer,
      has_function_privilege('anon', proc.oid, 'execute') as anon,
      exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner))) where grantee = 0) as everybody,
      coalesce(proconfig, '{}') @> array['search_path=""'] as closed_path
    from pg_proc proc join pg_namespace schema on schema.oid = pronamespace
    where nspname in ('public', 'private', 'analytics')
      and not exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = proc.oid and deptype = 'e')`;
  const names = (chosen: (row: (typeof functions)[number]) => boolean) =>
    functions
      .filter(chosen)
      .map(({ name }) => name)
      .sort();
  report("grants on functions", {
    functions: functions.length,
    "of them public": names(({ schema }) => schema === "public").length,
  });
  expect(functions.length).toBeGreaterThan(500);
  expect(names(({ everybody }) => everybody)).toEqual([]);
  expect(names(({ anon, schema }) => anon && schema !== "private")).toEqual(["list_interests(text)"]);
  expect(names(({ definer, schema }) => definer && schema !== "private")).toEqual([]);
  expect(names(({ closed_path }) => !closed_path)).toEqual([]);
});

test("what the keys alone may call in private answers for nobody", async () => {
  const functions = await sql`
    select proc.oid::regprocedure::text as name from pg_proc proc
    where pronamespace = 'private'::regnamespace and has_function_privilege('anon', proc.oid, 'execute') order by 1`;
  expect(functions.map(({ name }) => name)).toEqual([
    "private.caller_id()",
    "private.check_request()",
    "private.decode_cursor(text)",
    "private.encode_cursor(uuid)",
    "private.page_size(integer)",
    "private.raise(text,text,integer,text,text,jsonb)",
  ]);
});

test("nobody holds a right to write a table, and the publishable key reads interests only", async () => {
  const rights = await sql`
    select role, class.oid::regclass::text as name, privilege
    from pg_class class join pg_namespace schema on schema.oid = relnamespace,
      unnest(array['anon', 'authenticated', 'service_role']) role,
      unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) privilege
    where nspname in ('public', 'private', 'analytics') and relkind in ('r', 'p', 'v', 'm')
      and case when privilege in ('delete', 'truncate', 'trigger') then has_table_privilege(role, class.oid, privilege)
        else has_any_column_privilege(role, class.oid, privilege) end`;
  report("grants on tables", { rights: rights.length });
  expect(rights.length).toBeGreaterThan(20);
  expect(rights.filter(({ privilege }) => privilege !== "select")).toEqual([]);
  expect(rights.filter(({ role }) => role === "anon").map(({ name }) => name)).toEqual(["interests"]);
  expect(rights.filter(({ name }) => name.startsWith("private."))).toEqual([]);
});
