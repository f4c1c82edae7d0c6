import { RealtimeClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { alice, type Harness, publishableKey, secretKey, startHarness, subscribe, until, versions } from "./harness.ts";
import { connectRaw, refusedHandshake } from "./raw-client.ts";

let realtime: Harness;
beforeAll(async () => {
  realtime = await startHarness();
});
afterAll(() => realtime.stop());

const address = (query: string, path = "/realtime/v1/websocket") =>
  `${realtime.url.replace("http", "ws")}${path}?${query}`;

describe("a handshake is refused", () => {
  const expired = () => realtime.issuer.sign({ role: "anon", exp: 1 });
  test.each<[string, () => string | Promise<string>, [number, string]]>([
    ["without a key", () => "vsn=2.0.0", [401, "API key is missing"]],
    ["with a key nobody knows", () => "apikey=sb_publishable_x", [401, "The token provided is not a valid JWT"]],
    ["with nonsense for a key", () => "apikey=nonsense", [401, "The token provided is not a valid JWT"]],
    ["with an expired token for a key", async () => `apikey=${await expired()}`, [401, "Token has expired"]],
    [
      "with a forged token for a key",
      async () => `apikey=${await realtime.issuer.sign({ role: "service_role", exp: 9e9 }, { forged: true })}`,
      [401, "Failed to validate JWT signature"],
    ],
    ["in a version nobody speaks", () => `apikey=${publishableKey}&vsn=3.0.0`, [403, "Unsupported serializer version"]],
  ])("%s", async (_, query, refusal) => {
    expect(await refusedHandshake(address(await query()))).toEqual(refusal);
  });

  test("at another path", async () => {
    expect(await refusedHandshake(address(`apikey=${publishableKey}`, "/realtime/v1/other"))).toEqual([
      404,
      "Not Found",
    ]);
  });
});

test("without a version a client speaks the first", async () => {
  const plain = new WebSocket(address(`apikey=${publishableKey}`));
  plain.on("open", () => plain.send('{"topic":"phoenix","event":"heartbeat","payload":{},"ref":"7"}'));
  const reply = await new Promise((resolve) => plain.on("message", (data) => resolve(JSON.parse(String(data)))));
  expect(reply).toEqual({
    topic: "phoenix",
    event: "phx_reply",
    payload: { status: "ok", response: {} },
    ref: "7",
  });
  plain.close();
});

test("a heartbeat is answered in version 2, too", async () => {
  const client = await connectRaw(realtime.url);
  client.send([null, "5", "phoenix", "heartbeat", {}]);
  expect(await client.next("phx_reply", "5")).toEqual([
    null,
    "5",
    "phoenix",
    "phx_reply",
    { status: "ok", response: {} },
  ]);
  client.webSocket.close();
});

test("the header `x-api-key` goes before the query", async () => {
  const client = await connectRaw(realtime.url, { key: "nonsense", headers: { "x-api-key": secretKey } });
  expect((await client.join("realtime:anything", { private: true }))[4]).toMatchObject({ status: "ok" });
  client.webSocket.close();
});

test("a legacy key that is a token acts for its claims", async () => {
  const client = await connectRaw(realtime.url, { key: await realtime.issuer.user(alice) });
  expect((await client.join(`realtime:user:${alice}`, { private: true }))[4]).toMatchObject({ status: "ok" });
  client.webSocket.close();
});

test("the standalone client connects at Realtime's own prefix", async () => {
  const client = new RealtimeClient(`${realtime.url}/socket`, { params: { apikey: publishableKey } });
  let status: string | undefined;
  const channel = client.channel("standalone").subscribe((now) => {
    status = now;
  });
  await until(() => status === "SUBSCRIBED");
  expect(await channel.httpSend("hello", {})).toEqual({ success: true });
  await client.disconnect();
});

test("a second join of a topic replaces the first, which hears its end", async () => {
  const client = await connectRaw(realtime.url);
  const [first] = await client.join("realtime:twice");
  const [second] = await client.join("realtime:twice");
  expect(await client.next("phx_close")).toEqual([first, first, "realtime:twice", "phx_close", {}]);
  client.send([null, "m", "realtime:twice", "broadcast", { type: "broadcast", event: "x", payload: {} }]);
  client.send([second ?? null, "l", "realtime:twice", "phx_leave", {}]);
  expect((await client.next("phx_reply", "l"))[4]).toEqual({ status: "ok", response: {} });
  await until(() => client.received.filter(([, , , event]) => event === "phx_close").length === 2);
  expect(client.received.at(-1)).toEqual([second, second, "realtime:twice", "phx_close", {}]);
  client.webSocket.close();
});

test("a topic that was not joined is unmatched, except to leave it", async () => {
  const client = await connectRaw(realtime.url);
  client.send([null, "1", "realtime:nowhere", "broadcast", {}]);
  client.send([null, "2", "realtime:nowhere", "phx_leave", {}]);
  expect((await client.next("phx_reply", "1"))[4]).toEqual({
    status: "error",
    response: { reason: "unmatched topic" },
  });
  expect((await client.next("phx_reply", "2"))[4]).toEqual({ status: "ok", response: {} });
  client.webSocket.close();
});

test("a channel that listens for Postgres Changes, which are not served, is refused with words", async () => {
  const changes = { event: "*", schema: "public", table: "posts" } as const;
  for (const vsn of versions) {
    const { statuses } = await subscribe(realtime.client(vsn), "changes", {}, (channel) =>
      channel.on("postgres_changes", changes, () => {}),
    );
    expect(statuses).toEqual([
      {
        status: "CHANNEL_ERROR",
        message: "PostgresChangesNotServed: Postgres Changes are not served here, use Broadcast from the Database",
      },
    ]);
  }
});
