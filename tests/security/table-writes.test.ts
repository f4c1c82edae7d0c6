import { beforeAll, expect, inject, test } from "vitest";
import { connectDatabase } from "../support/database.ts";
import { newPerson, type Person } from "../support/people.ts";
import { request } from "./support/api.ts";
import { allTables, inParallel, report } from "./support/surface.ts";

const { secretKey } = inject("target");
const sql = connectDatabase();

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

test("nobody writes into a table past the functions, and no table outside the API can be named", async () => {
  const tables = await allTables(sql);
  const columns = await sql<{ table: string; column: string }[]>`
    select attrelid::regclass::text as table, min(attname) as column from pg_attribute
    where attnum > 0 and not attisdropped group by 1`;
  const columnOf = new Map(columns.map(({ table, column }) => [table, column]));
  const roles = { anon: {}, authenticated: { token: person.session.access_token }, service_role: { key: secretKey } };
  const trials = tables.flatMap(({ schema, name }) => {
    const column = columnOf.get(schema === "public" ? name : `${schema}.${name}`) ?? "id";
    const profile = { "content-profile": schema, "accept-profile": schema };
    const path = `rest/v1/${name}`;
    const some = `${path}?${column}=not.is.null`;
    const verbs = [
      { method: "POST", path, body: [{}] },
      { method: "POST", path, body: [{ [column]: null }], headers: { prefer: "resolution=merge-duplicates" } },
      { method: "PATCH", path: some, body: { [column]: null } },
      { method: "PUT", path: some, body: { [column]: null } },
      { method: "DELETE", path: some },
    ];
    return Object.entries(roles).flatMap(([role, access]) =>
      verbs.map((verb) => ({ role, schema, name, ...verb, ...access, headers: { ...profile, ...verb.headers } })),
    );
  });
  const accepted: string[] = [];
  const broken: string[] = [];
  await inParallel(trials, async ({ path, role, schema, name, ...call }) => {
    const { status, text } = await request(path, call);
    const told = `${role}: ${call.method} ${schema}.${name}: ${status} ${text.slice(0, 120)}`;
    if (status < 400) accepted.push(told);
    // A view that nobody can write is 500 in PostgREST, too.
    if (status >= 500 && !/"code":"55000"/.test(text)) broken.push(told);
  });
  const inApi = tables.filter(({ schema }) => schema === "public").length;
  report("table writes", {
    tables: tables.length,
    "in the API": inApi,
    trials: trials.length,
    accepted: accepted.length,
  });
  expect(inApi).toBeGreaterThan(15);
  expect(accepted).toEqual([]);
  expect(broken).toEqual([]);
});

test("no table outside the API is read by anybody", async () => {
  const tables = (await allTables(sql)).filter(({ schema }) => schema === "private");
  const read: string[] = [];
  const trials = tables.flatMap(({ schema, name }) =>
    [schema, "public"].flatMap((profile) =>
      [{}, { token: person.session.access_token }, { key: secretKey }].map((access) => ({ name, profile, access })),
    ),
  );
  await inParallel(trials, async ({ name, profile, access }) => {
    const { status } = await request(`rest/v1/${name}`, {
      method: "GET",
      ...access,
      headers: { "accept-profile": profile },
    });
    if (status < 400 || status >= 500) read.push(`${profile}.${name}: ${status}`);
  });
  report("reads of closed tables", { tables: tables.length, trials: trials.length, read: read.length });
  expect(read).toEqual([]);
});
