import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll } from "vitest";

/** A folder for the files of one test file, gone afterwards. */
export function makeMediaFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "plaza-media-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const ffmpeg = (...args: string[]) => execFileSync("ffmpeg", ["-v", "error", "-nostdin", "-y", ...args]);

/** A moving test picture with a tone, unless told otherwise. */
export function makeVideo(
  folder: string,
  name: string,
  { size = "320x240", seconds = 2, rate = 24, sound = true, output = [] as string[], filter = "null" } = {},
): string {
  const file = join(folder, name);
  const picture = ["-f", "lavfi", "-i", `testsrc2=size=${size}:rate=${rate}:duration=${seconds}`];
  const tone = sound ? ["-f", "lavfi", "-i", `sine=frequency=440:duration=${seconds}`] : [];
  const codec = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", ...(sound ? ["-c:a", "aac"] : [])];
  ffmpeg(...picture, ...tone, "-vf", filter, ...codec, ...output, file);
  return file;
}

/** The same video over and over: long to transcode, and made in no time. */
export function makeLongVideo(folder: string, seconds: number, size = "640x360"): string {
  const file = join(folder, "long.mp4");
  ffmpeg("-stream_loop", "-1", "-i", makeVideo(folder, "once.mp4", { size }), "-t", `${seconds}`, "-c", "copy", file);
  return file;
}

/** Turns an MP4 by a quarter as phones do: the pixels stay, the matrix of the track (its first `tkhd` box) says how to show them. */
export function turn(file: string): string {
  const bytes = readFileSync(file);
  const matrix = bytes.indexOf("tkhd") + 44;
  for (const [index, value] of [0, 0x1_0000, 0, -0x1_0000, 0, 0, 0, 0, 0x4000_0000].entries()) {
    bytes.writeInt32BE(value, matrix + 4 * index);
  }
  const turned = `${file}.turned.mp4`;
  writeFileSync(turned, bytes);
  return turned;
}

/** What ffprobe says about the streams of a file or URL. */
export function streamsOf(source: string): Record<string, unknown>[] {
  const args = ["-v", "error", "-of", "json", "-show_streams", source];
  return JSON.parse(execFileSync("ffprobe", args, { encoding: "utf8" })).streams;
}

/** A photo as a phone takes it: turned by its metadata alone, with the place in it. Left half red, right half blue. */
export const phonePhoto = (width = 800, height = 600) =>
  sharp({ create: { width, height, channels: 3, background: "#ff0000" } })
    .composite([
      { input: { create: { width: width / 2, height, channels: 3, background: "#0000ff" } }, left: width / 2, top: 0 },
    ])
    .withExif({
      IFD0: { Make: "SecretCamera" },
      IFD3: {
        GPSLatitudeRef: "N",
        GPSLatitude: "52/1 31/1 12/1",
        GPSLongitudeRef: "E",
        GPSLongitude: "13/1 24/1 36/1",
      },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();

/** An animation of colours. */
export async function animation(frames: number, width = 300, height = 200): Promise<Buffer> {
  const pictures = await Promise.all(
    Array.from({ length: frames }, (_, index) =>
      sharp({ create: { width, height, channels: 3, background: { r: (index * 40) % 256, g: 80, b: 160 } } })
        .png()
        .toBuffer(),
    ),
  );
  return sharp(pictures, { join: { animated: true } })
    .gif()
    .toBuffer();
}

/** The first part of a file, as an upload that broke off leaves it. */
export function truncated(file: string, part: number): string {
  const bytes = readFileSync(file);
  const shorter = `${file}.truncated`;
  writeFileSync(shorter, bytes.subarray(0, Math.floor(bytes.length * part)));
  return shorter;
}

/** Makes the last frame of an MP4 without edit list stand that long, as screen recorders write it: the length of its last sample. */
export function hold(file: string, seconds: number): string {
  const bytes = readFileSync(file);
  const [mdhd, stts] = [bytes.indexOf("mdhd"), bytes.indexOf("stts")];
  const lastEntry = stts + 12 + 8 * (bytes.readUInt32BE(stts + 8) - 1);
  if (bytes.readUInt32BE(lastEntry) !== 1) throw new Error("The last frame shares its entry.");
  const length = Math.round(seconds * bytes.readUInt32BE(mdhd + 16));
  bytes.writeUInt32BE(bytes.readUInt32BE(mdhd + 20) - bytes.readUInt32BE(lastEntry + 4) + length, mdhd + 20);
  bytes.writeUInt32BE(length, lastEntry + 4);
  const held = `${file}.held.mp4`;
  writeFileSync(held, bytes);
  return held;
}

/** When a file turns white, or a sound begins, in seconds. */
export function momentOf(what: "white" | "sound", file: string): number {
  const filter = what === "white" ? ["-vf", "blackdetect=d=0.1"] : ["-af", "silencedetect=n=-30dB:d=0.1"];
  const { stderr } = spawnSync("ffmpeg", ["-hide_banner", "-i", file, ...filter, "-f", "null", "-"], {
    encoding: "utf8",
  });
  return Number(/(?:black|silence)_end: ?([\d.]+)/.exec(stderr)?.[1]);
}
