import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mintInternalToken } from "../../local/rest/internal-token.ts";
import { alice, asAnon, asService, asUser, bob, internalJwtSecret, startRest, type TestRest } from "./start-rest.ts";

let rest: TestRest;
beforeAll(async () => {
  rest = await startRest();
}, 30_000);
afterAll(() => rest?.stop());

const request = (path: string, headers: Record<string, string>, init: RequestInit = {}) =>
  fetch(`${rest.restUrl}${path}`, { ...init, headers: { "Content-Type": "application/json", ...headers } });
const insert = (headers: Record<string, string>, row: object, prefer = "return=representation") =>
  request("/notes", { ...headers, Prefer: prefer }, { method: "POST", body: JSON.stringify(row) });

describe("tables", () => {
  test("values are rendered as PostgREST does", async () => {
    const response = await insert(asUser(alice), { id: 1, owner: alice, body: "first" });
    expect(response.status).toBe(201);
    const [{ seen_headers, ...row }] = (await response.json()) as [Record<string, unknown>];
    expect(row).toEqual({
      id: 1,
      owner: alice,
      body: "first",
      written_at: "2026-01-31T10:00:00.123456+00:00",
      size: 9007199254740991,
      price: 12.5,
      tags: ["a", "b"],
      extra: { k: [1] },
      raw: "\\xdead",
    });
    const headers = JSON.parse(seen_headers as string);
    expect(headers).toMatchObject({ prefer: "return=representation" });
    expect(headers).not.toHaveProperty("authorization");
  });

  test("JSON is stored as it was sent", async () => {
    const documents = [{ a: [1, "2", null] }, ["x"], "text", 5];
    for (const [index, extra] of documents.entries()) {
      const response = await insert(asUser(alice), { id: 100 + index, owner: alice, body: "json", extra });
      expect(await response.json()).toMatchObject([{ extra }]);
    }
  });

  test("row-level security holds for each role", async () => {
    await insert(asUser(alice), { id: 2, owner: alice, body: "alice's" });
    await insert(asUser(bob), { id: 3, owner: bob, body: "bob's" });
    const ids = async (headers: Record<string, string>) =>
      (await request("/notes?select=id&id=in.(2,3)", headers)).json();
    expect(await ids(asUser(alice))).toEqual([{ id: 2 }]);
    expect(await ids(asUser(bob))).toEqual([{ id: 3 }]);
    expect(await ids(asService)).toEqual([{ id: 2 }, { id: 3 }]);
    const anonymous = await request("/notes?select=id", asAnon);
    expect(anonymous.status).toBe(401);
    expect(await anonymous.json()).toMatchObject({ code: "42501" });
  });

  test("a row that a policy refuses is 403 and is not there afterwards", async () => {
    const response = await insert(asUser(alice), { id: 4, owner: bob, body: "forged" });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "42501" });
    expect(await (await request("/notes?id=eq.4", asService)).json()).toEqual([]);
  });

  test("a write that is answered with an error is undone", async () => {
    await insert(asUser(alice), { id: 5, owner: alice, body: "five" });
    await insert(asUser(alice), { id: 6, owner: alice, body: "six" });
    const response = await request(
      "/notes?id=in.(5,6)",
      { ...asUser(alice), Accept: "application/vnd.pgrst.object+json", Prefer: "return=representation" },
      { method: "PATCH", body: '{"body": "changed"}' },
    );
    expect(response.status).toBe(406);
    expect(await (await request("/notes?select=body&id=in.(5,6)&order=id", asUser(alice))).json()).toEqual([
      { body: "five" },
      { body: "six" },
    ]);
  });

  test("constraint errors and raised responses keep their status", async () => {
    await insert(asUser(alice), { id: 7, owner: alice, body: "once" });
    const twice = await insert(asUser(alice), { id: 7, owner: alice, body: "twice" });
    expect(twice.status).toBe(409);
    expect(await twice.json()).toMatchObject({ code: "23505" });
    const refused = await insert(asUser(alice), { id: 8, owner: alice, body: "forbidden" });
    expect(refused.status).toBe(422);
    expect(refused.headers.get("x-rule")).toBe("1");
    expect(await refused.json()).toEqual({ code: "BODY_REFUSED", message: "Not this", details: null, hint: null });
  });

  test("a new table is there after notify pgrst", async () => {
    expect((await request("/late", asService)).status).toBe(404);
    await rest.owner`create table public.late (id int)`;
    await rest.owner`notify pgrst, 'reload schema'`;
    await expect.poll(async () => (await request("/late", asService)).status).toBe(200);
  });
});

describe("calls that the RPC path leaves to lite", () => {
  test("filter, order, limit and select the result", async () => {
    const response = await request("/rpc/get_table?select=id&id=gt.1&order=id.desc&limit=1", asUser(alice));
    expect(await response.json()).toEqual([{ id: 3 }]);
  });

  test("with a body whose answer is a single object", async () => {
    const response = await request(
      "/rpc/get_composites?limit=1",
      { ...asUser(alice), Accept: "application/vnd.pgrst.object+json" },
      { method: "POST", body: "{}" },
    );
    expect(await response.json()).toEqual({ x: 1, y: 1.5 });
  });

  test("run as their caller and may not write where they must not", async () => {
    const response = await request("/rpc/who_am_i?select=*", { ...asUser(bob), Prefer: "handling=lenient" });
    expect(await response.json()).toMatchObject({
      role: "authenticated",
      uid: bob,
      read_only: "on",
      statement_timeout: "8s",
    });
  });
});

describe("only the gateway may ask lite", () => {
  const direct = (token?: string) =>
    fetch(`${rest.liteUrl}/rest/v1/notes?select=id`, { headers: token ? { Authorization: `Bearer ${token}` } : {} });
  const claims = { role: "service_role" };

  test("without a token, or with one that is forged, expired or of another kind, nothing is served", async () => {
    const sign = (secret: string, audience: string, expires: string) =>
      new SignJWT({ caller: { role: "service_role", claims }, role: "service_role" })
        .setProtectedHeader({ alg: "HS256" })
        .setAudience(audience)
        .setExpirationTime(expires)
        .sign(new TextEncoder().encode(secret));
    expect((await direct()).status).toBe(401);
    expect((await direct("a.b.c")).status).toBe(401);
    expect((await direct(await sign("another secret that is long enough", "plaza-lite", "1m"))).status).toBe(401);
    expect((await direct(await sign(internalJwtSecret, "plaza-lite", "-1s"))).status).toBe(401);
    expect((await direct(await sign(internalJwtSecret, "authenticated", "1m"))).status).toBe(401);
    const valid = await mintInternalToken({ role: "service_role", claims }, internalJwtSecret);
    expect((await direct(valid)).status).toBe(200);
  });
});

test("a body beyond the limit does not reach lite", async () => {
  const response = await insert(asUser(alice), { id: 9, owner: alice, body: "x".repeat(100_001) });
  expect(response.status).toBe(413);
});
