import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alice, asUser, startRest, type TestRest } from "./start-rest.ts";

let rest: TestRest;
beforeAll(async () => {
  rest = await startRest({ withLite: false });
}, 30_000);
afterAll(() => rest?.stop());

const call = (name: string, args = {}, headers = {}) =>
  fetch(`${rest.restUrl}/rpc/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...asUser(alice), ...headers },
    body: JSON.stringify(args),
  });

describe("a result is rendered by Postgres in PostgREST's shape", () => {
  test.each([
    ["get_int", "42"],
    ["get_bigint", "9007199254740991"],
    ["get_text", '"Zürich \\"quoted\\" \\\\ 😀"'],
    ["get_bool", "true"],
    ["get_numeric", "12.50"],
    ["get_float", "0.1"],
    ["get_timestamptz", '"2026-01-31T10:00:00.123456+00:00"'],
    ["get_timestamp", '"2026-01-31T12:00:00"'],
    ["get_date", '"2026-01-31"'],
    ["get_uuid", '"8d9f0a52-4b7e-4a7e-9f29-3a5f4d8a1a10"'],
    ["get_bytea", '"\\\\xdeadbeef"'],
    ["get_int_array", "[1,2,3]"],
    ["get_domain", '"short"'],
    ["get_jsonb", '{"a": [1, {"b": null}], "c": "d"}'],
    ["get_json", '{"z":1,  "a":2}'],
    ["get_json_null", "null"],
    ["get_sql_null_json", "null"],
    ["get_sql_null_text", "null"],
    ["get_composite", '{"x":1,"y":2.5}'],
    ["get_null_composite", '{"x":null,"y":null}'],
    ["get_composites", '[{"x":1,"y":1.5}, \n {"x":2,"y":null}]'],
    ["get_no_composites", "[]"],
    ["get_table_of_one", '[{"single":1}, \n {"single":2}]'],
    ["get_ints", "[1, 2, 3]"],
    ["get_no_ints", "[]"],
  ])("%s → %s", async (name, body) => {
    const response = await call(name);
    expect(await response.text()).toBe(body);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  });

  test("void is 204 without a body", async () => {
    const response = await call("do_nothing");
    expect(response.status).toBe(204);
    expect(response.headers.get("content-type")).toBeNull();
    expect(await response.text()).toBe("");
  });

  test("OUT parameters make an object, wherever they stand among the others", async () => {
    expect(await (await call("get_out_argument", { given: 4 })).json()).toEqual({ doubled: 8 });
    expect(await (await call("get_out_arguments", { given: 4 })).json()).toEqual({ low: 3, high: 5 });
  });

  test("Content-Range tells the number of rows", async () => {
    const range = async (name: string) => (await call(name)).headers.get("content-range");
    expect(await range("get_table")).toBe("0-2/*");
    expect(await range("get_no_ints")).toBe("*/*");
    expect(await range("get_jsonb")).toBe("0-0/*");
  });

  test("a set is cut off at the maximum of rows", async () => {
    expect(await (await call("get_many_ints")).json()).toHaveLength(1_000);
  });

  test("a result of many network packets arrives whole", async () => {
    const text = (await (await call("get_large", { bytes: 5_000_000 })).json()) as string;
    expect(text.length).toBe(5_000_000);
  });

  test("HEAD answers like GET without a body", async () => {
    const response = await fetch(`${rest.restUrl}/rpc/get_ints`, { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-range")).toBe("0-2/*");
    expect(await response.text()).toBe("");
  });

  test("a function sets status and headers of its answer", async () => {
    const response = await call("answer_with_status");
    expect(response.status).toBe(418);
    expect(response.headers.get("x-teapot")).toBe("short and stout");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({ tea: true });
    expect((await call("get_int")).status).toBe(200);
  });

  test("headers that are no list of headers are the function's error", async () => {
    const response = await call("answer_with_bad_headers");
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ code: "PGRST111" });
  });
});
