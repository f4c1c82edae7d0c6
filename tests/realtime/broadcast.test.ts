import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createTestClient,
  type Harness,
  secretKey,
  settled,
  startHarness,
  subscribe,
  until,
  versions,
} from "./harness.ts";

let realtime: Harness;
beforeAll(async () => {
  realtime = await startHarness();
});
afterAll(() => realtime.stop());

const news = { type: "broadcast", event: "news", payload: { text: "smörgåsbord 🎉" } } as const;

describe.each(versions)("broadcast with serializer %s", (vsn) => {
  test("a message reaches the other members of the channel and not its sender", async () => {
    const sender = await subscribe(realtime.client(vsn), `room-${vsn}`);
    const receiver = await subscribe(realtime.client(vsn), `room-${vsn}`);
    expect(await sender.channel.send(news)).toBe("ok");
    await until(() => receiver.broadcasts.length === 1);
    expect(receiver.broadcasts).toEqual([news]);
    await settled();
    expect(sender.broadcasts).toEqual([]);
  });

  test("self brings a message back to its sender", async () => {
    const sender = await subscribe(realtime.client(vsn), `self-${vsn}`, { broadcast: { self: true } });
    await sender.channel.send(news);
    await until(() => sender.broadcasts.length === 1);
    expect(sender.broadcasts[0]).toEqual(news);
  });

  test("ack resolves once the server has taken the message", async () => {
    const sender = await subscribe(realtime.client(vsn), `ack-${vsn}`, { broadcast: { ack: true } });
    const receiver = await subscribe(realtime.client(vsn), `ack-${vsn}`);
    expect(await sender.channel.send(news)).toBe("ok");
    await until(() => receiver.broadcasts.length === 1);
  });

  test("messages keep the order in which they were sent", async () => {
    const sender = await subscribe(realtime.client(vsn, { key: secretKey }), `order-${vsn}`, { private: true });
    const receiver = await subscribe(realtime.client(vsn, { key: secretKey }), `order-${vsn}`, { private: true });
    // The first one waits for the write policy; the others must wait behind it.
    for (let n = 0; n < 50; n++) void sender.channel.send({ type: "broadcast", event: "n", payload: { n } });
    await until(() => receiver.broadcasts.length === 50);
    expect(receiver.broadcasts.map(({ payload }) => (payload as { n: number }).n)).toEqual([...Array(50).keys()]);
  });

  test("a public and a private channel of one name never hear each other", async () => {
    const inPublic = await subscribe(realtime.client(vsn), "open:both");
    const inPrivate = await subscribe(realtime.client(vsn), "open:both", { private: true });
    const witness = await subscribe(realtime.client(vsn), "open:both", { private: true });
    await inPublic.channel.send(news);
    await inPrivate.channel.send({ ...news, event: "secret" });
    await until(() => witness.broadcasts.length === 1);
    await settled();
    expect(witness.broadcasts.map(({ event }) => event)).toEqual(["secret"]);
    expect(inPublic.broadcasts).toEqual([]);
  });

  test("after leaving, a client hears nothing", async () => {
    const sender = await subscribe(realtime.client(vsn), `left-${vsn}`, { broadcast: { ack: true } });
    const leaver = await subscribe(realtime.client(vsn), `left-${vsn}`);
    expect(await leaver.channel.unsubscribe()).toBe("ok");
    await until(() => leaver.statuses.some(({ status }) => status === "CLOSED"));
    await sender.channel.send(news);
    await settled();
    expect(leaver.broadcasts).toEqual([]);
  });

  test("a channel can be left and joined again on the same socket", async () => {
    const client = realtime.client(vsn);
    const first = await subscribe(client, `again-${vsn}`);
    await client.removeChannel(first.channel);
    const second = await subscribe(client, `again-${vsn}`);
    expect(second.statuses[0]?.status).toBe("SUBSCRIBED");
    const sender = await subscribe(realtime.client(vsn), `again-${vsn}`);
    await sender.channel.send(news);
    await until(() => second.broadcasts.length === 1);
    expect(first.broadcasts).toEqual([]);
  });
});

test("the two serializers understand each other", async () => {
  const v1 = await subscribe(realtime.client("1.0.0"), "mixed");
  const v2 = await subscribe(realtime.client("2.0.0"), "mixed");
  await v1.channel.send({ ...news, event: "from-v1" });
  await v2.channel.send({ ...news, event: "from-v2" });
  await until(() => v1.broadcasts.length === 1 && v2.broadcasts.length === 1);
  expect(v1.broadcasts[0]).toEqual({ ...news, event: "from-v2" });
  expect(v2.broadcasts[0]).toEqual({ ...news, event: "from-v1" });
});

test("bytes reach version 2 clients as they are and are not sent to version 1", async () => {
  const sender = await subscribe(realtime.client("2.0.0"), "bytes", { broadcast: { ack: true } });
  const v2 = await subscribe(realtime.client("2.0.0"), "bytes");
  const v1 = await subscribe(realtime.client("1.0.0"), "bytes");
  const payload = new Uint8Array([0, 1, 254, 255]).buffer;
  expect(await sender.channel.send({ type: "broadcast", event: "bytes", payload })).toBe("ok");
  await until(() => v2.broadcasts.length === 1);
  expect(v2.broadcasts[0]?.payload).toBeInstanceOf(ArrayBuffer);
  expect(Buffer.from(v2.broadcasts[0]?.payload as ArrayBuffer)).toEqual(Buffer.from(payload));
  await settled();
  expect(v1.broadcasts).toEqual([]);
});

test("a frame that needs each length of WebSocket header arrives whole", async () => {
  const sender = await subscribe(realtime.client("2.0.0"), "sizes");
  const v2 = await subscribe(realtime.client("2.0.0"), "sizes");
  const v1 = await subscribe(realtime.client("1.0.0"), "sizes");
  const texts = [10, 200, 70_000].map((length) => "x".repeat(length));
  for (const text of texts) await sender.channel.send({ type: "broadcast", event: "size", payload: { text } });
  await until(() => v1.broadcasts.length === 3 && v2.broadcasts.length === 3);
  for (const { broadcasts } of [v1, v2]) {
    expect(broadcasts.map(({ payload }) => (payload as { text: string }).text)).toEqual(texts);
  }
});

test("a payload over the limit is refused to who asked for an answer, and dropped", async () => {
  const server = await realtime.startServer({ limits: { maxPayloadBytes: 1_000 } });
  const url = `http://127.0.0.1:${server.port}`;
  const clients = versions.map((vsn) => createTestClient(url, vsn));
  for (const client of clients) {
    const sender = await subscribe(client, "large", { broadcast: { ack: true, self: true } });
    const payload = { text: "x".repeat(1_001) };
    expect(await sender.channel.send({ type: "broadcast", event: "large", payload })).toBe("error");
    expect(await sender.channel.send(news)).toBe("ok");
    await until(() => sender.broadcasts.length === 1);
    expect(sender.broadcasts[0]?.event).toBe("news");
    await client.removeAllChannels();
  }
});
