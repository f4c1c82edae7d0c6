import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Harness, pause, publishableKey, settled, startHarness, subscribe, until, versions } from "./harness.ts";
import { connectRaw } from "./raw-client.ts";

let realtime: Harness;
beforeAll(async () => {
  realtime = await startHarness({ maxBufferedBytes: 1_000_000, maxPendingMessages: 20 });
});
afterAll(() => realtime.stop());

const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);

describe.each(versions)("malformed frames in version %s", (vsn) => {
  test("are dropped: the connection lives, others notice nothing", async () => {
    const witness = await subscribe(realtime.client(vsn), `hostile-${vsn}`);
    const hostile = await connectRaw(realtime.url, { vsn });
    const topic = `realtime:hostile-${vsn}`;
    await hostile.join(topic);
    const before = realtime.server.health().malformedFrames;
    const frames = [
      "",
      "{",
      "null",
      "7",
      "[]",
      '"text"',
      '{"topic":1,"event":2}',
      '["1","2",3,"broadcast",{}]',
      '[{},[],"realtime:x","broadcast",{}]',
      `["${"r".repeat(300)}","1","realtime:x","phx_join",{}]`,
      deep(100_000),
      Buffer.alloc(0),
      Buffer.from([3]),
      Buffer.from([3, 255, 255, 255, 255, 255, 1]),
      Buffer.from([3, 0, 0, 0, 0, 0, 9]),
      Buffer.from([4, 0, 0, 0, 0]),
      Buffer.from([0xff, 0xfe]),
    ];
    for (const frame of frames) hostile.webSocket.send(frame);
    await until(() => realtime.server.health().malformedFrames === before + frames.length);
    hostile.send([null, "h", "phoenix", "heartbeat", {}]);
    await hostile.next("phx_reply", "h");
    expect(witness.statuses.map(({ status }) => status)).toEqual(["SUBSCRIBED"]);
    expect(witness.broadcasts).toEqual([]);
    hostile.webSocket.close();
  });

  test("odd payloads are answered, ignored or passed on, and break nothing", async () => {
    const hostile = await connectRaw(realtime.url, { vsn });
    const topic = `realtime:odd-${vsn}`;
    const payloads = [null, 7, "text", [], [[[]]], { access_token: {} }, { config: [] }, { config: { broadcast: 1 } }];
    for (const payload of payloads) {
      for (const event of ["phx_join", "broadcast", "presence", "unknown"])
        hostile.send([null, "1", topic, event, payload]);
    }
    hostile.send([null, "h", "phoenix", "heartbeat", {}]);
    await hostile.next("phx_reply", "h");
    expect(hostile.closed).toBeUndefined();
    hostile.webSocket.close();
  });
});

/** A binary broadcast as a version 2 client sends it. */
function userBroadcast(topic: string, event: string, payload: string | Buffer, encoding = 1): Buffer {
  const [topicBytes, eventBytes] = [Buffer.from(topic), Buffer.from(event)];
  const head = Buffer.from([3, 0, 1, topicBytes.length, eventBytes.length, 0, encoding]);
  return Buffer.concat([head, Buffer.from("1"), topicBytes, eventBytes, Buffer.from(payload)]);
}

test("JSON that is none reaches nobody, and its sender is told", async () => {
  const witness = await subscribe(realtime.client("2.0.0"), "no-json");
  const hostile = await connectRaw(realtime.url);
  await hostile.join("realtime:no-json", { broadcast: { ack: true } });
  hostile.webSocket.send(userBroadcast("realtime:no-json", "bad", "{not json"));
  expect(await hostile.next("phx_reply", "1")).toMatchObject({ 4: { status: "error" } });
  hostile.webSocket.send(userBroadcast("realtime:no-json", "good", "{}"));
  await until(() => witness.broadcasts.length === 1);
  expect(witness.broadcasts[0]?.event).toBe("good");
  hostile.webSocket.close();
});

test("nesting that no parser should recurse into ends at most the channel of who sent it", async () => {
  const witness = await subscribe(realtime.client("2.0.0"), "deep");
  const hostile = await connectRaw(realtime.url);
  await hostile.join("realtime:deep");
  const nested = deep(200_000);
  hostile.webSocket.send(`[null,"1","realtime:deep","broadcast",{"type":"broadcast","event":"x","payload":${nested}}]`);
  hostile.webSocket.send(`[null,"2","realtime:deep","presence",{"event":"track","payload":{"a":${nested}}}]`);
  hostile.send([null, "h", "phoenix", "heartbeat", {}]);
  await hostile.next("phx_reply", "h");
  expect(witness.statuses.map(({ status }) => status)).toEqual(["SUBSCRIBED"]);
  hostile.webSocket.close();
});

test("random frames never take the process down", async () => {
  const hostile = await connectRaw(realtime.url);
  await hostile.join("realtime:fuzz", { broadcast: { ack: true, self: true } });
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed % below;
  };
  const valid = userBroadcast("realtime:fuzz", "event", '{"a":1}');
  const text = '["1","2","realtime:fuzz","broadcast",{"type":"broadcast","event":"x","payload":{"a":[1,2,3]}}]';
  for (let n = 0; n < 5_000; n++) {
    const bytes = Buffer.from(n % 2 ? valid : text);
    for (let change = 0; change <= random(4); change++) bytes[random(bytes.length)] = random(256);
    hostile.webSocket.send(bytes.subarray(0, random(10) === 0 ? random(bytes.length) : bytes.length), {
      binary: n % 2 === 1,
    });
  }
  await until(() => hostile.webSocket.bufferedAmount === 0);
  hostile.send([null, "end", "phoenix", "heartbeat", {}]);
  await hostile.next("phx_reply", "end");
  hostile.webSocket.close();
});

test("bytes that are no WebSocket, no HTTP, or a handshake cut short harm nobody", async () => {
  const { port } = realtime.server;
  const hello = `GET /realtime/v1/websocket?apikey=${publishableKey} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`;
  const key = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n";
  for (const bytes of [
    "garbage\r\n\r\n",
    "GET // HTTP/1.1\r\nHost: x\r\n\r\n",
    hello,
    `${hello}\r\n`,
    `${hello}${key}\xff\xff\xff`,
  ]) {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    socket.end(bytes, "latin1");
    socket.resume();
    await new Promise((resolve) => socket.once("close", resolve));
  }
  expect((await fetch(`${realtime.url}/health`)).status).toBe(200);
});

test("a client that does not read is dropped, and the others get every message", async () => {
  const [slow, reader, sender] = [
    await connectRaw(realtime.url),
    await subscribe(realtime.client("2.0.0"), "slow"),
    await connectRaw(realtime.url),
  ];
  for (const client of [slow, sender]) await client.join("realtime:slow");
  slow.webSocket.pause();
  // Loopback holds some megabytes by itself; what is over goes to the server's own buffer.
  const payload = JSON.stringify({ text: "x".repeat(50_000) });
  for (let n = 0; n < 300; n++) {
    sender.webSocket.send(userBroadcast("realtime:slow", "large", payload));
    if (n % 10 === 0) await pause(5);
  }
  await until(() => reader.broadcasts.length === 300);
  expect(realtime.server.health().slowClients).toBe(1);
  sender.webSocket.close();
});

test("a client that joins faster than the database answers gets every answer", async () => {
  const client = await connectRaw(realtime.url);
  for (let n = 0; n < 90; n++)
    client.send([null, `j${n}`, `realtime:closed-${n}`, "phx_join", { config: { private: true } }]);
  for (let n = 0; n < 90; n++)
    expect(await client.next("phx_reply", `j${n}`)).toMatchObject({ 4: { status: "error" } });
  await settled();
  client.send([null, "h", "phoenix", "heartbeat", {}]);
  await client.next("phx_reply", "h");
  client.webSocket.close();
});
