import { expect, test } from "vitest";
import { splitStatements } from "../../local/schema/statements.ts";

const texts = (sql: string) => splitStatements(sql).map(({ text }) => text);

test("a semicolon inside a quote, a body, a comment or parentheses does not end a statement", () => {
  expect(texts("select 'a;''b'; select E'it\\'s;'; select \"x;y\"")).toEqual([
    "select 'a;''b'",
    "select E'it\\'s;'",
    'select "x;y"',
  ]);
  expect(texts("do $$ begin; end $$; do $body$ a; $$; $body$; select 1")).toHaveLength(3);
  expect(texts("select 1 /* ; /* ; */ ; */ + 1; -- ;\nselect 2")).toHaveLength(2);
  expect(texts("create rule r as on delete to t do (select 1; select 2); select 3")).toHaveLength(2);
});

test("a begin atomic body is one statement, with case and end inside it", () => {
  const body = "create function f() returns int begin atomic select case when true then 1 end; select 2; end";
  expect(texts(`${body}; select 1`)).toEqual([body, "select 1"]);
});

test("a statement knows the line on which it begins, comments before it left out", () => {
  expect(splitStatements("-- why\n\nselect 1;\n\n/* more */ select\n2;\n")).toEqual([
    { text: "select 1", line: 3 },
    { text: "select\n2", line: 5 },
  ]);
});

test("a quote or comment that is never closed is an error with its line", () => {
  expect(() => splitStatements("select 1;\nselect 'open")).toThrow("line 2: ' is never closed");
  expect(() => splitStatements("\n\n/* open")).toThrow("line 3: /* is never closed");
});
