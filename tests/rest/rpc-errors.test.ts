import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alice, asUser, startRest, type TestRest } from "./start-rest.ts";

let rest: TestRest;
beforeAll(async () => {
  rest = await startRest({ withLite: false, poolSize: 1 });
}, 30_000);
afterAll(() => rest?.stop());

const call = (name: string, args = {}, headers: Record<string, string> = asUser(alice)) =>
  fetch(`${rest.restUrl}/rpc/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(args),
  });

describe("an error of the database has PostgREST's status", () => {
  test.each([
    ["08006", 503],
    ["09000", 500],
    ["0L000", 403],
    ["0P000", 403],
    ["21000", 500],
    ["22023", 400],
    ["22P02", 400],
    ["23502", 400],
    ["23503", 409],
    ["23505", 409],
    ["23514", 400],
    ["25006", 405],
    ["25001", 500],
    ["28000", 403],
    ["2D000", 500],
    ["38000", 500],
    ["39000", 500],
    ["3B000", 500],
    ["40001", 500],
    ["42501", 403],
    ["42883", 404],
    ["42P01", 404],
    ["42P17", 500],
    ["53400", 500],
    ["53300", 503],
    ["54000", 500],
    ["55000", 500],
    ["57014", 500],
    ["57P01", 503],
    ["58000", 500],
    ["F0000", 500],
    ["HV000", 500],
    ["P0001", 400],
    ["P0002", 500],
    ["XX000", 500],
    ["PT402", 402],
    ["PT999", 500],
    ["ZZ999", 400],
  ])("%s → %i", async (sqlstate, status) => {
    const response = await call("fail_with", { sqlstate, message: "as told", detail: "more", hint: "try" });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ code: sqlstate, message: "as told", details: "more", hint: "try" });
    expect(response.headers.get("retry-after")).toBe(status === 503 ? "1" : null);
  });

  test("a missing right is 401 for who is not signed in, 403 for who is", async () => {
    const anonymous = await call("not_granted", {}, {});
    expect(anonymous.status).toBe(401);
    expect(anonymous.headers.get("www-authenticate")).toBe("Bearer");
    expect(await anonymous.json()).toMatchObject({ code: "42501" });
    expect((await call("not_granted")).status).toBe(403);
  });

  test("a plain raise is 400 with null for what was not given", async () => {
    const response = await call("fail_simply");
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ code: "P0001", message: "simply failed", details: null, hint: null });
  });

  test("an error that appears only at the commit is an error of the call", async () => {
    const response = await call("insert_orphan", { parent: 1 });
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: "23503" });
  });

  test("HEAD has the status without the body", async () => {
    const response = await fetch(`${rest.restUrl}/rpc/fail_simply`, { method: "HEAD" });
    expect(response.status).toBe(400);
    expect(await response.text()).toBe("");
  });
});

describe("raise sqlstate 'PGRST' controls the response", () => {
  test("status, headers and body", async () => {
    const response = await call("fail_with_response");
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("7");
    expect(response.headers.get("x-reason")).toBe("limit");
    expect(await response.json()).toEqual({
      code: "SLOW_DOWN",
      message: "Too many requests",
      details: "10 a minute",
      hint: "Wait",
    });
  });

  test("text that is not the JSON expected is a 500 that says so", async () => {
    const response = await call("fail_with_bad_response");
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({
      code: "PGRST121",
      details: "Invalid JSON value for MESSAGE: 'no json'",
    });
  });

  test("a header that HTTP does not allow is a 500, and the server lives on", async () => {
    const response = await call("fail_with_bad_header");
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ code: "PGRST121" });
  });
});
