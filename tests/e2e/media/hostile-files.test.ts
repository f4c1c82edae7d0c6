import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { crc32, deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { complete, send, share } from "../../support/media/uploads.ts";
import { newPerson } from "../../support/people.ts";

const mallory = await newPerson();
const script = "<script>alert(1)</script>";

const u32 = (...values: number[]) =>
  Buffer.concat(values.map((value) => Buffer.from(Uint32Array.of(value).buffer).reverse()));

/** A PNG that says to be so large, with these chunks beside its pixels. */
function png(width: number, height: number, pixels: Buffer, ...extra: [type: string, data: Buffer][]): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const named = Buffer.concat([Buffer.from(type), data]);
    return Buffer.concat([u32(data.length), named, u32(crc32(named))]);
  };
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", Buffer.concat([u32(width, height), Buffer.from([8, 2, 0, 0, 0])])),
    ...extra.map(([type, data]) => chunk(type, data)),
    chunk("IDAT", deflateSync(pixels)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const box = (type: string, ...content: Buffer[]) => {
  const inside = Buffer.concat(content);
  return Buffer.concat([u32(inside.length + 8), Buffer.from(type), inside]);
};
const ftyp = box("ftyp", Buffer.from("isom\0\0\x02\0isomiso2mp41"));
const playlist = "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n";

/** A film whose frames are said to lie elsewhere: at an address, or in another file. */
function filmElsewhere(address: string): Buffer {
  const place = (text: string) => box("url ", u32(0), Buffer.from(`${text}\0`));
  const description = Buffer.alloc(78);
  description.writeUInt16BE(1, 6);
  description.writeUInt16BE(320, 24);
  description.writeUInt16BE(240, 26);
  description.writeUInt16BE(24, 74);
  const samples = [
    box("stsd", u32(0, 1), box("mp4v", description)),
    box("stts", u32(0, 1, 10, 1000)),
    box("stsc", u32(0, 1, 1, 10, 1)),
    box("stsz", u32(0, 100, 10)),
    box("stco", u32(0, 1, 0)),
  ];
  const references = box("dinf", box("dref", u32(0, 2), place(address), place("file:///etc/passwd")));
  const media = [
    box("mdhd", u32(0, 0, 0, 1000, 10_000), Buffer.from([0x55, 0xc4, 0, 0])),
    box("hdlr", u32(0, 0), Buffer.from("vide"), Buffer.alloc(13)),
    box("minf", box("vmhd", u32(1, 0, 0)), references, box("stbl", ...samples)),
  ];
  return Buffer.concat([ftyp, box("moov", box("trak", box("mdia", ...media)))]);
}

test.each([
  ["a page", "image/jpeg", Buffer.from(`<!doctype html>${script}`)],
  ["a drawing with a script", "image/png", Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`)],
  ["a playlist", "video/mp4", Buffer.from(playlist)],
  ["a list of files", "video/x-matroska", Buffer.from("ffconcat version 1.0\nfile /etc/passwd\n")],
])("%s that says to be %s is no upload", async (_what, type, bytes) => {
  expect(await complete(mallory, await send(mallory, bytes, type))).toMatchObject({
    status: 422,
    body: { code: "MEDIA_TYPE_MISMATCH" },
  });
});

test.each([
  ["a GIF that is a program too", "image/gif", Buffer.from(`GIF89a/*${"\0".repeat(20)}*/=1;alert(1)//;`)],
  ["a picture that would be larger than any memory", "image/png", png(60_000, 60_000, Buffer.alloc(100))],
  ["a picture larger than can be counted", "image/png", png(2 ** 31 - 1, 2 ** 31 - 1, Buffer.alloc(100))],
  ["a playlist that begins as a film", "video/mp4", Buffer.concat([ftyp, Buffer.from(playlist)])],
  [
    "a list of files that begins as a film",
    "video/x-matroska",
    Buffer.from("\x1aE\xdf\xa3ffconcat version 1.0\nfile /etc/passwd\n", "latin1"),
  ],
  ["a page that begins as a sound", "audio/mpeg", Buffer.from(`ID3\x03\0\0\0\0\0\x10${script.repeat(20)}`)],
])("%s is given up with a word to its owner", async (_what, type, bytes) => {
  const media = await share(mallory, bytes, type);
  expect(media).toMatchObject({ status: "failed", variants: [] });
  expect(media.error).toMatch(/^[A-Z].{10,200}\.$/);
});

test("a film that says its frames are elsewhere fetches nothing from there", async () => {
  let asked = 0;
  const inside = createServer((_request, response) => {
    asked++;
    response.end("secret");
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => inside.once("listening", resolve));
  const { port } = inside.address() as AddressInfo;
  const media = await share(mallory, filmElsewhere(`http://127.0.0.1:${port}/`), "video/mp4");
  inside.close();
  expect(media).toMatchObject({ status: "failed", variants: [] });
  expect(asked).toBe(0);
});

test("what is hidden in a picture, within and behind it, is in nothing that people see", async () => {
  const bomb = deflateSync(Buffer.alloc(50_000_000, "A"));
  const pixels = Buffer.concat(
    Array.from({ length: 64 }, () => Buffer.concat([Buffer.from([0]), Buffer.alloc(64 * 3, 200)])),
  );
  const text: [string, Buffer] = ["tEXt", Buffer.from(`Comment\0${script}`)];
  const compressed: [string, Buffer] = ["zTXt", Buffer.concat([Buffer.from("Comment\0\0"), bomb])];
  const picture = Buffer.concat([png(64, 64, pixels, text, compressed), Buffer.from(`<html>${script}</html>`)]);
  const media = await share(mallory, picture, "image/png");
  expect(media.status).toBe("ready");
  for (const { url, type } of media.variants) {
    const answer = await fetch(url);
    expect(answer.headers.get("content-type")).toBe(type);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(Buffer.from(await answer.arrayBuffer()).includes("script")).toBe(false);
  }
});
