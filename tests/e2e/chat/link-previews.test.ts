import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { listenTo, type Message, say, startConversation } from "../../support/chat.ts";
import { phonePhoto } from "../../support/media/files.ts";
import { newPerson, type Person } from "../../support/people.ts";
import type { Page } from "../../support/posts.ts";
import { call } from "../../support/rpc.ts";

const photo = await phonePhoto();
let server: Server;
let base: string;
const asked: string[] = [];
/** Answers wait for this. */
let slow = Promise.resolve();
let alice: Person;
let bob: Person;
let talk: string;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    asked.push(request.url ?? "");
    await slow;
    if (request.url === "/photo.jpg") {
      response.writeHead(200, { "content-type": "image/jpeg" }).end(photo);
      return;
    }
    if (request.url === "/pictured") {
      const image = '<meta property="og:image" content="/photo.jpg">';
      response.writeHead(200, { "content-type": "text/html" }).end(`<title>Pictured</title>${image}`);
      return;
    }
    const title = request.url?.startsWith("/empty") ? "" : `Page ${request.url}`;
    response.writeHead(200, { "content-type": "text/html" }).end(`<title>${title}</title>`);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  [alice, bob] = await Promise.all([newPerson(), newPerson()]);
  talk = await startConversation(alice, bob);
});
afterAll(() => server.close());

const timesAsked = (path: string) => asked.filter((url) => url === path).length;

async function bodyAndPreview(id: string) {
  const { items } = await call<Page<Message>>(bob, "list_messages", { conversation_id: talk });
  const { body, details } = items.find((message) => message.id === id) as Message;
  return { body, details };
}

// Only the embedded stack of the tests fetches pages from this machine.
describe.runIf(inject("target").dataFolder)("a link in a message", () => {
  test("is shown with its page a moment later", async () => {
    const events = await listenTo(bob, talk);
    const { id, details } = await say(alice, talk, `look: ${base}/a, and ${base}/b`);
    expect(details).toBeNull();
    await expect
      .poll(() => events.at(-1))
      .toMatchObject({
        event: "message.updated",
        payload: { id, details: { preview: { url: `${base}/a`, title: "Page /a", image: null } } },
      });
    expect(timesAsked("/b")).toBe(0);
  });

  test("shows a copy of the page's picture, so that no reader asks the page's server", async () => {
    const { id } = await say(alice, talk, `${base}/pictured`);
    await expect.poll(() => bodyAndPreview(id)).toMatchObject({ details: { preview: { title: "Pictured" } } });
    const { details } = await bodyAndPreview(id);
    const image = (details as unknown as { preview: { image: string } }).preview.image;
    expect(image).not.toContain(base);
    const copy = await fetch(image);
    expect(copy.headers.get("content-type")).toBe("image/jpeg");
    const bytes = Buffer.from(await copy.arrayBuffer());
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 480, height: 640 });
    expect(bytes.includes("SecretCamera")).toBe(false);
    expect(timesAsked("/photo.jpg")).toBe(1);
  });

  test("is looked at once an hour, whoever shares it", async () => {
    for (const person of [alice, bob]) {
      const { id } = await say(person, talk, `${base}/shared`);
      await expect.poll(() => bodyAndPreview(id)).toMatchObject({ details: { preview: { title: "Page /shared" } } });
    }
    expect(timesAsked("/shared")).toBe(1);
  });

  test("that was edited away meanwhile is not shown, and the new one is", async () => {
    let answer: (() => void) | undefined;
    slow = new Promise((resolve) => (answer = resolve));
    const { id } = await say(alice, talk, `${base}/old`);
    await expect.poll(() => timesAsked("/old")).toBe(1);
    const gone = await say(alice, talk, `${base}/deleted`);
    await expect.poll(() => timesAsked("/deleted")).toBe(1);
    await call(alice, "edit_message", { message_id: id, body: `${base}/new` });
    await call(alice, "delete_message", { message_id: gone.id, for_everyone: true });
    answer?.();
    await expect.poll(() => bodyAndPreview(id)).toMatchObject({ details: { preview: { title: "Page /new" } } });
    expect(await bodyAndPreview(gone.id)).toEqual({ body: "", details: null });
  });

  test("to a page that gives nothing leaves the message as it is", async () => {
    const { id } = await say(alice, talk, `${base}/empty`);
    await expect.poll(() => timesAsked("/empty")).toBe(1);
    const after = await say(alice, talk, `${base}/after`);
    await expect.poll(() => bodyAndPreview(after.id)).toMatchObject({ details: { preview: { title: "Page /after" } } });
    await sleep(200);
    expect(await bodyAndPreview(id)).toMatchObject({ details: null });
  });
});
