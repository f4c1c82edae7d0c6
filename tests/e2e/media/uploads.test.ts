import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { callFunction } from "../../support/clients.ts";
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
import { newPerson } from "../../support/people.ts";

const sql = connectDatabase();
const photo = await phonePhoto(200, 100);
const image = { purpose: "post", content_type: "image/jpeg", byte_size: photo.length };

test("supabase-js announces, sends and completes an upload", async () => {
  const { client } = await newPerson();
  const { data: announced } = await client.functions.invoke("media/uploads", { body: image });
  expect(announced).toMatchObject({ media_id: expect.any(String), upload: { method: "PUT" } });
  expect(new Date(announced.expires_at).getTime()).toBeGreaterThan(Date.now());
  const { url, method, headers } = announced.upload;
  expect((await fetch(url, { method, headers, body: photo as BodyInit })).status).toBe(200);
  const { data: completed, error } = await client.functions.invoke(`media/uploads/${announced.media_id}/complete`);
  expect(error).toBeNull();
  expect(completed.media).toMatchObject({ id: announced.media_id, status: "processing", kind: "image" });
});

test("the URL takes the announced type and length and nothing else", async () => {
  const robin = await newPerson();
  const { upload } = (await announce(robin, image)).body as unknown as Upload;
  const put = (type: string, body: Uint8Array) =>
    fetch(upload.url, { method: "PUT", headers: { "content-type": type }, body: body as BodyInit });
  expect((await put("text/html", photo)).status).toBe(403);
  expect((await put("image/jpeg", Buffer.concat([photo, Buffer.from("more")]))).status).toBe(403);
  expect((await put("image/jpeg", photo)).status).toBe(200);
});

test.each([
  ["a page", { content_type: "text/html" }, 422, "MEDIA_TYPE_NOT_ALLOWED"],
  ["a picture that may run scripts", { content_type: "image/svg+xml" }, 422, "MEDIA_TYPE_NOT_ALLOWED"],
  ["a video as avatar", { purpose: "avatar", content_type: "video/mp4" }, 422, "MEDIA_TYPE_NOT_ALLOWED"],
  ["a huge picture", { byte_size: 31 * 1024 * 1024 }, 413, "MEDIA_TOO_LARGE"],
  ["nothing", { byte_size: 0 }, 422, "INVALID_BODY"],
  ["an unknown purpose", { purpose: "wallpaper" }, 422, "INVALID_BODY"],
])("%s is refused before it is sent", async (_, changes, status, code) => {
  const robin = await newPerson();
  expect(await announce(robin, { ...image, ...changes })).toMatchObject({ status, body: { code } });
});

test("nobody uploads without signing in", async () => {
  expect(await callFunction("media/uploads", { body: image })).toMatchObject({ body: { code: "NOT_AUTHENTICATED" } });
});

test("a file that lies about its type is refused and deleted", async () => {
  const robin = await newPerson();
  const id = await send(robin, Buffer.from("<html><script>alert(1)</script></html>"), "image/png");
  const [row] = await sql`select folder from private.media where id = ${id}`;
  expect(await complete(robin, id)).toMatchObject({ status: 422, body: { code: "MEDIA_TYPE_MISMATCH" } });
  expect(await getMedia(robin, id)).toMatchObject({ status: 404, body: { code: "MEDIA_NOT_FOUND" } });
  expect(await keysBelow(`private/${row?.folder}/`)).toEqual([]);
});

test("an upload that has not arrived is not complete", async () => {
  const robin = await newPerson();
  const { body } = await announce(robin, image);
  const refused = await complete(robin, body.media_id as string);
  expect(refused).toMatchObject({ status: 409, body: { code: "MEDIA_NOT_UPLOADED" } });
});

test("completing again, and eight times at once, has one effect", async () => {
  const robin = await newPerson();
  const id = await send(robin, photo, "image/jpeg");
  const answers = await Promise.all(Array.from({ length: 8 }, () => complete(robin, id)));
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(202));
  expect(await settled(robin, id)).toMatchObject({ status: "ready" });
  const again = await complete(robin, id);
  expect(again).toMatchObject({ status: 202, body: { media: { status: "ready" } } });
  const [row] = await sql`select attempt from private.media where id = ${id}`;
  expect(row?.attempt).toBe(1);
});

test("what was replaced after the check is not processed", async () => {
  const robin = await newPerson();
  const id = await send(robin, photo, "image/jpeg");
  // As if another object had been checked than the one that is there now.
  await sql`
    update private.media set status = 'processing', completed_at = now(), etag = '"another"' where id = ${id}`;
  await sql`select private.enqueue('process-image', ${sql.json({ id })})`;
  expect(await settled(robin, id)).toMatchObject({
    status: "failed",
    error: "The uploaded file was changed or removed before it could be processed.",
  });
});

test("other people neither see, complete, change nor delete somebody's medium", async () => {
  const [robin, kim] = [await newPerson(), await newPerson()];
  const id = await send(robin, photo, "image/jpeg");
  const token = kim.session.access_token;
  const attempts = [
    getMedia(kim, id),
    complete(kim, id),
    callFunction(`media/uploads/${id}`, { method: "GET", token }),
    callFunction(`media/${id}`, { method: "PATCH", token, body: { alt_text: "mine" } }),
    callFunction(`media/${id}`, { method: "DELETE", token }),
    getMedia(kim, randomUUID()),
    getMedia(kim, "nonsense"),
  ];
  for (const attempt of attempts) {
    expect(await attempt).toMatchObject({ status: 404, body: { code: "MEDIA_NOT_FOUND" } });
  }
});

test("the day's uploads run out with a reason and a time", async () => {
  const robin = await newPerson();
  await announce(robin, image);
  await sql`update private.media_usage set uploads = 300 where owner_id = ${robin.id}`;
  const refused = await announce(robin, image);
  expect(refused).toMatchObject({
    status: 429,
    body: {
      code: "MEDIA_QUOTA_EXCEEDED",
      details: expect.stringMatching(/^300 of 300 uploads \(post, image\) used, until \d/),
    },
  });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await announce(robin, { ...image, purpose: "message" })).toMatchObject({ status: 201 });
});

test("a description is kept, changed and removed", async () => {
  const robin = await newPerson();
  const { body } = await announce(robin, { ...image, alt_text: "A red field" });
  const path = `media/${body.media_id}`;
  const token = robin.session.access_token;
  expect((await getMedia(robin, body.media_id as string)).body).toMatchObject({ media: { alt_text: "A red field" } });
  const changed = await callFunction(path, { method: "PATCH", token, body: { alt_text: "A blue field" } });
  expect(changed.body).toMatchObject({ media: { alt_text: "A blue field" } });
  const removed = await callFunction(path, { method: "PATCH", token, body: { alt_text: null } });
  expect(removed.body).toMatchObject({ media: { alt_text: null } });
});

test("a message's medium has no lasting address, only links that are signed and expire", async () => {
  const robin = await newPerson();
  const media = await share(robin, photo, "image/jpeg", "message");
  for (const { url } of media.variants) {
    expect(url).toContain("X-Amz-Expires=3600");
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(url.replace(/\?.*/, ""))).status).toBe(403);
  }
});

test("the owner hears on their own channel what becomes of it", async () => {
  const robin = await newPerson();
  const { client } = robin;
  await client.realtime.setAuth();
  const events: Media[] = [];
  const channel = client.channel(`user:${robin.id}`, { config: { private: true } });
  channel.on("broadcast", { event: "media" }, ({ payload }) => events.push(payload as Media));
  await new Promise<void>((resolve) => {
    channel.subscribe((status) => status === "SUBSCRIBED" && resolve());
  });
  const media = await share(robin, photo, "image/jpeg");
  while (events.at(-1)?.status !== "ready") await sleep(20);
  expect(events.map(({ status }) => status)).toEqual(expect.arrayContaining(["processing", "ready"]));
  expect(events.at(-1)).toMatchObject({ id: media.id, variants: media.variants });
  await client.removeAllChannels();
});
