import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { clientWith } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { call, idsOf, outcome, type Page } from "./calls.ts";

const sql = connectDatabase();
let ada: Person;
let ben: Person;

beforeEach(async () => {
  [ada, ben] = await Promise.all([newPerson(), newPerson()]);
});

const ask = async (from: Person, to: Person, note?: string) =>
  (await call(from, "request_connection", { user_id: to.id, note })).connection_request_id as string;

test("a request is read, accepted and ended", async () => {
  const id = await ask(ada, ben, "  We met at the lake.  ");
  expect(await call<Page>(ben, "list_connection_requests", { direction: "incoming" })).toEqual({
    items: [
      {
        id,
        user: expect.objectContaining({ id: ada.id }),
        note: "We met at the lake.",
        requested_at: expect.any(String),
      },
    ],
    next_cursor: null,
  });
  expect(idsOf(await call<Page>(ada, "list_connection_requests", { direction: "outgoing" }))).toEqual([ben.id]);
  expect(await call(ben, "answer_connection", { request_id: id, accept: true })).toMatchObject({
    user_id: ada.id,
    connection: "connected",
  });
  expect(idsOf(await call<Page>(ada, "list_connections"))).toEqual([ben.id]);
  expect(idsOf(await call<Page>(ben, "list_connections"))).toEqual([ada.id]);
  expect(idsOf(await call<Page>(ben, "list_connection_requests"))).toEqual([]);
  expect(await call(ada, "remove_connection", { user_id: ben.id })).toMatchObject({ connection: "none" });
  expect(idsOf(await call<Page>(ben, "list_connections"))).toEqual([]);
});

test("after a decline nobody asks again for a while, but the one who declined may", async () => {
  const id = await ask(ada, ben);
  expect(await call(ben, "answer_connection", { request_id: id, accept: false })).toMatchObject({ connection: "none" });
  const { error, status } = await ada.client.rpc("request_connection", { user_id: ben.id });
  expect({ status, code: error?.code }).toEqual({ status: 409, code: "CONNECTION_COOL_DOWN" });
  expect(error?.details).toMatch(/^until \d{4}-/);
  expect(await call(ben, "request_connection", { user_id: ada.id })).toMatchObject({ connection: "requested" });
});

test("a request is withdrawn, however often, and then cannot be accepted", async () => {
  const id = await ask(ada, ben);
  for (let time = 0; time < 2; time++) {
    expect(await call(ada, "withdraw_connection", { request_id: id })).toMatchObject({ connection: "none" });
  }
  const late = await outcome(ben, "answer_connection", { request_id: id, accept: true });
  expect(late).toEqual({ status: 404, code: "CONNECTION_REQUEST_NOT_FOUND" });
});

test("only the addressee answers, only the requester withdraws", async () => {
  const id = await ask(ada, ben);
  const nothing = { status: 404, code: "CONNECTION_REQUEST_NOT_FOUND" };
  expect(await outcome(ada, "answer_connection", { request_id: id, accept: true })).toEqual(nothing);
  expect(await outcome(ben, "withdraw_connection", { request_id: id })).toEqual(nothing);
  expect(await outcome(ben, "answer_connection", { request_id: randomUUID(), accept: true })).toEqual(nothing);
  expect(await outcome(ben, "withdraw_connection", { request_id: randomUUID() })).toEqual(nothing);
});

test("bad requests are refused", async () => {
  const tooLong = await outcome(ada, "request_connection", { user_id: ben.id, note: "x".repeat(301) });
  expect(tooLong).toEqual({ status: 422, code: "INVALID_ARGUMENT" });
  for (const name of ["request_connection", "remove_connection"] as const) {
    expect(await outcome(ada, name, { user_id: ada.id })).toEqual({ status: 422, code: "SELF_TARGET" });
    expect(await outcome(ada, name, { user_id: randomUUID() })).toEqual({ status: 404, code: "USER_NOT_FOUND" });
    expect((await clientWith().rpc(name, { user_id: ben.id })).status).toBe(401);
  }
  const noAnswer = await outcome(ada, "answer_connection", { request_id: randomUUID(), accept: null });
  expect(noAnswer).toEqual({ status: 422, code: "INVALID_ARGUMENT" });
  const sideways = await outcome(ada, "list_connection_requests", { direction: "sideways" });
  expect(sideways).toEqual({ status: 422, code: "INVALID_ARGUMENT" });
});

test("who asks many has to wait", async () => {
  await sql`insert into private.rate_buckets values ('connection_request', ${ada.id}, 0, now())`;
  expect(await outcome(ada, "request_connection", { user_id: ben.id })).toEqual({ status: 429, code: "RATE_LIMITED" });
});
