import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createClient, type RealtimeChannel } from "@supabase/supabase-js";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { befriend, createGroup, type Message, say, startConversation } from "../../support/chat.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { call } from "../../support/rpc.ts";
import { signToken } from "../../support/sign-token.ts";

const { url, publishableKey } = inject("target");

/** The clients that the documentation shows, as they stand there. */
interface Documented {
  startChat(
    plaza: unknown,
    me: string,
    storage: { load(name: string): Promise<string | null>; save(name: string, value: string): Promise<void> },
    listeners?: ((channel: RealtimeChannel) => void)[],
  ): Promise<{
    messages: Map<string, Message>;
    follow(
      conversation_id: string,
      typing?: (signal: { member_id: string; typing: boolean }) => void,
    ): Promise<{ type(typing: boolean): unknown; close(): void }>;
    stop(): void;
  }>;
  hearCalls(channel: RealtimeChannel, take: Record<"ringing" | "stopped", (payload: unknown) => void>): void;
}

const folder = mkdtempSync(join(tmpdir(), "documented-client-"));
afterAll(() => rmSync(folder, { recursive: true }));
let documented: Documented;
let ada: Person;
let ben: Person;

beforeAll(async () => {
  const pages = ["sync.md", "calls.md"].map((page) => {
    const [, code = ""] = /```js\n(.*?)```/s.exec(
      readFileSync(new URL(`../../../docs/${page}`, import.meta.url), "utf8"),
    ) as RegExpExecArray;
    return code;
  });
  const file = join(folder, "client.mjs");
  writeFileSync(file, pages.join("\n"));
  documented = await import(pathToFileURL(file).href);
  [ada, ben] = await Promise.all([newPerson(), newPerson()]);
  await befriend(ada, ben);
});

/** Somebody with the documented client; `tokens` gives the access token that they have at the time. */
async function run(person: Person, tokens = async () => person.session.access_token as string | null) {
  const plaza = createClient(url, publishableKey, { accessToken: tokens });
  const kept = new Map<string, string>();
  const calls: unknown[] = [];
  const note = (payload: unknown) => calls.push(payload);
  const chat = await documented.startChat(
    plaza,
    person.id,
    { load: async (name) => kept.get(name) ?? null, save: async (name, value) => void kept.set(name, value) },
    [(channel) => documented.hearCalls(channel, { ringing: note, stopped: note })],
  );
  onTestFinished(async () => {
    chat.stop();
    await plaza.realtime.disconnect();
  });
  await expect.poll(() => kept.has("since"), { timeout: 5_000 }).toBe(true);
  return { ...chat, plaza, calls, bodies: () => [...chat.messages.values()].map(({ body }) => body) };
}

test("one client hears messages and calls on one channel of its own", async () => {
  const talk = await startConversation(ada, ben);
  const atBen = await run(ben);
  await say(ada, talk, "Hello");
  await expect.poll(atBen.bodies).toContain("Hello");
  const { id } = await call<{ id: string }>(ada, "start_call", { conversation_id: talk, media: "audio" });
  await expect.poll(() => atBen.calls).toEqual([expect.objectContaining({ call_id: id })]);
  await call(ada, "end_call", { call_id: id });
});

test("a conversation on the screen shows what happens in it, also after its topics have changed", async () => {
  const cleo = await newPerson();
  const group = await createGroup(ada, ben);
  const atBen = await run(ben);
  const typed: unknown[] = [];
  await atBen.follow(group, (signal) => typed.push(signal));
  const first = await say(ada, group, "first");
  await expect.poll(atBen.bodies).toContain("first");
  await call(ada, "react", { target: "message", target_id: first.id, emoji: "🔥" });
  await expect.poll(() => atBen.messages.get(first.id)?.reactions).toMatchObject({ count: 1, emojis: { "🔥": 1 } });

  for (let round = 0; round < 2; round++) {
    await call(ada, "add_members", { conversation_id: group, member_ids: [cleo.id] });
    await say(ada, group, `with Cleo ${round}`);
    await call(ada, "remove_member", { conversation_id: group, user_id: cleo.id });
    await say(ada, group, `without Cleo ${round}`);
  }
  await expect
    .poll(atBen.bodies, { timeout: 15_000 })
    .toEqual(expect.arrayContaining(["with Cleo 0", "without Cleo 0", "with Cleo 1", "without Cleo 1"]));
  const atAda = await run(ada);
  const adas = await atAda.follow(group);
  await expect
    .poll(
      () => {
        adas.type(true);
        return typed.length;
      },
      { timeout: 15_000, interval: 200 },
    )
    .toBeGreaterThan(0);
  expect(typed[0]).toEqual({ member_id: expect.any(String), typing: true });
  await call(ada, "delete_message", { message_id: first.id, for_everyone: true });
  await expect.poll(() => atBen.messages.get(first.id)?.body ?? "").toBe("");
});

test("a device that slept until its token was too old hears everything after it wakes", async () => {
  const talk = await startConversation(ada, ben);
  const { exp: _, iat: __, ...claims } = decodeJwt(ben.session.access_token);
  const short = await signToken({ ...claims, exp: Math.floor(Date.now() / 1000) + 4 });
  let isAsleep = true;
  const atBen = await run(ben, async () => (isAsleep ? short : ben.session.access_token));
  await atBen.follow(talk);
  await say(ada, talk, "before");
  await expect.poll(atBen.bodies).toContain("before");
  // Realtime ends both channels with CLOSED; supabase-js alone would never join again.
  await expect
    .poll(() => atBen.plaza.realtime.getChannels().filter(({ state }) => state === "joined").length, {
      timeout: 10_000,
    })
    .toBe(0);
  await say(ada, talk, "asleep");
  isAsleep = false;
  await expect.poll(atBen.bodies, { timeout: 20_000 }).toContain("asleep");
  await say(ada, talk, "awake");
  await expect.poll(atBen.bodies, { timeout: 20_000 }).toContain("awake");
}, 60_000);
