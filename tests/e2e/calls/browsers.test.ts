import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, describe, expect, inject, test } from "vitest";
import { befriend, startConversation } from "../../support/chat.ts";
import { hasChromium, launchChromium } from "../../support/media/chromium.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { call } from "../../support/rpc.ts";

const { url, publishableKey } = inject("target");
const supabaseScript = createRequire(import.meta.url).resolve("@supabase/supabase-js/dist/umd/supabase.js");

/** The client that the documentation shows, as it stands there. */
const [, client = ""] = /```js\n(.*?)```/s.exec(
  readFileSync(new URL("../../../docs/calls.md", import.meta.url), "utf8").replaceAll("export ", ""),
) as RegExpExecArray;

/** What a page keeps between the steps of a test. */
interface Desk {
  plaza: {
    rpc(name: string, args?: object): Promise<{ data: never; error: unknown }>;
    realtime: { setAuth(): unknown };
    channel(name: string, options: object): { state: string; subscribe(): void };
  };
  heard: Record<string, unknown>[];
  peer: RTCPeerConnection;
  video: HTMLVideoElement;
  ended: Record<string, unknown> | undefined;
  take(call: unknown): Promise<void>;
}
declare const desk: Desk;
declare const supabase: { createClient(...args: unknown[]): Desk["plaza"] };
declare const hearCalls: (...args: unknown[]) => void;
declare const connect: (...args: unknown[]) => Promise<{ peer: RTCPeerConnection }>;

/** A page on which somebody has signed in and listens for calls. */
async function sitDown(browser: Browser, { id, session }: Person): Promise<Page> {
  const page = await browser.newPage();
  // Any address of the gateway: from it the page may use the camera and reach Realtime.
  await page.goto(`${url}/auth/v1/.well-known/jwks.json`);
  await page.setContent("<video autoplay muted></video>");
  await page.addScriptTag({ path: supabaseScript });
  await page.addScriptTag({ content: client });
  await page.evaluate(
    async ({ url, publishableKey, id, token }) => {
      const plaza: Desk["plaza"] = supabase.createClient(url, publishableKey, { accessToken: async () => token });
      const made: Desk = {
        plaza,
        heard: [],
        video: document.querySelector("video") as HTMLVideoElement,
        peer: undefined as never,
        ended: undefined,
        async take(call) {
          const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
          const { peer } = await connect(plaza, call, stream, {
            received: (other: MediaStream) => (made.video.srcObject = other),
            ended: (state: Record<string, unknown>) => (made.ended = state),
          });
          made.peer = peer;
        },
      };
      Object.assign(globalThis, { desk: made });
      await plaza.realtime.setAuth();
      const note = (payload: Record<string, unknown>) => made.heard.push(payload);
      const channel = plaza.channel(`user:${id}`, { config: { private: true } });
      hearCalls(channel, { ringing: note, stopped: note });
      channel.subscribe();
      while (channel.state !== "joined") await new Promise((resolve) => setTimeout(resolve, 20));
    },
    { url, publishableKey, id, token: session.access_token },
  );
  return page;
}

describe.runIf(hasChromium())("in two browsers", async () => {
  const camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
  const browsers = await Promise.all([launchChromium(camera), launchChromium(camera)]);
  afterAll(() => Promise.all(browsers.map((browser) => browser.close())));

  test("two people see and hear each other, until one hangs up", async () => {
    const [ada, ben] = [await newPerson(), await newPerson()];
    await befriend(ada, ben);
    const conversation = await startConversation(ada, ben);
    const [here, there] = await Promise.all([
      sitDown(browsers[0] as Browser, ada),
      sitDown(browsers[1] as Browser, ben),
    ]);

    const callId = await here.evaluate(async (conversation_id) => {
      const { data } = await desk.plaza.rpc("start_call", { conversation_id, media: "video" });
      void desk.take(data);
      return (data as { id: string }).id;
    }, conversation);
    await there.waitForFunction(() => desk.heard.length === 1);
    const rung = await there.evaluate(() => desk.heard[0]);
    expect(rung).toMatchObject({ call_id: callId, media: "video", caller: { id: ada.id, username: ada.username } });
    await there.evaluate(async (call_id) => {
      const { data } = await desk.plaza.rpc("answer_call", { call_id, accept: true });
      await desk.take(data);
    }, callId);

    for (const page of [here, there]) {
      await page.waitForFunction(() => desk.peer?.connectionState === "connected");
      await page.waitForFunction(
        () => desk.video.videoWidth > 0 && desk.video.getVideoPlaybackQuality().totalVideoFrames > 5,
      );
      const received = await page.evaluate(async () =>
        Object.fromEntries(
          [...(await desk.peer.getStats()).values()]
            .filter(({ type }) => type === "inbound-rtp")
            .map(({ kind, bytesReceived }) => [kind, bytesReceived > 0]),
        ),
      );
      expect(received).toEqual({ audio: true, video: true });
    }

    await here.evaluate((call_id) => desk.plaza.rpc("end_call", { call_id }), callId);
    for (const page of [here, there]) {
      await page.waitForFunction(() => desk.ended && desk.heard.at(-1)?.outcome);
      const seen = await page.evaluate(() => [
        desk.ended?.outcome,
        desk.heard.at(-1)?.outcome,
        desk.peer.signalingState,
      ]);
      expect(seen).toEqual(["answered", "answered", "closed"]);
    }
    const { items } = await call<{ items: { kind: string; details: Record<string, unknown> }[] }>(
      ben,
      "list_messages",
      {
        conversation_id: conversation,
      },
    );
    expect(items).toEqual([
      expect.objectContaining({
        kind: "call",
        details: { call_id: callId, media: "video", outcome: "answered", duration_ms: expect.any(Number) },
      }),
    ]);
  });

  test("two people who call each other at the same moment are in one call", async () => {
    const [ada, ben] = [await newPerson(), await newPerson()];
    await befriend(ada, ben);
    const conversation_id = await startConversation(ada, ben);
    const pages = await Promise.all([sitDown(browsers[0] as Browser, ada), sitDown(browsers[1] as Browser, ben)]);
    const ids = await Promise.all(
      pages.map((page) =>
        page.evaluate(async (conversation_id) => {
          const { data } = await desk.plaza.rpc("start_call", { conversation_id, media: "audio" });
          await desk.take(data);
          return (data as { id: string }).id;
        }, conversation_id),
      ),
    );
    expect(ids[0]).toBe(ids[1]);
    for (const page of pages) await page.waitForFunction(() => desk.peer.connectionState === "connected");
  });
});
