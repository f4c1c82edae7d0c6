import { randomBytes } from "node:crypto";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, expect, test, vi } from "vitest";
import { callFunction, clientWith } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { ffmpeg, makeMediaFolder } from "../../support/media/files.ts";
import { complete, getMedia, type Media, send, settled, share } from "../../support/media/uploads.ts";
import { newPerson, type Person, type Session } from "../../support/people.ts";
import { call, refusal } from "../../support/rpc.ts";

const sql = connectDatabase();
const folder = makeMediaFolder();
let robin: Person;
let moderator: Person;

beforeAll(async () => {
  const mona = await newPerson();
  await sql`update private.accounts set app_role = 'moderator' where id = ${mona.id}`;
  // What somebody may do stands in their token.
  const { body } = await callFunction("auth/login", { body: { identifier: mona.username, password: mona.password } });
  const session = body.session as Session;
  moderator = { ...mona, session, client: clientWith(session.access_token) };
  robin = await newPerson();
});

/** A picture like no other: coloured patches. */
const patches = async () =>
  sharp(randomBytes(36 * 24 * 3), { raw: { width: 36, height: 24, channels: 3 } })
    .resize(720, 480, { kernel: "cubic" })
    .png()
    .toBuffer();

/** Uploads it and waits until it is held. */
async function sendHeld(file: string | Uint8Array, contentType: string): Promise<Held> {
  const id = await send(robin, file, contentType);
  await complete(robin, id);
  return vi.waitFor(
    async () => {
      const { items } = await call<{ items: Held[] }>(moderator, "list_held_media", { page_size: 100 });
      const held = items.find((item) => item.media_id === id);
      if (!held) throw new Error("not held yet");
      return held;
    },
    { timeout: 30_000, interval: 200 },
  );
}
interface Held {
  media_id: string;
  owner_id: string;
  reason: string;
  distance: number;
  banned_media_id: string;
}

test("what looks like a banned picture is held, turned, mirrored, smaller and compressed anew, and its owner learns nothing", async () => {
  const original = await patches();
  const banned = await share(robin, original, "image/png");
  expect(await call(moderator, "ban_media", { media_id: banned.id, reason: "hate" })).toMatchObject({ pictures: 1 });
  const disguised = await sharp(original)
    .flop()
    .rotate(90)
    .resize(240)
    .modulate({ saturation: 0.9 })
    .jpeg({ quality: 60 })
    .toBuffer();
  const held = await sendHeld(disguised, "image/jpeg");
  expect(held).toMatchObject({ owner_id: robin.id, reason: "hate", banned_media_id: banned.id });
  expect(held.distance).toBeLessThanOrEqual(31);
  const { body } = await getMedia(robin, held.media_id);
  expect(body.media).toMatchObject({ status: "processing", variants: [], error: null });
  const flags =
    await sql`select subject_id, details from private.engagement where kind = 'flag' and target_id = ${held.media_id}`;
  expect(flags).toMatchObject([
    { subject_id: robin.id, details: { target: "media", source: "media", reason: "hate" } },
  ]);

  await call(moderator, "answer_held_media", { media_id: held.media_id, release: true });
  expect(await settled(robin, held.media_id)).toMatchObject({ status: "ready", kind: "image" });
  expect(await refusal(moderator, "answer_held_media", { media_id: held.media_id, release: true })).toMatchObject({
    code: "MEDIA_NOT_FOUND",
  });

  const again = await sendHeld(await sharp(original).jpeg().toBuffer(), "image/jpeg");
  await call(moderator, "answer_held_media", { media_id: again.media_id, release: false });
  const refused = await settled(robin, again.media_id);
  expect(refused).toMatchObject({ status: "failed", error: "This file cannot be used." });

  await call(moderator, "unban_media", { media_id: banned.id });
  expect((await share(robin, original, "image/png")).status).toBe("ready");
});

test("another picture is not held", async () => {
  const banned = await share(robin, await patches(), "image/png");
  await call(moderator, "ban_media", { media_id: banned.id });
  expect((await share(robin, await patches(), "image/png")).status).toBe("ready");
});

test("a video with a banned picture in it is held", async () => {
  const picture = await patches();
  const banned = await share(robin, picture, "image/png");
  await call(moderator, "ban_media", { media_id: banned.id });
  await sharp(picture).toFile(join(folder, "still.png"));
  const video = join(folder, "video.mp4");
  ffmpeg(
    "-f",
    "lavfi",
    "-i",
    "testsrc2=size=720x480:rate=12:duration=3",
    "-loop",
    "1",
    "-framerate",
    "12",
    "-t",
    "3",
    "-i",
    join(folder, "still.png"),
    "-filter_complex",
    "[0:v]format=yuv420p,setsar=1[a];[1:v]format=yuv420p,setsar=1[b];[a][b]concat=n=2:v=1",
    "-c:v",
    "libx264",
    "-preset",
    "ultrafast",
    video,
  );
  const held = await sendHeld(video, "video/mp4");
  expect(held.banned_media_id).toBe(banned.id);
  const { body } = await getMedia(robin, held.media_id);
  expect((body.media as Media).hls_url).toBeNull();
});

test("only moderators ban, and only what is there", async () => {
  const media = await share(robin, await patches(), "image/png");
  for (const [name, args] of [
    ["ban_media", { media_id: media.id }],
    ["unban_media", { media_id: media.id }],
    ["list_held_media", {}],
    ["answer_held_media", { media_id: media.id, release: true }],
  ] as const)
    expect(await refusal(robin, name, args), name).toMatchObject({ code: "NOT_ALLOWED" });
  expect(await refusal(moderator, "ban_media", { media_id: robin.id })).toMatchObject({ code: "MEDIA_NOT_FOUND" });
  expect(await refusal(moderator, "ban_media", { media_id: media.id, reason: "dislike" })).toMatchObject({
    code: "INVALID_ARGUMENT",
  });
  const plain = sharp({ create: { width: 300, height: 200, channels: 3, background: "#4080c0" } });
  const nothing = await share(robin, await plain.png().toBuffer(), "image/png");
  expect(await refusal(moderator, "ban_media", { media_id: nothing.id })).toMatchObject({ code: "INVALID_ARGUMENT" });
});
