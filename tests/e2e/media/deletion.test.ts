import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { callFunction } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { keysBelow } from "../../support/media/bucket.ts";
import { makeLongVideo, makeMediaFolder, phonePhoto } from "../../support/media/files.ts";
import { complete, getMedia, send, share } from "../../support/media/uploads.ts";
import { newPerson, type Person } from "../../support/people.ts";

const sql = connectDatabase();
const photo = await phonePhoto(100, 100);

async function folderOf(mediaId: string): Promise<string> {
  const [row] = await sql`select folder from private.media where id = ${mediaId}`;
  return row?.folder;
}

const allKeys = async (folder: string) => [
  ...(await keysBelow(`signed/${folder}/`)),
  ...(await keysBelow(`private/${folder}/`)),
  ...(await keysBelow(`uploads/${folder}/`)),
];

async function untilEmpty(folder: string): Promise<void> {
  while ((await allKeys(folder)).length > 0) await sleep(50);
}

const remove = ({ session }: Person, path: string) =>
  callFunction(`media/${path}`, { method: "DELETE", token: session.access_token });

const avatarOf = async ({ id }: Person) => (await sql`select avatar from public.profiles where id = ${id}`)[0]?.avatar;

test("once a medium is ready its original, with the place in it, goes", async () => {
  const robin = await newPerson();
  const { id } = await share(robin, photo, "image/jpeg");
  const folder = await folderOf(id);
  while ((await keysBelow(`uploads/${folder}/`)).length > 0) await sleep(50);
  expect((await keysBelow(`signed/${folder}/`)).length).toBe(3);
});

test("deleting a medium removes every object of it", async () => {
  const robin = await newPerson();
  const { id } = await share(robin, photo, "image/jpeg");
  const folder = await folderOf(id);
  expect((await remove(robin, id)).status).toBe(204);
  expect((await getMedia(robin, id)).status).toBe(404);
  await untilEmpty(folder);
  expect((await remove(robin, id)).status).toBe(404);
});

test("deleting a video while it is being processed stops that, and nothing stays", async () => {
  const robin = await newPerson();
  const id = await send(robin, makeLongVideo(makeMediaFolder(), 120), "video/mp4");
  const folder = await folderOf(id);
  await complete(robin, id);
  for (;;) {
    const [row] = await sql`select progress from private.media where id = ${id}`;
    if (row?.progress > 0) break;
    await sleep(50);
  }
  expect((await remove(robin, id)).status).toBe(204);
  for (;;) {
    const [job] = await sql`select state from pgboss.job where data ->> 'id' = ${id} and name = 'process-video'`;
    if (job?.state === "completed") break;
    await sleep(50);
  }
  await untilEmpty(folder);
});

test("an account takes its media with it", async () => {
  const robin = await newPerson();
  const { id } = await share(robin, photo, "image/jpeg", "avatar");
  const folder = await folderOf(id);
  await sql`delete from private.accounts where id = ${robin.id}`;
  await untilEmpty(folder);
});

test("an upload that was announced and never completed is swept, with what was sent", async () => {
  const robin = await newPerson();
  const id = await send(robin, photo, "image/jpeg");
  const folder = await folderOf(id);
  await sql`update private.media set expires_at = now() - interval '1 hour' where id = ${id}`;
  await sql`select private.sweep_uploads()`;
  expect((await getMedia(robin, id)).status).toBe(404);
  await untilEmpty(folder);
});

test("a new avatar replaces the old one, whose objects go", async () => {
  const robin = await newPerson();
  const first = await share(robin, photo, "image/jpeg", "avatar");
  expect(await avatarOf(robin)).toMatchObject({
    media_id: first.id,
    blurhash: first.blurhash,
    variants: first.variants,
  });
  const firstFolder = await folderOf(first.id);
  const second = await share(robin, await phonePhoto(300, 200), "image/jpeg", "avatar");
  expect(second.variants.map(({ width, height }) => `${width}×${height}`)).toContain("200×200");
  expect(await avatarOf(robin)).toMatchObject({ media_id: second.id });
  expect((await getMedia(robin, first.id)).status).toBe(404);
  await untilEmpty(firstFolder);
});

test("a picture is taken off the profile, whether by its name or as the avatar", async () => {
  const robin = await newPerson();
  const first = await share(robin, photo, "image/jpeg", "avatar");
  expect((await remove(robin, first.id)).status).toBe(204);
  expect(await avatarOf(robin)).toBeNull();
  await share(robin, photo, "image/jpeg", "avatar");
  expect((await remove(robin, "avatar")).status).toBe(204);
  expect(await avatarOf(robin)).toBeNull();
  expect((await remove(robin, "avatar")).status).toBe(204);
});
