import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alice, asAnon, asService, asUser, bob, startRest, type TestRest } from "./start-rest.ts";

let rest: TestRest;
beforeAll(async () => {
  // One connection: whatever one request leaves behind, the next one meets.
  rest = await startRest({ withLite: false, poolSize: 1 });
}, 30_000);
afterAll(() => rest?.stop());

const call = (name: string, args = {}, headers: Record<string, string> = asAnon, init: RequestInit = {}) =>
  fetch(`${rest.restUrl}/rpc/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(args),
    ...init,
  });
const whoAmI = async (headers?: Record<string, string>) => (await call("who_am_i", {}, headers)).json();

describe("a function sees its request", () => {
  test("role and claims of the caller", async () => {
    expect(await whoAmI(asUser(alice))).toMatchObject({
      role: "authenticated",
      uid: alice,
      jwt: { role: "authenticated", sub: alice, sid: "session", app_role: "user" },
    });
    expect(await whoAmI()).toMatchObject({ role: "anon", uid: null, jwt: { role: "anon" } });
    expect(await whoAmI(asService)).toMatchObject({ role: "service_role" });
  });

  test("method, path and headers, but no credentials", async () => {
    const { method, path, headers } = (await whoAmI({
      "X-Forwarded-For": "203.0.113.7",
      "X-Real-IP": "203.0.113.7",
      Authorization: "Bearer secret",
      apikey: "secret",
      Cookie: "secret=1",
    })) as { method: string; path: string; headers: Record<string, string> };
    expect({ method, path }).toEqual({ method: "POST", path: "/rpc/who_am_i" });
    expect(headers).toMatchObject({ "x-forwarded-for": "203.0.113.7", "x-real-ip": "203.0.113.7" });
    expect(JSON.stringify(headers)).not.toContain("secret");
  });

  test("the settings of its role, and its own", async () => {
    expect(await whoAmI()).toMatchObject({ statement_timeout: "300ms" });
    expect(await whoAmI(asUser(alice))).toMatchObject({ statement_timeout: "8s" });
    expect(await (await call("timeout_of_function")).json()).toBe("1234ms");
  });

  test("a statement_timeout that really ends it", async () => {
    const response = await call("sleep", { seconds: 5 });
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ code: "57014" });
    expect((await call("sleep", { seconds: 0.4 }, asUser(alice))).status).toBe(204);
  });

  test("a transaction that may write only by POST to a volatile function", async () => {
    expect(await (await call("who_am_i_volatile")).json()).toMatchObject({ read_only: "off" });
    expect(await whoAmI()).toMatchObject({ read_only: "on" });
    const got = await fetch(`${rest.restUrl}/rpc/write_note?note=by-get`);
    expect(got.status).toBe(405);
    expect(await got.json()).toMatchObject({ code: "25006" });
    expect((await call("write_note_stable", { note: "by-stable" }, asService)).status).not.toBe(204);
    expect((await call("write_note", { note: "by-post" })).status).toBe(204);
    expect(await (await call("count_notes", { note: "by-post" })).json()).toBe(1);
  });
});

describe("nothing of a request reaches the next one on its connection", () => {
  const failures: [string, () => Promise<unknown>][] = [
    ["an error in the function", () => call("fail_simply", {}, asService)],
    ["an error at the commit", () => call("insert_orphan", { parent: 1 }, asService)],
    ["a missing right", () => call("not_granted", {}, asUser(alice))],
    ["a wrong argument", () => call("echo_bigint", { value: "x" }, asService)],
    ["a timeout", () => call("sleep", { seconds: 5 })],
    ["success", () => call("get_int", {}, asService)],
    [
      "a client that leaves halfway",
      () => call("sleep", { seconds: 0.3 }, asService, { signal: AbortSignal.timeout(50) }).catch(() => {}),
    ],
  ];

  test.each(failures)("after %s", async (_, fail) => {
    await fail();
    expect(await whoAmI()).toMatchObject({ role: "anon", uid: null, read_only: "on", statement_timeout: "300ms" });
    expect(await (await call("who_am_i_volatile", {}, asUser(bob))).json()).toMatchObject({
      uid: bob,
      read_only: "off",
    });
  });

  test("a failed transaction leaves nothing in the database", async () => {
    expect((await call("insert_orphan", { parent: 77 }, asService)).status).toBe(409);
    const [row] = await rest.owner`select count(*)::int as count from public.children`;
    expect(row?.count).toBe(0);
  });
});

test("a client that leaves while it sends its body calls nothing", async () => {
  const controller = new AbortController();
  const body = new ReadableStream({
    async start(stream) {
      stream.enqueue(new TextEncoder().encode('{"note": "half'));
      await sleep(50);
      controller.abort();
    },
  });
  const init = { body, duplex: "half", signal: controller.signal } as RequestInit;
  await expect(call("write_note", {}, asAnon, init)).rejects.toThrow();
  expect(await (await call("count_notes", { note: "half" })).json()).toBe(0);
});

test("many requests share one connection, each with its own caller", async () => {
  const callers = Array.from({ length: 40 }, (_, index) => (index % 2 ? alice : bob));
  const answers = await Promise.all(callers.map((id) => whoAmI(asUser(id))));
  expect(answers.map((answer) => (answer as { uid: string }).uid)).toEqual(callers);
});

describe("a lost connection", () => {
  test("under a call is 503 with Retry-After, and the next call works", async () => {
    const response = await call("end_own_connection", {}, asService);
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("1");
    expect(await response.json()).toMatchObject({ code: "PGRST001", hint: null });
    expect((await call("get_int")).status).toBe(200);
  });

  test("between calls is not noticed", async () => {
    await call("get_int");
    await rest.owner`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'plaza-rest'`;
    await sleep(50);
    expect((await call("get_int")).status).toBe(200);
  });
});

test("without lite, tables are 503 with Retry-After and RPC works", async () => {
  const response = await fetch(`${rest.restUrl}/notes`);
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("1");
  expect(await response.json()).toMatchObject({ code: "PGRST000" });
  expect((await call("get_int")).status).toBe(200);
});
