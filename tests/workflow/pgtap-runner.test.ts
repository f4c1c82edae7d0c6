import { afterAll, beforeAll, expect, test } from "vitest";
import { runTestFile } from "../database/runner/run-file.ts";
import { startTestDatabase, type TestDatabase } from "./support/test-database.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await startTestDatabase();
}, 60_000);
afterAll(() => database.stop());

const run = (body: string, plan = "select plan(1);") =>
  runTestFile(database.sql, `begin;\n${plan}\n${body}\nselect * from finish();\nrollback;\n`);

/** The failures of a file, each with its diagnosis in one text. */
const failures = async (body: string, plan?: string) =>
  (await run(body, plan))
    .filter(({ passed }) => !passed)
    .map(({ description, diagnosis }) => [description, ...diagnosis].join("\n"));

test("every assertion is reported, several in one row too", async () => {
  expect(
    await run(
      "select ok(true, 'a'), ok(true, 'b'); select ok(true, 'c') from generate_series(1, 2);",
      "select plan(4);",
    ),
  ).toEqual(["a", "b", "c", "c"].map((description) => ({ passed: true, description, diagnosis: [] })));
});

test("a failed assertion comes with what pgTAP says about it", async () => {
  const [failure] = await failures("select is(1, 2, 'one is two');");
  expect(failure).toMatch(/^one is two\n# Failed test 1: "one is two"\n#\s+have: 1\n#\s+want: 2/);
});

test("an SQL error is a failure with its line, and the next file runs all the same", async () => {
  expect(await failures("select ok(true);\nselect\n  nonsense;")).toEqual(['line 5: column "nonsense" does not exist']);
  expect(await failures("select ok(true);")).toEqual([]);
});

test("a quote that is never closed is a failure", async () => {
  expect(await failures("select ok(true, 'open);")).toEqual(["line 3: ' is never closed"]);
});

test("a wrong plan, no plan and no assertion are failures", async () => {
  expect(await failures("select ok(true);", "select plan(2);")).toEqual([
    "the plan is 2 assertions, the file reported 1",
  ]);
  expect(await failures("select ok(true);", "")).toEqual([
    expect.stringContaining("You tried to run a test without a plan"),
  ]);
  expect(await failures("select 1;")).toEqual([expect.stringContaining("No tests run!")]);
  expect(await runTestFile(database.sql, "begin; select plan(0); rollback;")).toMatchObject([
    { passed: false, description: "the file asserts nothing" },
  ]);
});

test("an assertion whose result goes nowhere is a failure", async () => {
  expect(await failures("do $$ begin perform ok(false); end $$; select ok(true);", "select * from no_plan();")).toEqual(
    ["the plan is 2 assertions, the file reported 1"],
  );
});

test("a skipped assertion is a failure", async () => {
  expect(await failures("select skip('not today');")).toHaveLength(1);
});

test("a file may not leave the transaction that is rolled back", async () => {
  expect(await failures("commit; select ok(true);")).toEqual([
    'line 3: "commit" would leave the transaction that is rolled back',
  ]);
  expect(await runTestFile(database.sql, "select plan(1); select ok(true);")).toMatchObject([{ passed: false }]);
});

test("what a file does is gone afterwards, role and claims included", async () => {
  await run("create table public.left_over (a int); select tests.as_anon(); select ok(true);");
  const [state] = await database.sql`
    select to_regclass('public.left_over') as table, current_user as role, nullif(current_setting('request.jwt.claims', true), '') as claims`;
  expect(state).toEqual({ table: null, role: "postgres", claims: null });
});

test("the personas act as clients do, with the claims of a token", async () => {
  const body = `
    select tests.authenticate_as(tests.user_id('bob'), '{"app_role": "admin"}');
    select is(current_user, 'authenticated'::name), is(auth.uid(), '22222222-2222-2222-2222-222222222222'),
      is(auth.jwt() ->> 'app_role', 'admin'), is(auth.jwt() ->> 'sid', '22222222-2222-2222-2222-222222222222');
    select throws_ok('select * from private.answer()', '42501');
    select tests.as_anon();
    select is(current_user, 'anon'::name), is(auth.uid(), null);
    select tests.as_service();
    select is(current_user, 'service_role'::name), is(auth.role(), 'service_role');
    select tests.reset_role();
    select is(current_user, 'postgres'::name), is(auth.jwt(), null);`;
  const plan = "select plan(11);";
  expect(await failures(body, plan)).toEqual([]);
});

test("throws_code passes for the very code and status, and names what was thrown instead", async () => {
  const raise = (code: string, status: number) =>
    `select tests.throws_code($$ do $do$ begin raise sqlstate 'PGRST' using message = '{"code": "GONE"}', detail = '{"status": 410}'; end $do$ $$, '${code}', ${status}, 'gone');`;
  expect(await failures(raise("GONE", 410))).toEqual([]);
  expect(await failures(raise("GONE", 404))).toEqual([
    expect.stringMatching(/have: GONE with status 410\n#\s+want: GONE with status 404/),
  ]);
  expect(await failures(raise("OTHER", 410))).toHaveLength(1);
  expect(await failures("select tests.throws_code('select 1/0', 'GONE', 410);")).toEqual([
    expect.stringContaining("sqlstate 22012: division by zero"),
  ]);
  expect(await failures("select tests.throws_code('select 1', 'GONE', 410);")).toEqual([
    expect.stringContaining("have: NULL"),
  ]);
});
