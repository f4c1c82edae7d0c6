import { createHmac, randomUUID } from "node:crypto";
import { expect, inject, test } from "vitest";
import { connectDatabase } from "../../support/database.ts";
import { phonePhoto } from "../../support/media/files.ts";
import { share } from "../../support/media/uploads.ts";
import { newPerson } from "../../support/people.ts";
import { call, refusal } from "../../support/rpc.ts";

const sql = connectDatabase();
const { url: api } = inject("target");
const [robin, stranger] = await Promise.all([newPerson(), newPerson()]);

interface Shown {
  id: string;
  media: { variants: { url: string }[] }[];
}
const photo = await share(robin, await phonePhoto(200, 200), "image/jpeg");
const post = await call<Shown>(robin, "create_post", {
  client_id: randomUUID(),
  kind: "image",
  caption: "",
  media_ids: [photo.id],
  visibility: "connections",
});
const url = post.media[0]?.variants[0]?.url as string;
const parts = /^(.*\/)(\d{10})-([0-9a-f]{32})(\/([0-9a-f]{32})\/.+)$/.exec(url) as RegExpExecArray;
const [, base = "", expires = "", signature = "", path = "", folder = ""] = parts;
const statusOf = async (address: string) => (await fetch(address)).status;

test("a picture of a post has an address that opens without signing in, so that every player and <img> can use it", async () => {
  expect(await statusOf(url)).toBe(200);
  expect((await fetch(url)).headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
});

test("the address expires: nobody who has kept it reads the picture for ever", async () => {
  expect(Number(expires) * 1000 - Date.now()).toBeLessThanOrEqual(2 * 3_600_000);
  const [row] = await sql`select secret from private.media_addresses`;
  const signed = (time: number) =>
    createHmac("sha256", row?.secret).update(`${time}/${folder}`).digest("hex").slice(0, 32);
  const now = Math.floor(Date.now() / 1000);
  expect(await statusOf(`${base}${now + 60}-${signed(now + 60)}${path}`)).toBe(200);
  expect(await statusOf(`${base}${now - 1}-${signed(now - 1)}${path}`)).toBe(403);
});

test("no address can be made out of another", async () => {
  const other = await share(robin, await phonePhoto(100, 100), "image/jpeg");
  const elsewhere = String(other.variants[0]?.url).replace(/^.*-[0-9a-f]{32}/, "");
  const forged = [
    `${base}${Number(expires) + 3600}-${signature}${path}`,
    `${base}${expires}-${"0".repeat(32)}${path}`,
    `${base}${expires}-${signature}${elsewhere}`,
    `${base}${expires}-${signature}/${folder}/../../uploads/${folder}/original`,
    `${base}${path.slice(1)}`,
    `${base.replace(/public\/$/, "signed")}${path}`,
    `${base.replace(/public\/$/, "signed/")}${expires}-${signature}${path}`,
  ];
  for (const address of forged) expect([403, 404], address).toContain(await statusOf(address));
  for (const method of ["PUT", "DELETE", "POST"]) expect((await fetch(url, { method })).status).toBe(403);
});

test("who may not see a post gets no address of its media, and neither does anybody once it is deleted, until it is restored", async () => {
  expect(await refusal(stranger, "get_post", { post_id: post.id })).toMatchObject({ code: "POST_NOT_FOUND" });
  const media = (person: typeof robin) =>
    fetch(`${api}/functions/v1/media/${photo.id}`, {
      headers: { authorization: `Bearer ${person.session.access_token}`, apikey: inject("target").publishableKey },
    });
  expect((await media(stranger)).status).toBe(404);
  await call(robin, "delete_post", { post_id: post.id });
  expect(await refusal(robin, "get_post", { post_id: post.id })).toMatchObject({ code: "POST_NOT_FOUND" });
  await call(robin, "restore_post", { post_id: post.id });
  const restored = await call<Shown>(robin, "get_post", { post_id: post.id });
  expect(await statusOf(restored.media[0]?.variants[0]?.url as string)).toBe(200);
});

test("an avatar, which everybody sees, has an address that lasts", async () => {
  await share(robin, await phonePhoto(200, 200), "image/jpeg", "avatar");
  const [row] = await sql`select avatar from public.profiles where id = ${robin.id}`;
  const address = row?.avatar.variants[0].url;
  expect(address).not.toMatch(/\d{10}-[0-9a-f]{32}/);
  expect(await statusOf(address)).toBe(200);
});
