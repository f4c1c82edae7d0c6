import { afterAll, beforeAll, expect, test } from "vitest";
import { withConnection } from "../../local/postgres/connection.ts";
import { alice, asUser, startRest, type TestRest } from "./start-rest.ts";

let rest: TestRest;
beforeAll(async () => {
  rest = await startRest();
}, 30_000);
afterAll(() => rest?.stop());

const long = "x".repeat(90_000);
const nested = (depth: number) => `${"[".repeat(depth)}1${"]".repeat(depth)}`;

async function post(path: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${rest.restUrl}${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...asUser(alice), ...headers },
    body,
  });
  return { status: response.status, text: await response.text() };
}

const onBothPaths: [string, Record<string, string>][] = [
  ["the RPC path", {}],
  ["lite", { Prefer: "handling=lenient" }],
];

test.each(onBothPaths)("a refusal on %s does not repeat what was sent", async (_path, headers) => {
  for (const [path, body] of [
    ["/rpc/echo_bigint", { value: long }],
    ["/rpc/echo_bigint", { [long]: 1 }],
    ["/rpc/fail_with", { sqlstate: "P0001", message: long, detail: long, hint: long }],
    ["/notes", { id: long, owner: alice }],
    ["/notes", { [long]: 1 }],
  ] as const) {
    const { status, text } = await post(path, JSON.stringify(body), headers);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(text.length).toBeLessThan(4_000);
    expect(JSON.parse(text).message).not.toBe("");
  }
});

test.each(onBothPaths)("arrays that are nested too deeply are refused on %s", async (_path, headers) => {
  expect((await post("/rpc/sum_array", `{"numbers":${nested(8)}}`, headers)).status).toBe(400);
  for (const name of ["sum_array", "echo_json"]) {
    const argument = name === "sum_array" ? "numbers" : "document";
    expect((await post(`/rpc/${name}`, `{"${argument}":${nested(40_000)}}`, headers)).status).toBe(400);
  }
  expect((await post("/rpc/echo_json", `{"document":${nested(400)}}`, headers)).text).toBe(nested(400));
  expect((await post("/notes", `{"id":1,"extra":${nested(40_000)}}`, headers)).status).toBe(400);
});

test("what a request does wrong is not logged by Postgres, what happens to the server is", async () => {
  const setting = (url: string) => withConnection(url, async (sql) => (await sql`show log_min_messages`)[0]);
  expect(await setting(rest.database.authenticatorUrl)).toEqual({ log_min_messages: "log" });
  expect(await setting(rest.database.postgresUrl)).toEqual({ log_min_messages: "warning" });
});

test.each([
  ["a back reference", "(a*)*\\1"],
  ["nested counted repetitions", "(a{1,100}){100}"],
  ["a large repetition", "a{1,5000}"],
  ["a long pattern", "a".repeat(201)],
])("a regular expression with %s is refused", async (_what, pattern) => {
  for (const filter of [
    `body=match.${encodeURIComponent(pattern)}`,
    `or=(body.imatch."${encodeURIComponent(pattern.replaceAll("\\", "\\\\"))}")`,
  ]) {
    const response = await fetch(`${rest.restUrl}/notes?${filter}`, { headers: asUser(alice) });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "PGRST100", message: "The regular expression is too costly" });
  }
});
