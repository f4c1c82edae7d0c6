import { describe, expect, test } from "vitest";
import { ask, ids, refusal, rest, returning, rows } from "./dialect-rest.ts";

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
