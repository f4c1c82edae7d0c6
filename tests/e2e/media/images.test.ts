import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { decode } from "blurhash";
import sharp from "sharp";
import { expect, test } from "vitest";
import { animation, makeMediaFolder, phonePhoto } from "../../support/media/files.ts";
import { type Media, share } from "../../support/media/uploads.ts";
import { newPerson } from "../../support/people.ts";

const robin = await newPerson();

async function fetchVariant(media: Media, type: string, width: number): Promise<Buffer> {
  const variant = media.variants.find((candidate) => candidate.type === type && candidate.width === width);
  const response = await fetch(variant?.url as string);
  expect(response.headers.get("content-type")).toBe(type);
  expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  return Buffer.from(await response.arrayBuffer());
}

test("a photo becomes upright AVIF, WebP and JPEG in widths up to its own", async () => {
  const media = await share(robin, await phonePhoto(800, 600), "image/jpeg");
  expect(media).toMatchObject({ status: "ready", kind: "image", width: 600, height: 800, error: null });
  expect(media.variants.map(({ type, width, height }) => `${type} ${width}×${height}`)).toEqual(
    [320, 600].flatMap((width) =>
      ["avif", "webp", "jpeg"].map((format) => `image/${format} ${width}×${Math.round((width * 4) / 3)}`),
    ),
  );
  for (const [type, format] of Object.entries({ "image/avif": "heif", "image/webp": "webp", "image/jpeg": "jpeg" })) {
    const image = sharp(await fetchVariant(media, type, 600));
    expect(await image.metadata()).toMatchObject({ format, width: 600, height: 800 });
    // Turned a quarter to the right, what was left is on top.
    const { data } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect(data[0], type).toBeGreaterThan(200);
    expect(data[data.length - 1], type).toBeGreaterThan(200);
  }
});

test("the place, the camera and every other metadata are gone", async () => {
  const photo = await phonePhoto();
  expect((await sharp(photo).metadata()).exif?.includes("SecretCamera")).toBe(true);
  const media = await share(robin, photo, "image/jpeg");
  for (const { type, width } of media.variants) {
    const bytes = await fetchVariant(media, type, width);
    const { exif, xmp, iptc, icc, orientation } = await sharp(bytes).metadata();
    expect({ exif, xmp, iptc, icc, orientation }).toEqual({});
    expect(bytes.includes("SecretCamera")).toBe(false);
  }
});

test("a blurhash shows the colours before the picture has loaded", async () => {
  const media = await share(robin, await phonePhoto(), "image/jpeg");
  const pixels = decode(media.blurhash, 1, 2);
  expect(pixels[0]).toBeGreaterThan(pixels[2] as number);
  expect(pixels[6]).toBeGreaterThan(pixels[4] as number);
});

test("a transparent PNG keeps its transparency where the format has one", async () => {
  const logo = await sharp({ create: { width: 100, height: 60, channels: 4, background: "#00ff0000" } })
    .png()
    .toBuffer();
  const media = await share(robin, logo, "image/png");
  expect(media.variants.map(({ width }) => width)).toEqual([100, 100, 100]);
  expect((await sharp(await fetchVariant(media, "image/webp", 100)).metadata()).hasAlpha).toBe(true);
  const jpeg = await sharp(await fetchVariant(media, "image/jpeg", 100))
    .raw()
    .toBuffer();
  expect([...jpeg.subarray(0, 3)]).toEqual([255, 255, 255]);
});

test.each(["gif", "webp"] as const)("an animated %s stays animated, with a still for the poster", async (format) => {
  const gif = await animation(5);
  const file = format === "gif" ? gif : await sharp(gif, { animated: true }).webp().toBuffer();
  const media = await share(robin, file, `image/${format}`);
  expect(media).toMatchObject({ status: "ready", width: 300, height: 200 });
  const moving = await sharp(await fetchVariant(media, "image/webp", 300)).metadata();
  expect(moving).toMatchObject({ pages: 5, width: 300, height: 200 });
  expect((await fetch(media.poster_url as string)).headers.get("content-type")).toBe("image/jpeg");
});

/** A PNG whose header promises any size: its pixels are all the same and take next to nothing. */
function hugePng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.alloc((width + 1) * 100), { level: 9 });
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}

test("what would take too much memory to open is refused by its header", async () => {
  const bomb = hugePng(30_000, 30_000);
  expect(bomb.length).toBeLessThan(10_000);
  expect(await share(robin, bomb, "image/png")).toMatchObject({
    status: "failed",
    error: "The picture is too large: 30000 × 30000 pixels, where 50 megapixels are allowed.",
    variants: [],
  });
});

test("a picture that breaks off is refused in words", async () => {
  const photo = await phonePhoto();
  const media = await share(robin, photo.subarray(0, photo.length / 2), "image/jpeg");
  expect(media).toMatchObject({ status: "failed", error: "The picture is damaged: it cannot be decoded." });
});

test("of a file that is a picture and a page at once only the picture is left", async () => {
  const polyglot = Buffer.concat([await phonePhoto(), Buffer.from("<script>alert(1)</script>")]);
  const media = await share(robin, polyglot, "image/jpeg");
  expect(media.status).toBe("ready");
  for (const { type, width } of media.variants) {
    expect((await fetchVariant(media, type, width)).includes("script")).toBe(false);
  }
});

test("a picture of an iPhone is shown as the container says, without its place and camera", async () => {
  const folder = makeMediaFolder();
  const [jpeg, heic] = [join(folder, "phone.jpg"), join(folder, "phone.heic")];
  writeFileSync(jpeg, await phonePhoto());
  execFileSync("heif-enc", [jpeg, "-o", heic], { stdio: "ignore" });
  expect(readFileSync(heic).includes("SecretCamera")).toBe(true);
  for (const type of ["image/heic", "image/heif"]) {
    const media = await share(robin, heic, type);
    // EXIF says a quarter turn, which a reader of HEIF leaves alone.
    expect(media).toMatchObject({ status: "ready", error: null, width: 800, height: 600 });
    expect(media.variants.map((variant) => variant.type)).toContain("image/jpeg");
    const bytes = Buffer.from(await (await fetch(media.variants.at(-1)?.url as string)).arrayBuffer());
    expect(bytes.includes("SecretCamera")).toBe(false);
    const corner = await sharp(bytes).extract({ left: 10, top: 10, width: 10, height: 10 }).raw().toBuffer();
    expect(corner[0], "the left half is red").toBeGreaterThan(200);
  }
});

test("a picture of an iPhone that breaks off is refused in words", async () => {
  const folder = makeMediaFolder();
  const [jpeg, heic] = [join(folder, "cut.jpg"), join(folder, "cut.heic")];
  writeFileSync(jpeg, await phonePhoto());
  execFileSync("heif-enc", [jpeg, "-o", heic], { stdio: "ignore" });
  const bytes = readFileSync(heic);
  const media = await share(robin, bytes.subarray(0, Math.floor(bytes.length * 0.7)), "image/heic");
  expect(media).toMatchObject({ status: "failed", error: expect.stringContaining("damaged") });
});
