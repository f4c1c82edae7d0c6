import { expect, test } from "vitest";
import { z } from "zod";
import { events, functions, topicEvents } from "../../client/contract/index.ts";
import { nothing } from "../../client/contract/shapes.ts";
import type { asyncApi } from "../../client/reference/asyncapi.ts";
import type { openApi } from "../../client/reference/openapi.ts";
import { reads } from "../../client/themes.ts";
import { url } from "../support/clients.ts";
import { calls } from "../support/contract.ts";
import { connectDatabase } from "../support/database.ts";

const sql = connectDatabase();

interface Signature {
  name: string;
  volatility: string;
  result: string;
  args: { name: string; type: string; optional: boolean }[];
}

/** The functions of the API, as the catalogue has them. */
const catalogue = (): Promise<Signature[]> => sql<Signature[]>`
  select proname as name, provolatile as volatility, prorettype::regtype::text as result, coalesce((
    select json_agg(json_build_object('name', proargnames[place], 'type', type::regtype::text, 'optional', place > pronargs - pronargdefaults)
      order by place)
    from unnest(proargtypes::oid[]) with ordinality argument (type, place)), '[]') as args
  from pg_proc where pronamespace = 'public'::regnamespace order by proname`;

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What a schema takes apart from null. */
const branches = (schema: JsonSchema): JsonSchema[] =>
  (schema.anyOf
    ? schema.anyOf.flatMap((branch) => branches(branch as JsonSchema))
    : [schema.type ?? []].flat().map((type) => ({ ...schema, type }) as JsonSchema)
  ).filter(({ type }) => type !== "null");

const isText = ({ type, format }: JsonSchema) => type === "string" && format !== "uuid";
const isId = ({ type, format }: JsonSchema) => type === "string" && format === "uuid";
const listOf =
  (fits: (item: JsonSchema) => boolean) =>
  ({ type, items }: JsonSchema) =>
    type === "array" && branches(items as JsonSchema).every(fits);

/** Whether a schema describes what Postgres takes for a type. */
const describes: Record<string, (schema: JsonSchema) => boolean> = {
  uuid: isId,
  text: isText,
  "timestamp with time zone": (schema) =>
    isText(schema) && (schema.format === "date-time" || schema.const === "infinity"),
  integer: ({ type }) => type === "integer",
  "double precision": ({ type }) => type === "number",
  boolean: ({ type }) => type === "boolean",
  jsonb: () => true,
  "uuid[]": listOf(isId),
  "text[]": listOf(isText),
};

test("every function of the API is in the contract, with its arguments by name, type and whether they may be left out", async () => {
  const signatures = await catalogue();
  expect(Object.keys(functions).sort()).toEqual(signatures.map(({ name }) => name).sort());
  for (const { name, args, result } of signatures) {
    const contract = functions[name as keyof typeof functions];
    const schema = z.toJSONSchema(contract.args, { io: "input", unrepresentable: "any" });
    const described = Object.entries(schema.properties ?? {}).map(([arg, property]) => ({
      arg,
      fits: branches(property as JsonSchema).every(
        describes[args.find((given) => given.name === arg)?.type ?? "jsonb"] as never,
      ),
      optional: !schema.required?.includes(arg),
    }));
    const expected = args.map((given) => ({ arg: given.name, fits: true, optional: given.optional }));
    const byName = (one: { arg: string }, other: { arg: string }) => one.arg.localeCompare(other.arg);
    expect({ name, args: described.sort(byName) }).toEqual({ name, args: expected.sort(byName) });
    if (result === "void") expect({ name, result: contract.result }).toEqual({ name, result: nothing });
  }
});

test("what the client calls again after a failure, because it only reads, writes nothing", async () => {
  const writing = (await catalogue()).filter(({ volatility }) => volatility === "v").map(({ name }) => name);
  // These spend a token, look whether a moderator still is one, or remember what they gave out, and change nothing for anybody.
  const harmless = writing.filter((name) =>
    /^(search_.*|.*_feed|presence_of|typeahead_people|get_case|list_terms)$/.test(name),
  );
  expect(writing.filter((name) => reads.test(name))).toEqual(harmless);
});

test("the API describes itself: OpenAPI of every call, with what its comment says, and AsyncAPI of every topic", async () => {
  const described = await fetch(`${url}/functions/v1/openapi.json`);
  const { openapi, paths, components } = (await described.json()) as ReturnType<typeof openApi>;
  expect({ status: described.status, openapi }).toEqual({ status: 200, openapi: "3.1.0" });
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method,
      ...(operation as { description?: string }),
    })),
  );
  const rpc = operations.filter(({ path }) => path.startsWith("/rest/v1/rpc/"));
  expect(rpc.map(({ path }) => path.slice("/rest/v1/rpc/".length)).sort()).toEqual(
    (await catalogue()).map(({ name }) => name),
  );
  expect(rpc.filter(({ description }) => !description)).toEqual([]);
  expect(operations.length - rpc.length).toBe(calls.length);
  // Whatever is referred to is there.
  const references = JSON.stringify({ paths, components }).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g);
  const missing = [...references].map(([, name = ""]) => name).filter((name) => !(name in components.schemas));
  expect(missing).toEqual([]);

  const told = (await (await fetch(`${url}/functions/v1/asyncapi.json`)).json()) as ReturnType<typeof asyncApi>;
  expect(Object.keys(told.channels)).toEqual([...Object.keys(events), "live"]);
});

/** The arguments of a call that begins behind its bracket, as they are written. */
function argumentsAt(source: string, start: number): string[] {
  const found = [""];
  let depth = 0;
  for (const character of source.slice(start)) {
    if (")]".includes(character) && depth-- === 0) break;
    if ("([".includes(character)) depth++;
    if (character === "," && depth === 0) found.push("");
    else found[found.length - 1] += character;
  }
  return found;
}

test("every event that the database sends is in the contract, and no other", async () => {
  const rows = await sql<{ source: string }[]>`
    select prosrc as source from pg_proc where pronamespace = 'private'::regnamespace and prosrc ~ 'private\\.(broadcast|deliver)'`;
  const sent = rows.flatMap(({ source }) =>
    [...source.matchAll(/private\.(broadcast(?:_to_many|_each)?|deliver|deliver_about)\(/g)].flatMap((call) => {
      const name = argumentsAt(source, call.index + call[0].length)[call[1] === "deliver" ? 2 : 1] ?? "";
      return [...name.trim().matchAll(/(?:^|then |else )'([a-z._]+)'/g)].map(([, event]) => event);
    }),
  );
  const known = Object.values(events).flatMap((said) => Object.keys(said));
  expect(new Set([...known, ...Object.keys(topicEvents)])).toEqual(new Set(sent));
});
