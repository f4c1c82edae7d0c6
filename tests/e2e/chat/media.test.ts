import { beforeAll, expect, test } from "vitest";
import { createGroup, listenTo, type Message, say, startConversation } from "../../support/chat.ts";
import { connectDatabase } from "../../support/database.ts";
import { keysBelow } from "../../support/media/bucket.ts";
import { phonePhoto } from "../../support/media/files.ts";
import {
  announce,
  complete,
  getMedia,
  type Media,
  send,
  settled,
  share,
  type Upload,
} from "../../support/media/uploads.ts";
import { newPerson, type Person } from "../../support/people.ts";
import type { Page } from "../../support/posts.ts";
import { call, refusal } from "../../support/rpc.ts";

const sql = connectDatabase();
const photo = await phonePhoto(200, 100);
let alice: Person;
let bob: Person;
let carol: Person;
let outsider: Person;

beforeAll(async () => {
  [alice, bob, carol, outsider] = await Promise.all([newPerson(), newPerson(), newPerson(), newPerson()]);
});

const hidden = { status: 404, body: { code: "MEDIA_NOT_FOUND" } };

/** The bytes behind the links that somebody is given. */
async function download(person: Person, mediaId: string): Promise<Response> {
  const { body } = await getMedia(person, mediaId);
  return fetch((body.media as Media).variants[0]?.url as string);
}

test("members of a conversation get the bytes of its media, and nobody else does", async () => {
  const group = await createGroup(alice, bob, carol);
  const { id } = await share(alice, photo, "image/jpeg", "message");
  expect(await getMedia(bob, id)).toMatchObject(hidden);
  await say(alice, group, "look", { kind: "image", media_ids: [id] });
  for (const member of [alice, bob, carol]) {
    const answer = await download(member, id);
    expect({ status: answer.status, type: answer.headers.get("content-type") }).toMatchObject({
      status: 200,
      type: expect.stringMatching(/^image\//),
    });
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(100);
  }
  expect(await getMedia(outsider, id)).toMatchObject(hidden);

  await sql`update private.conversation_members set state = 'gone' where conversation_id = ${group} and user_id = ${bob.id}`;
  expect(await getMedia(bob, id)).toMatchObject(hidden);
  await call(carol, "block", { user_id: alice.id });
  expect(await getMedia(carol, id)).toMatchObject(hidden);
  await call(carol, "unblock", { user_id: alice.id });
  expect(await getMedia(carol, id)).toMatchObject({ status: 200 });
});

test("a message whose picture is still in the works is told again when it is ready", async () => {
  const talk = await startConversation(alice, bob);
  const id = await send(alice, photo, "image/jpeg", "message");
  const events = await listenTo(bob, talk);
  // The worker cannot say that it is ready while somebody holds the medium.
  const session = await sql.reserve();
  await session`begin`;
  await complete(alice, id);
  await session`select from private.media where id = ${id} for share`;
  const sent = await say(alice, talk, "", { kind: "image", media_ids: [id] });
  expect(sent.media).toMatchObject([{ id, status: "processing" }]);
  await session`commit`;
  session.release();
  await settled(alice, id);
  const { items } = await call<Page<Message>>(bob, "list_messages", { conversation_id: talk });
  expect(items[0]).toMatchObject({ id: sent.id, media: [{ id, status: "ready" }] });
  await expect
    .poll(() => events.at(-1))
    .toMatchObject({
      event: "message.updated",
      payload: { id: sent.id, media: [{ id, status: "ready" }] },
    });
});

test("a message that goes takes the objects of its media along", async () => {
  const talk = await startConversation(alice, bob);
  const { id } = await share(alice, photo, "image/jpeg", "message");
  const [row] = await sql`select folder from private.media where id = ${id}`;
  const { id: message_id } = await say(alice, talk, "", { kind: "image", media_ids: [id] });
  expect(await keysBelow(`private/${row?.folder}/`)).not.toEqual([]);
  await call(alice, "delete_message", { message_id, for_everyone: true });
  await expect.poll(() => keysBelow(`private/${row?.folder}/`)).toEqual([]);
  expect(await getMedia(alice, id)).toMatchObject(hidden);
});

const page = Buffer.from("<html><script>alert(1)</script></html>");

/** Uploads something as a file of this name; returns its identifier. */
async function uploadFile(person: Person, name: string, contentType = "text/html"): Promise<string> {
  const asked = { purpose: "message", content_type: contentType, byte_size: page.length, name };
  const { body } = await announce(person, asked);
  const { media_id, upload } = body as unknown as Upload;
  const put = await fetch(upload.url, { method: upload.method, headers: upload.headers, body: page });
  expect(put.status).toBe(200);
  expect((await complete(person, media_id)).status).toBe(202);
  return media_id;
}

test("a file of any type is handed on as it is, as a download of its name", async () => {
  const talk = await startConversation(alice, bob);
  const id = await uploadFile(alice, "Größe (1).html");
  expect(await settled(alice, id)).toMatchObject({ kind: "file", name: "Größe (1).html", status: "ready" });
  const { media } = await say(alice, talk, "read this", { kind: "file", media_ids: [id] });
  expect(media).toMatchObject([{ id, kind: "file", name: "Größe (1).html" }]);
  const answer = await download(bob, id);
  expect(answer.headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%281%29.html");
  expect(answer.headers.get("content-type")).toBe("application/octet-stream");
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(page);
  expect(await getMedia(outsider, id)).toMatchObject(hidden);
});

test("a file cannot be replaced after it was sent", async () => {
  const { body } = await announce(alice, {
    purpose: "message",
    content_type: "text/plain",
    byte_size: page.length,
    name: "a.txt",
  });
  const { media_id, upload } = body as unknown as Upload;
  const put = (bytes: Buffer) =>
    fetch(upload.url, { method: upload.method, headers: upload.headers, body: bytes as BodyInit });
  await put(page);
  await complete(alice, media_id);
  await settled(alice, media_id);
  const talk = await startConversation(alice, bob);
  await say(alice, talk, "read this", { kind: "file", media_ids: [media_id] });
  await put(Buffer.alloc(page.length));
  for (const member of [alice, bob])
    expect(Buffer.from(await (await download(member, media_id)).arrayBuffer())).toEqual(page);
});

test.each([
  ["for a post", { purpose: "post" }, 422, "MEDIA_TYPE_NOT_ALLOWED"],
  ["with a path", { name: "../a.txt" }, 422, "INVALID_BODY"],
  ["with a name that reads backwards", { name: "a\u202etxt.exe" }, 422, "INVALID_BODY"],
  ["without a name", { name: " " }, 422, "INVALID_BODY"],
  ["that is huge", { byte_size: 101 * 1024 * 1024 }, 413, "MEDIA_TOO_LARGE"],
])("a file %s is refused", async (_, changes, status, code) => {
  const asked = { purpose: "message", content_type: "text/plain", byte_size: 10, name: "a.txt", ...changes };
  expect(await announce(alice, asked)).toMatchObject({ status, body: { code } });
});

test("a medium is sent once, by who has uploaded it, as what it is", async () => {
  const talk = await startConversation(alice, bob);
  const { id } = await share(alice, photo, "image/jpeg", "message");
  const attempt = (person: Person, kind: string) =>
    refusal(person, "send_message", { client_id: crypto.randomUUID(), conversation_id: talk, kind, media_ids: [id] });
  const refused = { status: 422, code: "INVALID_MEDIA" };
  expect(await attempt(bob, "image")).toEqual(refused);
  expect(await attempt(alice, "file")).toEqual(refused);
  const tries = await Promise.all(Array.from({ length: 4 }, () => attempt(alice, "image")));
  expect(tries.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(tries.filter(({ status }) => status === 422)).toHaveLength(3);
});
