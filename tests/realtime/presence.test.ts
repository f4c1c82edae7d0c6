import type { RealtimeChannel } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alice, type Harness, settled, startHarness, subscribe, until, versions } from "./harness.ts";
import { connectRaw } from "./raw-client.ts";

let realtime: Harness;
beforeAll(async () => {
  realtime = await startHarness();
});
afterAll(() => realtime.stop());

/** A channel that listens to presence, and the events its listener saw. */
async function watch(vsn: (typeof versions)[number], topic: string, key: string) {
  const events: string[] = [];
  const listen = (channel: RealtimeChannel) =>
    channel
      .on("presence", { event: "sync" }, () => events.push("sync"))
      .on("presence", { event: "join" }, ({ key: who, newPresences }) =>
        events.push(`join ${who} ${newPresences.map((presence) => presence.mood)}`),
      )
      .on("presence", { event: "leave" }, ({ key: who, leftPresences }) =>
        events.push(`leave ${who} ${leftPresences.map((presence) => presence.mood)}`),
      );
  const observed = await subscribe(realtime.client(vsn), topic, { presence: { key } }, listen);
  return { ...observed, events };
}

const moods = (channel: RealtimeChannel) =>
  Object.fromEntries(
    Object.entries(channel.presenceState<{ mood: string }>()).map(([key, metas]) => [key, metas.map((m) => m.mood)]),
  );

describe.each(versions)("presence with serializer %s", (vsn) => {
  test("who joins later sees who is already there", async () => {
    const first = await watch(vsn, `seen-${vsn}`, "alice");
    expect(await first.channel.track({ mood: "calm" })).toBe("ok");
    // The diff came before the answer to `track`, so the tracker itself already knows.
    expect(moods(first.channel)).toEqual({ alice: ["calm"] });
    const second = await watch(vsn, `seen-${vsn}`, "bob");
    await until(() => second.events.includes("sync"));
    expect(moods(second.channel)).toEqual({ alice: ["calm"] });
  });

  test("an empty room synchronises too", async () => {
    const alone = await watch(vsn, `empty-${vsn}`, "alice");
    await until(() => alone.events.includes("sync"));
    expect(alone.channel.presenceState()).toEqual({});
  });

  test("tracking again replaces the payload in one diff; the same payload changes nothing", async () => {
    const watcher = await watch(vsn, `again-${vsn}`, "bob");
    const tracker = await watch(vsn, `again-${vsn}`, "alice");
    await tracker.channel.track({ mood: "calm" });
    await until(() => watcher.events.includes("join alice calm"));
    watcher.events.length = 0;
    expect(await tracker.channel.track({ mood: "calm" })).toBe("ok");
    await tracker.channel.track({ mood: "merry" });
    await until(() => watcher.events.includes("sync"));
    expect(watcher.events).toEqual(["join alice merry", "leave alice calm", "sync"]);
    expect(moods(watcher.channel)).toEqual({ alice: ["merry"] });
  });

  test("untrack, leaving and losing the socket all end a presence", async () => {
    const topic = `end-${vsn}`;
    const watcher = await watch(vsn, topic, "watcher");
    const untracker = await watch(vsn, topic, "untracker");
    const leaver = await watch(vsn, topic, "leaver");
    const lost = await connectRaw(realtime.url, { vsn });
    await lost.join(`realtime:${topic}`, { presence: { key: "lost" } });
    lost.send([null, "t", `realtime:${topic}`, "presence", { event: "TRACK", payload: { mood: "lost" } }]);
    await untracker.channel.track({ mood: "shy" });
    await leaver.channel.track({ mood: "gone" });
    await until(() => Object.keys(moods(watcher.channel)).length === 3);
    expect(await untracker.channel.untrack()).toBe("ok");
    await leaver.channel.unsubscribe();
    lost.webSocket.terminate();
    await until(() => Object.keys(moods(watcher.channel)).length === 0);
    const left = watcher.events.filter((event) => event.startsWith("leave"));
    expect(left.sort()).toEqual(["leave leaver gone", "leave lost lost", "leave untracker shy"]);
  });

  test("two channels under one key are two presences, and end apart", async () => {
    const topic = `twice-${vsn}`;
    const phone = await watch(vsn, topic, "alice");
    const laptop = await watch(vsn, topic, "alice");
    await phone.channel.track({ mood: "phone" });
    await laptop.channel.track({ mood: "laptop" });
    await until(() => moods(phone.channel).alice?.length === 2);
    await laptop.channel.untrack();
    await until(() => moods(phone.channel).alice?.length === 1);
    expect(moods(phone.channel)).toEqual({ alice: ["phone"] });
  });
});

test("without a key the server makes one up", async () => {
  const anonymous = await watch("2.0.0", "no-key", "");
  await anonymous.channel.track({ mood: "calm" });
  expect(Object.keys(moods(anonymous.channel))).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
});

test("a key and a payload may be named like parts of a JavaScript object", async () => {
  const odd = await connectRaw(realtime.url);
  await odd.join("realtime:odd-key", { presence: { key: "__proto__" } });
  const payload = JSON.parse('{"mood":"odd","__proto__":{"polluted":true}}');
  odd.send([null, "1", "realtime:odd-key", "presence", { event: "track", payload }]);
  expect((await odd.next("phx_reply", "1"))[4]).toMatchObject({ status: "ok" });
  const late = await connectRaw(realtime.url);
  await late.join("realtime:odd-key", { presence: { enabled: true } });
  const state = (await late.next("presence_state"))[4] as Record<string, { metas: object[] }>;
  expect(Object.keys(state)).toEqual(["__proto__"]);
  const [meta] = Object.values(state)[0]?.metas ?? [];
  expect(Object.keys(meta ?? {})).toEqual(["mood", "__proto__", "phx_ref"]);
  for (const client of [odd, late]) client.webSocket.close();
});

test("a payload that is no object is refused, an unknown presence event too", async () => {
  const client = await connectRaw(realtime.url);
  await client.join("realtime:refused", {});
  client.send([null, "1", "realtime:refused", "presence", { event: "track", payload: ["list"] }]);
  client.send([null, "2", "realtime:refused", "presence", { event: "dance" }]);
  expect((await client.next("phx_reply", "1"))[4]).toEqual({
    status: "error",
    response: { reason: "Presence track payload must be a map" },
  });
  expect((await client.next("phx_reply", "2"))[4]).toEqual({ status: "error", response: {} });
  client.webSocket.close();
});

test("tracking without listening makes a client visible and tells it nothing", async () => {
  const watcher = await watch("2.0.0", "silent", "watcher");
  const silent = await connectRaw(realtime.url);
  await silent.join("realtime:silent", { presence: { key: "silent", enabled: false } });
  silent.send([null, "1", "realtime:silent", "presence", { event: "track", payload: { mood: "quiet" } }]);
  await until(() => moods(watcher.channel).silent !== undefined);
  expect(silent.received.some(([, , , event]) => event === "presence_state")).toBe(false);
  silent.webSocket.close();
});

describe("on private channels", () => {
  test("presence follows the policies for the extension `presence`", async () => {
    const news = { private: true, presence: { key: "alice", enabled: true } };
    const token = await realtime.issuer.user(alice);
    // `news` lets everybody read broadcasts, nobody presence, and nobody write.
    const reader = await connectRaw(realtime.url);
    const [, , , , reply] = await reader.join("realtime:news", news, { access_token: token });
    expect(reply).toMatchObject({ status: "ok" });
    await settled();
    expect(reader.received.some(([, , , event]) => event === "presence_state")).toBe(false);
    reader.send([null, "1", "realtime:news", "presence", { event: "track", payload: {} }]);
    expect((await reader.next("phx_reply", "1"))[4]).toEqual({ status: "error", response: {} });
    reader.webSocket.close();
  });

  test("who may read presence gets the state and the diffs", async () => {
    const events: number[] = [];
    const client = realtime.client("2.0.0", { token: await realtime.issuer.user(alice) });
    const { channel } = await subscribe(client, "open:lounge", { private: true, presence: { key: "alice" } }, (c) =>
      c.on("presence", { event: "sync" }, () => events.push(Object.keys(c.presenceState()).length)),
    );
    expect(await channel.track({ mood: "calm" })).toBe("ok");
    expect(events).toEqual([0, 1]);
  });

  test("who joined without presence gets the diffs from its own first track on", async () => {
    const quiet = await connectRaw(realtime.url);
    const loud = await connectRaw(realtime.url);
    for (const client of [quiet, loud]) await client.join("realtime:open:late", { private: true });
    loud.send([null, "1", "realtime:open:late", "presence", { event: "track", payload: { mood: "loud" } }]);
    await loud.next("phx_reply", "1");
    expect(loud.received.filter(([, , , event]) => event === "presence_diff")).toHaveLength(1);
    await settled();
    expect(quiet.received.filter(([, , , event]) => event === "presence_diff")).toHaveLength(0);
    for (const client of [quiet, loud]) client.webSocket.close();
  });
});
