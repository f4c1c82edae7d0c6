import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Limits, limitsFrom } from "../../local/realtime/limits.ts";
import type { RealtimeServer } from "../../local/realtime/server.ts";
import { type Harness, pause, publishableKey, secretKey, settled, startHarness, until } from "./harness.ts";
import { connectRaw, type RawClient, refusedHandshake } from "./raw-client.ts";

let realtime: Harness;
beforeAll(async () => {
  realtime = await startHarness();
});
afterAll(() => realtime.stop());

const servers: RealtimeServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function serverWith(limits: Partial<Limits>) {
  const server = await realtime.startServer({ limits });
  servers.push(server);
  return { server, url: `http://127.0.0.1:${server.port}` };
}

// Twelve of these are the time in which a rate, once exceeded, stays so.
const rateTickMs = 200;
const aTick = () => pause(rateTickMs + 50);

const reasonOf = async (client: RawClient, topic: string, config?: object) => {
  const [, , , , reply] = await client.join(topic, config);
  return (reply as { response: { reason?: string } }).response.reason;
};

const shutdownOf = async (client: RawClient) => {
  await client.next("phx_close");
  return ((await client.next("system"))[4] as { message: string }).message;
};

const broadcast = (client: RawClient, topic: string, payload: object = {}) =>
  client.send([null, "b", topic, "broadcast", { type: "broadcast", event: "x", payload }]);
const track = (client: RawClient, topic: string, payload: object) =>
  client.send([null, "t", topic, "presence", { event: "track", payload }]);

test("concurrent clients: the handshake is refused, and a join of who connected before", async () => {
  const { url, server } = await serverWith({ maxClients: 1 });
  const early = await connectRaw(url);
  const member = await connectRaw(url);
  await member.join("realtime:full");
  expect(await reasonOf(early, "realtime:full")).toBe("ConnectionRateLimitReached: Too many connected users");
  const address = `${url.replace("http", "ws")}/realtime/v1/websocket?apikey=${publishableKey}`;
  expect(await refusedHandshake(address)).toEqual([429, "Too many connected users"]);
  // A second channel of who is in already is no second client.
  expect(await reasonOf(member, "realtime:other")).toBeUndefined();
  member.webSocket.close();
  await until(() => server.health().clients === 0);
  expect(await reasonOf(early, "realtime:full")).toBeUndefined();
});

test("open sockets are bounded, too", async () => {
  const { url } = await serverWith({ maxClients: 1 });
  await connectRaw(url);
  await connectRaw(url);
  const address = `${url.replace("http", "ws")}/realtime/v1/websocket?apikey=${publishableKey}`;
  expect(await refusedHandshake(address)).toEqual([429, "Too many connected users"]);
});

test("channels of one connection", async () => {
  const { url } = await serverWith({ maxChannelsPerClient: 2 });
  const client = await connectRaw(url);
  expect(await reasonOf(client, "realtime:1")).toBeUndefined();
  expect(await reasonOf(client, "realtime:2")).toBeUndefined();
  expect(await reasonOf(client, "realtime:3")).toBe("ChannelRateLimitReached: Too many channels");
  expect(await reasonOf(client, "realtime:2")).toBeUndefined();
});

test("joins a second: the join is refused and the socket closed, then the handshake too", async () => {
  const { url } = await serverWith({ maxJoinsPerSecond: 5, rateTickMs });
  const [first, second] = [await connectRaw(url), await connectRaw(url)];
  await Promise.all(Array.from({ length: 20 }, (_, n) => first.join(`realtime:${n}`)));
  await aTick();
  expect(await reasonOf(second, "realtime:x")).toBe("ClientJoinRateLimitReached: Too many joins per second");
  await until(() => second.closed !== undefined);
  expect(second.closed?.code).toBe(1001);
  const address = `${url.replace("http", "ws")}/realtime/v1/websocket?apikey=${publishableKey}`;
  expect(await refusedHandshake(address)).toEqual([429, "Too many joins per second"]);
});

test("messages a second: who sends is shut down, HTTP is refused, database messages are dropped", async () => {
  const { url, server } = await serverWith({ maxEventsPerSecond: 50, rateTickMs });
  const [sender, other] = [await connectRaw(url), await connectRaw(url)];
  await sender.join("realtime:busy", { broadcast: { self: true } });
  await other.join("realtime:quiet");
  const post = (count: number) =>
    fetch(`${url}/api/broadcast`, {
      method: "POST",
      headers: { apikey: publishableKey, "content-type": "application/json" },
      body: JSON.stringify({ messages: Array(count).fill({ topic: "quiet", event: "x", payload: {} }) }),
    });
  const batch = await post(60);
  expect([batch.status, await batch.json()]).toEqual([
    429,
    { message: "Too many messages to broadcast, please reduce the batch size" },
  ]);
  for (let n = 0; n < 500; n++) broadcast(sender, "realtime:busy");
  await aTick();
  broadcast(sender, "realtime:busy");
  expect(await shutdownOf(sender)).toBe("Too many messages per second");
  const refused = await post(1);
  expect([refused.status, await refused.json()]).toEqual([429, { message: "You have exceeded your rate limit" }]);
  expect(refused.headers.get("x-rate-limit")).toBe("50");
  await realtime.sql`select realtime.send('{}', 'dropped', 'quiet', false)`;
  await settled();
  expect(other.received.map(([, , , event]) => event)).toEqual(["phx_reply"]);
  expect(server.health().droppedDatabaseMessages).toBe(1);
});

test("presence diffs a second: who receives them is shut down", async () => {
  const { url } = await serverWith({ maxPresenceEventsPerSecond: 20, rateTickMs });
  const [tracker, watcher] = [await connectRaw(url), await connectRaw(url)];
  for (const client of [tracker, watcher]) await client.join("realtime:crowd", { presence: { enabled: true } });
  for (let n = 0; n < 60; n++) track(tracker, "realtime:crowd", { n });
  await aTick();
  track(tracker, "realtime:crowd", { last: true });
  expect(await shutdownOf(watcher)).toBe("Too many presence messages per second");
});

test("presence calls of one channel", async () => {
  const { url } = await serverWith({ presenceCallsPerWindow: 2, presenceWindowMs: 200 });
  const client = await connectRaw(url);
  await client.join("realtime:restless");
  track(client, "realtime:restless", { n: 1 });
  track(client, "realtime:restless", { n: 2 });
  await pause(250);
  for (const n of [3, 4, 5]) track(client, "realtime:restless", { n });
  expect(await shutdownOf(client)).toBe("Client presence rate limit exceeded");
  expect(client.received.filter(([, ref]) => ref === "t")).toHaveLength(4);
});

test("the size of a tracked payload", async () => {
  const { url } = await serverWith({ maxPayloadBytes: 100 });
  const client = await connectRaw(url);
  await client.join("realtime:large");
  track(client, "realtime:large", { text: "x".repeat(100) });
  expect(await shutdownOf(client)).toBe("Track message size exceeded");
});

test("the size of a database message", async () => {
  const { url } = await serverWith({ maxPayloadBytes: 100 });
  const client = await connectRaw(url, { key: secretKey, vsn: "1.0.0" });
  await client.join("realtime:db-size", { private: true });
  await realtime.sql`select realtime.send(jsonb_build_object('text', repeat('x', 100)), 'large', 'db-size')`;
  await realtime.sql`select realtime.send('{}', 'small', 'db-size')`;
  expect(await client.next("broadcast")).toMatchObject({ 4: { event: "small" } });
});

test("the size of a frame: the socket is closed, others are not", async () => {
  const { url } = await serverWith({ maxFrameBytes: 1_000 });
  const [hostile, other] = [await connectRaw(url), await connectRaw(url)];
  await other.join("realtime:frames");
  hostile.webSocket.send("x".repeat(1_001));
  await until(() => hostile.closed !== undefined);
  expect(hostile.closed?.code).toBe(1009);
  expect(await reasonOf(other, "realtime:still")).toBeUndefined();
});

test("a client that says nothing is closed, one that sends heartbeats is not", async () => {
  const { url } = await serverWith({ idleTimeoutMs: 1_500 });
  const [silent, alive] = [await connectRaw(url), await connectRaw(url)];
  for (const client of [silent, alive]) await client.join("realtime:idle");
  const heartbeat = setInterval(() => alive.send([null, "h", "phoenix", "heartbeat", {}]), 300);
  await until(() => silent.closed !== undefined);
  clearInterval(heartbeat);
  expect(silent.closed?.code).toBe(1001);
  expect(alive.closed).toBeUndefined();
});

test("a connection without a channel is swept away", async () => {
  const { url } = await serverWith({ noChannelTimeoutMs: 300 });
  const [empty, member] = [await connectRaw(url), await connectRaw(url)];
  await member.join("realtime:x");
  await until(() => empty.closed !== undefined);
  expect([empty.closed?.code, member.closed]).toEqual([1001, undefined]);
});

describe("limits from the environment", () => {
  test("replace the defaults they name", () => {
    const limits = limitsFrom({ TENANT_MAX_CONCURRENT_USERS: "7", TENANT_MAX_JOINS_PER_SECOND: "" });
    expect(limits.maxClients).toBe(7);
    expect(limits.maxJoinsPerSecond).toBe(limitsFrom({}).maxJoinsPerSecond);
  });

  test.each(["many", "0", "-1", "Infinity"])("refuse %s", (value) => {
    expect(() => limitsFrom({ TENANT_MAX_CONCURRENT_USERS: value })).toThrow(
      `TENANT_MAX_CONCURRENT_USERS must be a positive number, not "${value}".`,
    );
  });
});
