import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ffmpeg, makeMediaFolder, makeVideo, streamsOf, truncated, turn } from "../../support/media/files.ts";
import { share } from "../../support/media/uploads.ts";
import { newPerson } from "../../support/people.ts";

const robin = await newPerson();
const folder = makeMediaFolder();

const fetchText = async (url: string) => (await fetch(url)).text();
const resolve = (name: string, base: string) => new URL(name, base).href;

/** The renditions that a master playlist offers. */
async function renditionsOf(masterUrl: string) {
  const master = await fetchText(masterUrl);
  return [...master.matchAll(/#EXT-X-STREAM-INF:.*RESOLUTION=(\d+x\d+).*\n(.+)/g)].map(([, size, playlist]) => ({
    size,
    url: resolve(playlist as string, masterUrl),
  }));
}

const segmentLengths = (playlist: string) => [...playlist.matchAll(/#EXTINF:([\d.]+)/g)].map(([, length]) => length);

test("a video becomes a ladder that is cut at the same moments, a file, a poster and a storyboard", async () => {
  const media = await share(robin, makeVideo(folder, "usual.mp4", { size: "640x368", seconds: 6 }), "video/mp4");
  expect(media).toMatchObject({ status: "ready", kind: "video", width: 640, height: 368, error: null });
  expect(media.duration_ms).toBeGreaterThan(5900);
  expect(media.blurhash).toHaveLength(28);

  const renditions = await renditionsOf(media.hls_url as string);
  expect(renditions.map(({ size }) => size)).toEqual(["418x240", "626x360"]);
  const playlists = await Promise.all(renditions.map(({ url }) => fetchText(url)));
  for (const playlist of playlists) expect(segmentLengths(playlist)).toEqual(["4.000000", "2.000000"]);

  const mp4 = media.variants.find(({ type }) => type === "video/mp4");
  const bytes = Buffer.from(await (await fetch(mp4?.url as string)).arrayBuffer());
  expect(bytes.indexOf("moov"), "plays while it loads").toBeLessThan(bytes.indexOf("mdat"));
  writeFileSync(join(folder, "result.mp4"), bytes);
  expect(streamsOf(join(folder, "result.mp4")).map(({ codec_name, pix_fmt }) => [codec_name, pix_fmt])).toEqual([
    ["h264", "yuv420p"],
    ["aac", undefined],
  ]);
  expect((await fetch(media.poster_url as string)).headers.get("content-type")).toBe("image/jpeg");
  expect(media.storyboard).toMatchObject({ columns: 5, rows: 2, count: 6 });
  expect((await fetch(media.storyboard?.url as string)).status).toBe(200);
});

test("a video that a phone has turned is upright, without metadata of place or device", async () => {
  const lying = makeVideo(folder, "lying.mp4", { size: "480x320", output: ["-metadata", "comment=SecretPlace"] });
  expect(readFileSync(lying).includes("SecretPlace")).toBe(true);
  const media = await share(robin, turn(lying), "video/mp4");
  expect(media).toMatchObject({ status: "ready", width: 320, height: 480 });
  const [rendition] = await renditionsOf(media.hls_url as string);
  expect(rendition?.size).toBe("240x360");
  const mp4 = await fetch(media.variants[0]?.url as string);
  expect(Buffer.from(await mp4.arrayBuffer()).includes("SecretPlace")).toBe(false);
});

test.each([
  ["odd sizes", { size: "321x241" }, []],
  ["no sound", { sound: false }, []],
  ["smaller than the ladder", { size: "160x90" }, []],
  ["a variable frame rate", { filter: "select='not(mod(n,3))+lt(n,20)'" }, ["-fps_mode", "vfr"]],
  ["pixels that are not square", { filter: "setsar=4/3" }, []],
  ["10 bits a colour", {}, ["-pix_fmt", "yuv420p10le"]],
  [
    "HDR",
    { filter: "format=yuv420p10le" },
    ["-pix_fmt", "yuv420p10le", "-color_trc", "smpte2084", "-color_primaries", "bt2020", "-colorspace", "bt2020nc"],
  ],
])("%s: a video that every browser plays", async (name, options, output) => {
  const source = makeVideo(folder, `${name.replaceAll(" ", "-")}.mp4`, { seconds: 1, ...options, output });
  const media = await share(robin, source, "video/mp4");
  expect(media, JSON.stringify(media)).toMatchObject({ status: "ready" });
  const result = join(folder, "result.mp4");
  writeFileSync(result, Buffer.from(await (await fetch(media.variants[0]?.url as string)).arrayBuffer()));
  const [picture, ...sound] = streamsOf(result);
  expect(picture).toMatchObject({ codec_name: "h264", pix_fmt: "yuv420p" });
  expect(sound).toHaveLength("sound" in options ? 0 : 1);
  expect(((picture?.width as number) % 2) + ((picture?.height as number) % 2)).toBe(0);
  expect(picture?.width).toBeLessThanOrEqual(media.width);
});

test("WebM and QuickTime are videos too", async () => {
  const webm = join(folder, "video.webm");
  ffmpeg("-i", makeVideo(folder, "source.mp4", { seconds: 1 }), "-c:v", "libvpx", "-c:a", "libopus", webm);
  const mov = join(folder, "video.mov");
  ffmpeg("-i", join(folder, "source.mp4"), "-c", "copy", mov);
  expect(await share(robin, webm, "video/webm")).toMatchObject({ status: "ready" });
  expect(await share(robin, mov, "video/quicktime")).toMatchObject({ status: "ready" });
});

test("damaged files are refused in words, and nothing of them stays", async () => {
  const whole = makeVideo(folder, "whole.mp4", { seconds: 3 });
  const streaming = makeVideo(folder, "streaming.mp4", { seconds: 3, output: ["-movflags", "+faststart"] });
  const textInside = join(folder, "text.mp4");
  writeFileSync(
    textInside,
    Buffer.concat([readFileSync(whole).subarray(0, 32), Buffer.from("#EXTM3U\nfile:///etc/passwd")]),
  );
  expect(await share(robin, truncated(whole, 0.5), "video/mp4")).toMatchObject({
    status: "failed",
    error: "The file is damaged or incomplete: it cannot be read.",
  });
  expect((await share(robin, truncated(streaming, 0.5), "video/mp4")).error).toMatch(/^The video is damaged: /);
  expect(await share(robin, textInside, "video/mp4")).toMatchObject({ status: "failed", hls_url: null, variants: [] });
});

test("sound without a picture is no video", async () => {
  const file = join(folder, "sound.mp4");
  ffmpeg("-f", "lavfi", "-i", "sine=duration=1", "-c:a", "aac", file);
  expect(await share(robin, file, "video/mp4")).toMatchObject({ error: "The file has no moving picture in it." });
});
