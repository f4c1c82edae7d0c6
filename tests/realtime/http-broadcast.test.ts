import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  alice,
  type Harness,
  type Observed,
  publishableKey,
  secretKey,
  settled,
  startHarness,
  subscribe,
  until,
  versions,
} from "./harness.ts";

let realtime: Harness;
let v1: Observed;
let v2: Observed;
beforeAll(async () => {
  realtime = await startHarness({ maxPayloadBytes: 100_000, maxHttpBodyBytes: 300_000 });
  [v1, v2] = (await Promise.all(versions.map((vsn) => subscribe(realtime.client(vsn), "http")))) as [
    Observed,
    Observed,
  ];
});
afterAll(() => realtime.stop());

const send = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
  fetch(`${realtime.url}${path}`, {
    method: "POST",
    body,
    // Node's fetch asks for it with a stream; the browser's types do not know it.
    ...({ duplex: "half" } as object),
    headers: { apikey: publishableKey, "content-type": "application/json", ...headers },
  });
const batch = (messages: unknown, headers: Record<string, string> = {}) =>
  send("/realtime/v1/api/broadcast?apikey=ignored&vsn=2.0.0", JSON.stringify({ messages }), headers);
const single = (event: string, body: BodyInit, headers: Record<string, string> = {}) =>
  send(`/realtime/v1/api/broadcast/http/events/${event}`, body, headers);

async function heard(event: string, [first, second] = [v1, v2]) {
  const find = ({ broadcasts }: Observed) => broadcasts.find((message) => message.event === event);
  await until(() => find(first) !== undefined && find(second) !== undefined);
  return [find(first), find(second)];
}

describe("a batch", () => {
  test("reaches every topic it names", async () => {
    const elsewhere = await subscribe(realtime.client("2.0.0"), "elsewhere");
    const response = await batch([
      { topic: "http", event: "batch", payload: { n: 1 } },
      { topic: "elsewhere", event: "batch", payload: { n: 2 } },
    ]);
    expect([response.status, await response.text()]).toEqual([202, ""]);
    expect(response.headers.get("x-rate-limit")).toBe("1000000");
    const message = { type: "broadcast", event: "batch", payload: { n: 1 } };
    expect(await heard("batch")).toEqual([message, message]);
    await until(() => elsewhere.broadcasts.length === 1);
    expect(elsewhere.broadcasts[0]?.payload).toEqual({ n: 2 });
  });

  test("with one invalid message is refused as a whole", async () => {
    const response = await batch([
      { topic: "http", event: "never", payload: {} },
      { topic: "http" },
      { event: 7, topic: "", payload: [] },
    ]);
    expect(response.status).toBe(422);
    expect(await response.json()).toEqual({
      errors: {
        messages: [
          {},
          { payload: ["can't be blank"], event: ["can't be blank"] },
          { payload: ["is invalid"], topic: ["can't be blank"], event: ["is invalid"] },
        ],
      },
    });
    await settled();
    expect(v2.broadcasts.some(({ event }) => event === "never")).toBe(false);
  });

  test("without messages, with too large a payload, or of another type is refused", async () => {
    expect((await batch("none")).status).toBe(422);
    const large = await batch([{ topic: "http", event: "x", payload: { text: "x".repeat(100_000) } }]);
    expect([large.status, await large.json()]).toEqual([
      422,
      { errors: { messages: [{ payload: ["Payload size exceeds tenant limit"] }] } },
    ]);
    const typed = await send("/realtime/v1/api/broadcast", "{}", { "content-type": "text/plain" });
    expect([typed.status, (await typed.json()).error]).toEqual([415, expect.stringMatching(/^Unsupported Media Type/)]);
    expect((await send("/realtime/v1/api/broadcast", "{")).status).toBe(400);
  });

  test("skips private topics that its sender may not write to", async () => {
    const member = realtime.client("2.0.0", { key: secretKey });
    const open = await subscribe(member, "open:http", { private: true });
    const closed = await subscribe(member, "news", { private: true });
    const response = await batch([
      { topic: "news", event: "forbidden", payload: {}, private: true },
      { topic: "open:http", event: "allowed", payload: {}, private: true },
    ]);
    expect(response.status).toBe(202);
    await until(() => open.broadcasts.length === 1);
    await settled();
    expect(closed.broadcasts).toEqual([]);
  });
});

describe("a single message", () => {
  test("carries JSON to both serializers", async () => {
    expect((await single("json", '{ "a": [1, "ö"] }')).status).toBe(202);
    const message = { type: "broadcast", event: "json", payload: { a: [1, "ö"] } };
    expect(await heard("json")).toEqual([message, message]);
  });

  test("carries bytes to version 2", async () => {
    const response = await single("bytes", new Uint8Array([0, 255]), { "content-type": "application/octet-stream" });
    expect(response.status).toBe(202);
    await until(() => v2.broadcasts.some(({ event }) => event === "bytes"));
    const message = v2.broadcasts.find(({ event }) => event === "bytes");
    expect(Buffer.from(message?.payload as ArrayBuffer)).toEqual(Buffer.from([0, 255]));
    expect(v1.broadcasts.some(({ event }) => event === "bytes")).toBe(false);
  });

  test("wraps JSON that is no object", async () => {
    await single("list", "[1,2]");
    expect((await heard("list"))[0]?.payload).toEqual({ _json: [1, 2] });
  });

  test("names topic and event in the path, also at Realtime's own prefix", async () => {
    const odd = await subscribe(realtime.client("2.0.0"), "a/b c");
    const path = `/api/broadcast/${encodeURIComponent("a/b c")}/events/${encodeURIComponent("ü/ö")}`;
    expect((await send(path, "{}")).status).toBe(202);
    await until(() => odd.broadcasts.length === 1);
    expect(odd.broadcasts[0]?.event).toBe("ü/ö");
  });

  test("is refused when empty, too large, of another type, or on a bad path", async () => {
    const empty = await single("x", "");
    expect([empty.status, await empty.json()]).toEqual([422, { errors: { payload: ["can't be blank"] } }]);
    expect((await single("x", JSON.stringify("x".repeat(100_001)))).status).toBe(422);
    expect((await single("x", "x".repeat(300_001))).status).toBe(413);
    const unannounced = new Blob(["x".repeat(300_001)]).stream();
    expect((await single("x", unannounced)).status).toBe(413);
    expect((await single("x", "{}", { "content-type": "text/html" })).status).toBe(415);
    expect((await single("x", "{")).status).toBe(400);
    expect((await send("/api/broadcast/%zz/events/x", "{}")).status).toBe(400);
  });

  test("to a private topic needs the right to write there", async () => {
    const path = (topic: string) => `/realtime/v1/api/broadcast/${topic}/events/x?private=true`;
    const refused = await send(path("news"), "{}");
    expect([refused.status, await refused.json()]).toEqual([403, { message: "Unauthorized" }]);
    expect((await send(path("open:x"), "{}")).status).toBe(202);
    expect((await send(path("news"), "{}", { apikey: secretKey })).status).toBe(202);
  });
});

describe("the caller", () => {
  test.each<[string, () => Promise<Record<string, string>>, number]>([
    ["with an unknown key", async () => ({ apikey: "sb_secret_x" }), 401],
    ["without a key", async () => ({ apikey: "" }), 401],
    [
      "with a forged token",
      async () => bearer(await realtime.issuer.sign({ role: "x", exp: 9e9 }, { forged: true })),
      401,
    ],
    ["with an expired token", async () => bearer(await realtime.issuer.user(alice, {}, -5)), 401],
    ["with a user's token", async () => bearer(await realtime.issuer.user(alice)), 202],
    ["with a publishable key as bearer", async () => bearer(publishableKey), 202],
    ["with nothing but a secret key as bearer", async () => ({ ...bearer(secretKey), apikey: "" }), 202],
  ])("%s", async (_, headers, status) => {
    const response = await single("caller", "{}", await headers());
    expect(response.status).toBe(status);
    if (status === 401) expect(await response.json()).toEqual({ message: "Unauthorized" });
  });

  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  test("may come from any page", async () => {
    const response = await fetch(`${realtime.url}/realtime/v1/api/broadcast`, { method: "OPTIONS" });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-headers")).toContain("x-client-info");
  });
});

test("the official client sends over HTTP before it has joined, and on request", async () => {
  const client = realtime.client("2.0.0", { token: await realtime.issuer.user(alice) });
  const channel = client.channel("http");
  const warning = vi.spyOn(console, "warn").mockImplementation(() => {});
  expect(await channel.send({ type: "broadcast", event: "fallback", payload: { n: 1 } })).toBe("ok");
  expect(warning.mock.calls.flat().join()).toContain("falling back to REST");
  warning.mockRestore();
  expect(await channel.httpSend("on-request", { n: 2 })).toEqual({ success: true });
  expect((await heard("fallback"))[0]?.payload).toEqual({ n: 1 });
  expect((await heard("on-request"))[1]?.payload).toEqual({ n: 2 });
  const forbidden = client.channel("news", { config: { private: true } });
  await expect(forbidden.httpSend("x", {})).rejects.toThrow("Unauthorized");
});

test("there is nothing else to see", async () => {
  expect((await fetch(`${realtime.url}/realtime/v1/other`)).status).toBe(404);
  expect((await fetch(`${realtime.url}/api/broadcast`)).status).toBe(405);
});

test("health tells what the process does", async () => {
  const response = await fetch(`${realtime.url}/health`);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    status: "ok",
    connections: expect.any(Number),
    messagesOut: expect.any(Number),
  });
});
