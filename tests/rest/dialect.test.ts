import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { alice, asService, asUser, startRest, type TestRest } from "./start-rest.ts";

let rest: TestRest;
beforeAll(async () => {
  rest = await startRest({ fixtures: ["dialect.sql"] });
}, 30_000);
afterAll(() => rest?.stop());
afterEach(() => rest.owner`delete from public.things where id > 3`);

interface Answer {
  status: number;
  /** As it came, so that digits are seen that JSON.parse would cut. */
  text: string;
  headers: Headers;
}

async function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string | object,
): Promise<Answer> {
  const response = await fetch(`${rest.restUrl}${path}`, {
    method,
    headers: { ...asService, ...(body !== undefined && { "Content-Type": "application/json" }), ...headers },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

const rows = async (path: string, headers?: Record<string, string>) =>
  JSON.parse((await ask("GET", path, headers)).text);
const refusal = async (path: string) => {
  const { status, text } = await ask("GET", path);
  return { status, code: JSON.parse(text).code };
};
const ids = async (filter: string) =>
  (await rows(`/things?select=id&order=id&${filter}`)).map(({ id }: { id: number }) => id);
const returning = { Prefer: "return=representation" };

describe("an embed is what PostgREST takes it for", () => {
  test("a table with the name of one in another schema", async () => {
    expect(await rows("/rooms?select=id,messages(*)")).toEqual([
      { id: 1, messages: [{ id: 1, room_id: 1, body: "hi" }] },
    ]);
  });

  test("a relation to a schema that is not exposed is none, and is not told of", async () => {
    const { status, text } = await ask("GET", "/pets?select=id,owners(id)");
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ code: "PGRST200" });
    expect(text).not.toContain("hidden");
  });

  test("a table of the same name in two exposed schemas", async () => {
    expect(await rows("/people", { "Accept-Profile": "analytics" })).toEqual([{ name: "counted" }]);
    expect(await rows("/people?username=eq.a&select=username")).toEqual([{ username: "a" }]);
  });

  test.each(["folders!parent_id(id)", "folders(id)"])("what refers to itself: %s are the children", async (embed) => {
    expect(await rows(`/folders?select=id,${embed}&id=eq.1`)).toEqual([{ id: 1, folders: [{ id: 2 }, { id: 3 }] }]);
  });

  test("what refers to itself: the column is the parent, and children have children", async () => {
    expect(await rows("/folders?select=id,parent_id(id)&id=eq.2")).toEqual([{ id: 2, parent_id: { id: 1 } }]);
    expect(await rows("/folders?select=below:folders!parent_id(id,below:folders!parent_id(id))&id=eq.1")).toEqual([
      {
        below: [
          { id: 2, below: [{ id: 4 }] },
          { id: 3, below: [] },
        ],
      },
    ]);
    expect(await refusal("/folders?select=id,folders!folders_parent_id_fkey(id)")).toEqual({
      status: 400,
      code: "PGRST200",
    });
  });

  test.each(["people(username)", "first_user:people(username)"])(
    "one that may mean two things is refused: %s",
    async (embed) => {
      const { status, text } = await ask("GET", `/friends?select=${embed}`);
      expect(status).toBe(300);
      const body = JSON.parse(text);
      expect(body).toMatchObject({
        code: "PGRST201",
        message: "Could not embed because more than one relationship was found for 'friends' and 'people'",
        hint: "Try changing 'people' to one of the following: 'people!friends_first_user_fkey', 'people!friends_second_user_fkey'. Find the desired relationship in the 'details' key.",
      });
      expect(body.details[0]).toEqual({
        cardinality: "many-to-one",
        embedding: "friends with people",
        relationship: "friends_first_user_fkey using friends(first_user) and people(username)",
      });
    },
  );

  test("a junction is a second way", async () => {
    expect(await refusal("/sites?select=id,projects(id)")).toEqual({ status: 300, code: "PGRST201" });
    expect(await rows("/sites?select=id,projects!site_projects(id)&order=id")).toEqual([
      { id: 1, projects: [{ id: 1 }, { id: 2 }] },
      { id: 2, projects: [] },
    ]);
    expect(await rows("/sites?select=id,projects!main_site(id)&id=eq.2")).toEqual([{ id: 2, projects: [{ id: 2 }] }]);
  });

  test("two filters on one column of an embed hold both", async () => {
    expect(
      await rows("/sites?select=id,of:site_projects(project_id)&of.project_id=neq.1&of.project_id=neq.3&order=id"),
    ).toEqual([
      { id: 1, of: [{ project_id: 2 }] },
      { id: 2, of: [] },
    ]);
    expect(await rows("/sites?select=id,site_projects()&site_projects=is.null&id=neq.7&id=neq.8")).toEqual([{ id: 2 }]);
    expect(
      await rows("/sites?select=id,site_projects!inner(project_id)&site_projects.or=(project_id.eq.2,project_id.eq.9)"),
    ).toEqual([{ id: 1, site_projects: [{ project_id: 2 }] }]);
  });
});

test("a column may have any name", async () => {
  expect(await rows("/things?select=lite_row:name,row:id&id=eq.1")).toEqual([{ lite_row: "007", row: 1 }]);
  const { text } = await ask("POST", "/things?select=lite_row:name", returning, { name: "x" });
  expect(JSON.parse(text)).toEqual([{ lite_row: "x" }]);
});

describe("a filter is what PostgREST takes it for", () => {
  test.each([
    ["id=neq.1&id=neq.2", [3]],
    ["or=(id.eq.1,id.eq.2)&or=(name.eq.007,name.eq.7)", [1]],
    ["and=(id.gt.0,or(name.eq.7,not.and(id.eq.1,ok.is.true)))", [2, 3]],
    ["not.or=(id.eq.1,id.eq.2)", [3]],
    ["and=(id.gt.1)&and=(id.lt.3)&id=neq.1&id=neq.9", [2]],
    ["name=eq.007", [1]],
    ['name=in.("007",7)', [1, 3]],
    ['name=eq.a,b)"c\\d', [2]],
    ['or=(name.eq."a,b)\\"c\\\\d",id.eq.1)', [1, 2]],
    ["big=eq.9007199254740993", [1]],
    ["big=eq.9007199254740992", []],
    ["big=in.(9007199254740993,2)", [1, 2]],
    ["doc->>n=eq.9007199254740993", [1]],
    ["at=gt.2026-01-31T10:00:00.123456Z", [2]],
    ["ok=eq.true", [1]],
    ["ok=not.is.null", [1, 2]],
    ["ok=is.unknown", [3]],
    ["name=like(any).{0*,*b*}", [1, 2]],
    ["name=not.like(any).{0*,*b*}", [3]],
    ["id=eq(any).{1,3}", [1, 3]],
    ['tags=cs.{"c,d"}', [2]],
    ['doc=cs.{"a":1}', [1]],
    ["during=adj.[2026-02-01,2026-03-01)", [1]],
    ["name=isdistinct.7", [1, 2]],
    ["name=match.^\\d%2B$", [1, 3]],
  ])("%s", async (filter, expected) => {
    expect(await ids(filter)).toEqual(expected);
  });

  test("a write takes it in the same way", async () => {
    await rest.owner`insert into public.things (id) values (10), (11), (12)`;
    const { text } = await ask("DELETE", "/things?select=id&id=gt.9&id=neq.10&id=neq.11", returning);
    expect(JSON.parse(text)).toEqual([{ id: 12 }]);
  });

  test.each(["id=foo.1", "or=(id.eq.1", "or=(id)", "and=()", "nope.id=eq.1"])("%s is refused", async (filter) => {
    expect((await refusal(`/things?${filter}`)).status).toBe(400);
  });
});

test.each([
  ["__proto__=eq.1", 400],
  ["or=(__proto__.eq.1)", 400],
  ["constructor=eq.1&toString=eq.2", 400],
  ["select=__proto__(id)&__proto__.id=eq.1", 400],
  ["select=constructor(id)&constructor.id=eq.1", 400],
  ["select=__proto__:name,id&id=eq.1", 200],
])("a name that every object has harms no other request: %s", async (query, status) => {
  expect((await ask("GET", `/things?${query}`)).status).toBe(status);
  expect((await ask("PATCH", `/things?id=eq.1&${query}`, {}, '{"__proto__": {"name": "x"}}')).status).toBe(400);
  expect(await rows("/things?id=lt.3&select=id,name&order=id")).toEqual([
    { id: 1, name: "007" },
    { id: 2, name: 'a,b)"c\\d' },
  ]);
});

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

describe("what lite cannot do is refused", () => {
  test.each([
    ["/rpc/list_things?select=id&order=nope", 400, "42703"],
    ["/sites?select=id,site_projects()&or=(id.eq.5,site_projects.not.is.null)", 400, "42703"],
    ["/things?select=count()", 400, "PGRST123"],
    ["/", 404, "PGRST126"],
  ])("%s", async (path, status, code) => {
    expect(await refusal(path)).toEqual({ status, code });
  });

  test("and an unknown column is named with its table", async () => {
    for (const query of ["select=nope", "nope=eq.1"]) {
      expect((await rows(`/things?${query}`)).message).toBe("column things.nope does not exist");
    }
  });
});

test("the answer names the schema, and leaves cross-origin headers to the gateway", async () => {
  const { headers } = await ask("GET", "/things?select=id");
  expect(headers.get("content-profile")).toBe("public");
  expect([...headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
});
