import { describe, expect, test } from "vitest";
import { ask, ids, returning, rows } from "./dialect-rest.ts";
import { alice, asUser } from "./start-rest.ts";

describe("a write", () => {
  test("of a whole table needs a filter that says so", async () => {
    for (const [method, body] of [
      ["DELETE", undefined],
      ["PATCH", { rating: 1 }],
    ] as const) {
      for (const path of ["/things", "/things?select=id", "/things?limit=1&order=id"]) {
        const { status, text } = await ask(method, path, {}, body);
        expect({ status, ...JSON.parse(text) }).toMatchObject({ status: 400, code: "21000" });
      }
    }
    expect(await ids("rating=eq.5")).toEqual([1, 2, 3]);
  });

  test("through a function that changes more than it may is undone", async () => {
    const strict = (most: number) => ({ Prefer: `handling=strict,max-affected=${most}` });
    const { status, text } = await ask("POST", "/rpc/set_ages", strict(2), { to_age: 7 });
    expect({ status, ...JSON.parse(text) }).toMatchObject({
      status: 400,
      code: "PGRST124",
      details: "The query affects 3 rows",
    });
    expect(await rows("/people?age=eq.7")).toEqual([]);
    expect((await ask("POST", "/rpc/set_ages", strict(3), { to_age: 5 })).status).toBe(200);
    const single = await ask("POST", "/rpc/set_one_age", strict(3), { to_age: 7 });
    expect({ status: single.status, ...JSON.parse(single.text) }).toMatchObject({ status: 400, code: "PGRST128" });
    expect(await rows("/people?age=eq.7")).toEqual([]);
  });

  test("of an object without keys is a row of defaults", async () => {
    const { status, text } = await ask("POST", "/things?select=name,rating", returning, {});
    expect(status).toBe(201);
    expect(JSON.parse(text)).toEqual([{ name: "nameless", rating: 5 }]);
  });

  test("of rows with missing keys takes the default or null, and says which", async () => {
    const bulk = [{ name: "M1", rating: 1 }, { name: "M2" }];
    const path = "/things?columns=name,rating&select=name,rating";
    const defaults = await ask("POST", path, { Prefer: "return=representation,missing=default" }, bulk);
    expect(JSON.parse(defaults.text)).toEqual([
      { name: "M1", rating: 1 },
      { name: "M2", rating: 5 },
    ]);
    const nulls = await ask("POST", path, returning, bulk);
    expect(JSON.parse(nulls.text)).toEqual([
      { name: "M1", rating: 1 },
      { name: "M2", rating: null },
    ]);
    expect(await rows("/things?select=rating&name=eq.M2&order=rating")).toEqual([{ rating: 5 }, { rating: null }]);
  });

  test("by PUT replaces the row with the key", async () => {
    const put = (name: string) => ask("PUT", "/things?id=eq.10&select=id,name", returning, { id: 10, name });
    expect(JSON.parse((await put("one")).text)).toEqual([{ id: 10, name: "one" }]);
    expect(JSON.parse((await put("two")).text)).toEqual([{ id: 10, name: "two" }]);
  });

  test("says how many rows it changed", async () => {
    const changed = await ask("PATCH", "/people?username=in.(a,b)", { Prefer: "count=exact" }, { age: 5 });
    expect(changed).toMatchObject({ status: 204, text: "" });
    expect(changed.headers.get("content-range")).toBe("0-1/2");
  });
});

describe("a value keeps what it is", () => {
  test("numbers keep every digit, as they are read and as they are written", async () => {
    const read = await ask("GET", "/things?select=big,price,doc,numbers&id=eq.1");
    expect(read.text).toBe(
      '[{"big":9007199254740993,"price":12345678901234567890.123456789,"doc":{"a":1,"n":9007199254740993},"numbers":[9007199254740993,null]}]',
    );
    const row =
      '{"big":9007199254740995,"price":0.12345678901234567890123,"doc":{"n":9007199254740995},"numbers":[9007199254740995]}';
    expect((await ask("POST", "/things?select=big,price,doc,numbers", returning, row)).text).toBe(`[${row}]`);
    const stripped = { Accept: "application/vnd.pgrst.array+json;nulls=stripped" };
    expect((await ask("GET", "/things?select=price,place&id=in.(1,2)&order=id", stripped)).text).toBe(
      '[{"price":12345678901234567890.123456789,"place":{"x":1,"y":2.5}},{"price":2}]',
    );
  });

  test("NULL in an array is not the text NULL", async () => {
    expect(await rows("/things?select=tags&id=eq.1")).toEqual([{ tags: ["a", null, "NULL"] }]);
    const tags = ["a", null, "NULL", 'q"\\,{}'];
    const { text } = await ask("POST", "/things?select=tags", returning, { tags });
    expect(JSON.parse(text)).toEqual([{ tags }]);
  });

  test("JSON stays JSON and composites are objects", async () => {
    for (const doc of ["text", "12", 12, null, [1, { a: null }]]) {
      const { text } = await ask("POST", "/things?select=doc", returning, { doc });
      expect(JSON.parse(text)).toEqual([{ doc }]);
    }
    const { text } = await ask("POST", "/things?select=place", returning, { place: { x: 3, y: null } });
    expect(JSON.parse(text)).toEqual([{ place: { x: 3, y: null } }]);
  });

  test("times are those of the preferred zone", async () => {
    const zone = { Prefer: "timezone=America/New_York" };
    expect(await rows("/moments?select=at", zone)).toEqual([{ at: "2026-01-31T05:00:00-05:00" }]);
    expect(await rows("/rpc/list_moments?select=at", zone)).toEqual([{ at: "2026-01-31T05:00:00-05:00" }]);
    expect(await rows("/moments?select=at")).toEqual([{ at: "2026-01-31T10:00:00+00:00" }]);
  });

  test.each(["/moments", "/rpc/list_moments"])("a CSV is Postgres's own writing: %s", async (path) => {
    const { text, headers } = await ask("GET", path, { Accept: "text/csv" });
    expect(headers.get("content-type")).toContain("text/csv");
    expect(text).toBe('id,at,doc,ok,list\n1,"2026-01-31 10:00:00+00","{""a"": [1, 2]}",t,"{1,2}"');
  });

  test("NULL in a CSV is null", async () => {
    const { text } = await ask(
      "POST",
      "/things?select=name,rating",
      { ...returning, "Content-Type": "text/csv" },
      "name,rating\nx,NULL\ny,4",
    );
    expect(JSON.parse(text)).toEqual([
      { name: "x", rating: null },
      { name: "y", rating: 4 },
    ]);
  });
});

describe("a call", () => {
  test("counts by HEAD as by GET", async () => {
    const counted = { Prefer: "count=exact" };
    for (const method of ["GET", "HEAD"]) {
      const { status, headers, text } = await ask(method, "/rpc/status_of?name=bot", counted);
      expect({ status, range: headers.get("content-range") }).toEqual({ status: 200, range: "0-0/1" });
      expect(text).toBe(method === "GET" ? '"status of bot"' : "");
    }
    expect((await ask("HEAD", "/rpc/list_things?id=gt.1", counted)).headers.get("content-range")).toBe("0-1/2");
  });

  test("takes composite, array and long arguments also when its result is selected", async () => {
    const args =
      '{"place":{"x":1,"y":2},"places":[{"x":1,"y":null}],"big":9007199254740995,"words":["a",null],"doc":{"z":[9007199254740995,null]},"ok":false}';
    expect((await ask("POST", "/rpc/give_back?select=*", {}, args)).text).toBe(`[${args}]`);
  });

  test("takes a whole body as text or as bytes", async () => {
    const post = (name: string, type: string) => ask("POST", `/rpc/${name}`, { "Content-Type": type }, "hello {");
    expect(await post("take_text", "text/plain")).toMatchObject({ status: 200, text: '"got hello {"' });
    expect(await post("take_bytes", "application/octet-stream")).toMatchObject({ status: 200, text: "7" });
    expect(await post("take_bytes", "text/plain")).toMatchObject({ status: 404 });
  });

  test("tells by OPTIONS how it may be made", async () => {
    expect((await ask("OPTIONS", "/rpc/status_of")).headers.get("allow")).toBe("OPTIONS,GET,HEAD,POST");
    expect((await ask("OPTIONS", "/rpc/set_ages")).headers.get("allow")).toBe("OPTIONS,POST");
  });

  test("that no function answers is told the arguments of the one that is near", async () => {
    for (const headers of [{}, { Prefer: "handling=lenient" }] as Record<string, string>[]) {
      for (const [path, body] of [
        ["/rpc/set_ages", {}],
        ["/rpc/set_ages", { something: 1, else: 2 }],
        ["/rpc/set_agess", {}],
      ] as const) {
        const { status, text } = await ask("POST", path, headers, body);
        expect({ status, ...JSON.parse(text) }).toMatchObject({
          status: 404,
          code: "PGRST202",
          hint: "Perhaps you meant to call the function public.set_ages(to_age)",
        });
      }
    }
  });

  test("of a function for members, without a session, is told that nobody is signed in", async () => {
    for (const prefer of ["return=minimal", "handling=lenient"]) {
      const headers = { "x-test-caller": "anon", Prefer: prefer };
      const { status, text, headers: answered } = await ask("POST", "/rpc/for_members", headers, {});
      expect({ status, ...JSON.parse(text) }).toMatchObject({ status: 401, code: "NOT_AUTHENTICATED" });
      expect(answered.get("www-authenticate")).toBe("Bearer");
      const closed = await ask("POST", "/rpc/for_nobody", headers, {});
      expect({ status: closed.status, ...JSON.parse(closed.text) }).toMatchObject({ status: 401, code: "42501" });
    }
    expect((await ask("POST", "/rpc/for_members", asUser(alice), {})).text).toBe("1");
  });
});
