import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startRest, type TestRest } from "./start-rest.ts";

let rest: TestRest;
beforeAll(async () => {
  rest = await startRest({ withLite: false, poolSize: 1 });
}, 30_000);
afterAll(() => rest?.stop());

const post = (name: string, body: string, headers = {}) =>
  fetch(`${rest.restUrl}/rpc/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body,
  });
const call = async (name: string, args: unknown) => (await post(name, JSON.stringify(args))).json();
const get = (pathAndQuery: string, headers = {}) => fetch(`${rest.restUrl}/rpc/${pathAndQuery}`, { headers });

describe("arguments in a body", () => {
  test("those left out take their defaults", async () => {
    expect(await call("greet", { name: "Ada" })).toBe("Hello Ada!");
    expect(await call("greet", { marks: 3, name: "Ada" })).toBe("Hello Ada!!!");
  });

  test("an explicit null is not the default", async () => {
    expect(await call("greet", { name: "Ada", greeting: null })).toBeNull();
  });

  test("arrays, composites, JSON and variadics become what the function declares", async () => {
    expect(await call("sum_array", { numbers: [1, 2, 3] })).toBe(6);
    expect(await call("move_point", { point: { x: 1, y: 2.5 }, by_x: 3 })).toEqual({ x: 4, y: 2.5 });
    expect(await call("echo_json", { document: "text" })).toBe("text");
    expect(await call("join_words", { separator: "-", words: ["a", "b"] })).toBe("a-b");
    expect(await call("echo_char", { code: "abc" })).toBe("abc");
    expect(await call("echo_time", { at: "2026-01-31T12:00:00+02:00" })).toBe("2026-01-31T10:00:00+00:00");
  });

  test("numbers beyond JavaScript's precision arrive unchanged", async () => {
    expect(await (await post("echo_bigint", '{"value": 9223372036854775807}')).text()).toBe("9223372036854775807");
    expect(await (await post("echo_json", '{"document": 12345678901234567890.5}')).text()).toBe(
      "12345678901234567890.5",
    );
  });

  test("an empty body is a call without arguments", async () => {
    const response = await fetch(`${rest.restUrl}/rpc/get_int`, { method: "POST" });
    expect(await response.json()).toBe(42);
  });

  test("a function of one unnamed JSON parameter takes the whole body", async () => {
    expect(await call("whole_body", { any: ["thing"] })).toEqual({ got: { any: ["thing"] } });
  });

  test("names that need quotes are quoted", async () => {
    expect(await call("Quoted%20Name", { 'Odd "argument': 7 })).toBe(7);
  });

  test("values cannot leave their place in the statement", async () => {
    const text = `'); drop table calls; --"\\`;
    expect(await call("greet", { name: text, greeting: "", marks: 0 })).toBe(` ${text}`);
    expect((await get(`greet?name=${encodeURIComponent(text)}&marks=0`)).status).toBe(200);
  });

  test("a body that is not JSON is refused", async () => {
    const response = await post("get_int", "{");
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      code: "PGRST102",
      details: null,
      hint: null,
      message: "Empty or invalid json",
    });
  });

  test("a wrong type is Postgres's error", async () => {
    const response = await post("echo_bigint", '{"value": "many"}');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "22P02" });
  });

  test("a body beyond the limit is refused, declared or not", async () => {
    const large = JSON.stringify({ document: "x".repeat(100_001) });
    expect((await post("echo_json", large)).status).toBe(413);
    const chunks = new Blob([large]).stream();
    const streamed = await fetch(`${rest.restUrl}/rpc/echo_json`, {
      method: "POST",
      body: chunks,
      duplex: "half",
    } as RequestInit);
    expect(streamed.status).toBe(413);
    expect(await call("get_int", {})).toBe(42);
  });
});

describe("arguments in a query string", () => {
  test("are cast to the types of the function", async () => {
    expect(await (await get("greet?name=Ada&marks=2")).json()).toBe("Hello Ada!!");
    expect(await (await get("sum_array?numbers={1,2}")).json()).toBe(3);
    expect(await (await get("echo_json?document=%7B%22a%22%3A1%7D")).json()).toEqual({ a: 1 });
  });

  test("a repeated one fills a variadic parameter; elsewhere the last one counts", async () => {
    expect(await (await get('join_words?separator=-&words=a"b\\&words=c,d')).json()).toBe('a"b\\-c,d');
    expect(await (await get("greet?name=Ada&name=Bob")).json()).toBe("Hello Bob!");
  });
});

describe("overloads", () => {
  test("are told apart by the names of the arguments", async () => {
    expect(await call("overloaded", { id: 1 })).toBe("id 1");
    expect(await call("overloaded", { name: "x" })).toBe("name x");
    expect(await call("overloaded", { id: 1, name: "x" })).toBe("both");
  });

  test("that names cannot tell apart are a 300", async () => {
    const response = await post("ambiguous", '{"value": 1}');
    expect(response.status).toBe(300);
    expect(await response.json()).toMatchObject({
      code: "PGRST203",
      message:
        "Could not choose the best candidate function between: public.ambiguous(value => integer), public.ambiguous(value => text)",
    });
  });
});

describe("a call that no function answers is a 404", () => {
  test("for an argument that is unknown or missing, with a hint", async () => {
    const response = await post("greet", '{"nam": "Ada", "marks": 1}');
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      code: "PGRST202",
      message: "Could not find the function public.greet(marks, nam) in the schema cache",
      details:
        "Searched for the function public.greet with parameters marks, nam or with a single unnamed json/jsonb parameter, but no matches were found in the schema cache.",
      hint: "Perhaps you meant to call the function public.greet(greeting, marks, name)",
    });
  });

  test("for an unknown name, without arguments and by GET", async () => {
    const response = await get("gret");
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      message: "Could not find the function public.gret without parameters in the schema cache",
      details:
        "Searched for the function public.gret without parameters, but no matches were found in the schema cache.",
      hint: "Perhaps you meant to call the function public.greet(greeting, marks, name)",
    });
  });

  test("for functions that REST cannot call", async () => {
    expect((await post("two_unnamed", "{}")).status).toBe(404);
    expect((await post("guard_note", "{}")).status).toBe(404);
  });
});

describe("the profile header chooses the schema", () => {
  test("Content-Profile for POST, Accept-Profile for GET", async () => {
    const posted = await post("who_is_here", "{}", { "Content-Profile": "analytics" });
    expect(await posted.json()).toBe('"analytics", "public", "extensions"');
    expect(posted.headers.get("content-profile")).toBe("analytics");
    expect((await get("who_is_here", { "Accept-Profile": "analytics" })).status).toBe(200);
    expect((await get("who_is_here")).status).toBe(404);
  });

  test("and only one that is exposed", async () => {
    const response = await post("uid", "{}", { "Content-Profile": "auth" });
    expect(response.status).toBe(406);
    expect(await response.json()).toMatchObject({
      code: "PGRST106",
      hint: "Only the following schemas are exposed: public, analytics",
    });
  });
});

test("a client cannot fill Postgres with prepared statements", async () => {
  const names = [..."abcdefghi"];
  for (let combination = 0; combination < 512; combination++) {
    const args = Object.fromEntries(names.filter((_, bit) => combination & (1 << bit)).map((name) => [name, 1]));
    expect(await call("many_options", args)).toBe(Object.keys(args).length);
  }
  expect(await call("count_prepared", {})).toBeLessThanOrEqual(300);
});
