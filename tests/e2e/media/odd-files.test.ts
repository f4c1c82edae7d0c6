import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { ffmpeg, hold, makeMediaFolder, makeVideo, momentOf, streamsOf } from "../../support/media/files.ts";
import { type Media, share } from "../../support/media/uploads.ts";
import { newPerson } from "../../support/people.ts";

const robin = await newPerson();
const folder = makeMediaFolder();
const at = (name: string) => join(folder, name);
const picture = (seconds: number, rate = 24) => [
  "-f",
  "lavfi",
  "-i",
  `testsrc2=size=320x240:rate=${rate}:duration=${seconds}`,
];
const tone = (seconds: number) => ["-f", "lavfi", "-i", `sine=440:duration=${seconds}`];
const h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"];

/** Makes a file with ffmpeg, shares it, and expects that it can be seen. */
async function shared(name: string, type: string, ...args: string[]): Promise<Media> {
  ffmpeg(...args, at(name));
  const media = await share(robin, at(name), type);
  expect(media).toMatchObject({ status: "ready", error: null });
  return media;
}

async function videoOf(media: Media): Promise<string> {
  const url = media.variants.find(({ type }) => type === "video/mp4")?.url as string;
  const file = at(`${media.id}.mp4`);
  writeFileSync(file, Buffer.from(await (await fetch(url)).arrayBuffer()));
  return file;
}
const kindsOf = async (media: Media) => streamsOf(await videoOf(media)).map(({ codec_type }) => codec_type);

test("a stream that nobody needs does not matter: a cover, subtitles, a time code, a sound of a rare kind", async () => {
  ffmpeg(...picture(1), "-frames:v", "1", at("cover.png"));
  const cover = ["-map", "0", "-map", "1", "-c:a", "libmp3lame", "-c:v", "png", "-disposition:v", "attached_pic"];
  const song = await shared("cover.mp3", "audio/mpeg", ...tone(2), "-i", at("cover.png"), ...cover);
  expect(song.duration_ms).toBeGreaterThan(1900);

  writeFileSync(at("words.srt"), "1\n00:00:00,000 --> 00:00:01,000\nHello\n");
  const plain = makeVideo(folder, "plain.mp4");
  const both = ["-i", plain, "-i", at("words.srt"), "-map", "0", "-map", "1", "-c", "copy"];
  await shared("subtitles.mp4", "video/mp4", ...both, "-c:s", "mov_text");
  await shared("timecode.mov", "video/quicktime", "-i", plain, "-c", "copy", "-timecode", "10:00:00:00");
  const second = ["-map", "0", "-map", "1", "-c:v", "copy", "-c:a:0", "aac", "-c:a:1", "wmav2"];
  await shared("rare-sound.mkv", "video/x-matroska", "-i", plain, ...tone(2), ...second);
});

test("a video is as long as its sound, however short its picture is, and wherever its time begins", async () => {
  const vp8 = ["-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"];
  for (const [name, ...args] of [
    ["longer.webm", ...picture(2), ...tone(6), ...vp8],
    ["longer.mkv", ...picture(2), ...tone(6), ...h264, "-c:a", "aac"],
    ["much-longer.webm", ...picture(1, 10), ...tone(10), ...vp8],
    ["longer.mp4", ...picture(2), ...tone(6), ...h264, "-c:a", "aac"],
    ["later.mkv", ...picture(2), ...tone(6), ...h264, "-c:a", "aac", "-output_ts_offset", "100"],
  ] as const) {
    const type = name.endsWith("mp4") ? "video/mp4" : name.endsWith("webm") ? "video/webm" : "video/x-matroska";
    const { duration_ms } = await shared(name, type, ...args);
    expect(Math.abs(duration_ms - (name.startsWith("much") ? 10_000 : 6_000)), name).toBeLessThan(100);
  }
});

test("one frame is a video, and a last frame that stands is shown as long as it does", async () => {
  const flat = ["-bf", "0", "-use_editlist", "0", "-video_track_timescale", "1000"];
  const one = await shared("one.mp4", "video/mp4", ...picture(0.04, 25), ...h264);
  expect(one.storyboard).toMatchObject({ count: 1 });
  const heard = await shared("one-heard.mp4", "video/mp4", ...picture(0.04, 25), ...tone(5), ...h264);
  expect(heard.duration_ms).toBeGreaterThan(4900);

  ffmpeg(...picture(0.04, 25), ...h264, ...flat, at("one-flat.mp4"));
  const standing = await share(robin, hold(at("one-flat.mp4"), 5), "video/mp4");
  expect(standing).toMatchObject({ status: "ready", duration_ms: 5000 });

  const uneven = [
    "-vf",
    "settb=1/1000,setpts=if(eq(N\\,9)\\,950\\,N*100)",
    "-fps_mode",
    "vfr",
    "-enc_time_base",
    "1:1000",
  ];
  ffmpeg(...picture(1, 10), ...uneven, ...h264, ...flat, at("screen.mp4"));
  const screen = await share(robin, hold(at("screen.mp4"), 9.05), "video/mp4");
  expect(screen).toMatchObject({ status: "ready" });
  expect(Math.abs(screen.duration_ms - 10_000)).toBeLessThan(110);

  const late = [
    "-vf",
    "settb=1/1000,setpts=if(eq(N\\,9)\\,10000\\,N*100)",
    "-fps_mode",
    "vfr",
    "-enc_time_base",
    "1:1000",
  ];
  const gap = await shared("gap.mp4", "video/mp4", ...picture(1, 10), ...late, ...h264);
  expect(Math.abs(gap.duration_ms - 10_100)).toBeLessThan(110);
});

test("frames that come unevenly stay in step with the sound in every rendition", async () => {
  // Ten frames a second, and a pause across the end of the first segment; the screen turns white at 8 s.
  const frames = "select='not(between(t\\,3.2\\,5.6))'";
  const white = "geq=lum='if(gte(T\\,8)\\,255\\,16)':cb=128:cr=128";
  const source = ["-f", "lavfi", "-i", `color=black:size=320x240:rate=10:duration=10,${white},${frames}`];
  const media = await shared("uneven.mp4", "video/mp4", ...source, ...tone(10), "-fps_mode", "vfr", ...h264);
  const master = await (await fetch(media.hls_url as string)).text();
  const playlist = new URL(/^240p.*$/m.exec(master)?.[0] as string, media.hls_url as string);
  const [segments] = (await (await fetch(playlist)).text()).match(/^240p.*m4s$/m) as RegExpMatchArray;
  writeFileSync(
    at("uneven.m4s"),
    Buffer.from(await (await fetch(new URL(segments as string, playlist))).arrayBuffer()),
  );
  const turns = momentOf("white", at("uneven.m4s"));
  expect(Math.abs(turns - 8)).toBeLessThan(0.15);
});

test.each([
  ["mp4", "video/mp4", [...h264, "-c:a", "aac"]],
  ["webm", "video/webm", ["-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"]],
])(
  "sound that begins later than the picture stays in step in the one file too (%s)",
  async (extension, type, codecs) => {
    const flash =
      "color=black:size=320x240:rate=25:duration=5,geq=lum='if(between(T\\,3\\,3.2)\\,255\\,16)':cb=128:cr=128";
    const beep = "aevalsrc='if(between(t\\,3\\,3.2)\\,sin(2*PI*1000*t)\\,0)':duration=5";
    const inputs = [
      "-f",
      "lavfi",
      "-i",
      flash,
      "-f",
      "lavfi",
      "-i",
      beep,
      "-filter_complex",
      "[1:a]atrim=start=1.5[a]",
    ];
    const media = await shared(`beep.${extension}`, type, ...inputs, "-map", "0:v", "-map", "[a]", ...codecs);
    const file = await videoOf(media);
    const [seen, heard] = [momentOf("white", file), momentOf("sound", file)];
    expect(Math.abs(heard - 3)).toBeLessThan(0.05);
    expect(Math.abs(heard - seen)).toBeLessThan(0.05);
  },
);

test("of several sounds the first that can be decoded is heard; with none the video is mute", async () => {
  const plain = makeVideo(folder, "mute.mp4", { sound: false });
  const silent = await shared(
    "e2.webm",
    "video/webm",
    ...picture(2),
    ...tone(2),
    ...["-c:v", "libvpx", "-c:a", "libopus"],
    "-bsf:a",
    "noise=drop=1",
  );
  expect(await kindsOf(silent)).toEqual(["video"]);
  const noise = await shared(
    "noise.mkv",
    "video/x-matroska",
    "-i",
    plain,
    ...tone(2),
    "-c:v",
    "copy",
    "-c:a",
    "aac",
    "-bsf:a",
    "noise=amount=1",
  );
  expect((await kindsOf(noise))[0]).toBe("video");
  const rare = ["-map", "0", "-map", "1", "-map", "2", "-c:v", "copy", "-c:a:0", "wmav2", "-c:a:1", "aac"];
  const second = await shared("second.mkv", "video/x-matroska", "-i", plain, ...tone(2), ...tone(2), ...rare);
  expect(await kindsOf(second)).toEqual(["video", "audio"]);
  const alone = await shared("alone.mkv", "video/x-matroska", "-i", plain, ...tone(2), "-c:v", "copy", "-c:a", "wmav2");
  expect(await kindsOf(alone)).toEqual(["video"]);
});

test("a video in HDR that describes its colours in part is shown", async () => {
  const hlg = ["-x265-params", "log-level=error:transfer=arib-std-b67", "-color_trc", "arib-std-b67", "-tag:v", "hvc1"];
  await shared("hlg.mp4", "video/mp4", ...picture(1), "-c:v", "libx265", "-pix_fmt", "yuv420p10le", ...hlg);
});

test("the picture that was looked at is the one that is shown, wherever a cover stands", async () => {
  ffmpeg(...picture(1), "-frames:v", "1", at("first.jpg"));
  const plain = makeVideo(folder, "covered.mp4", { size: "480x320" });
  const args = [
    "-i",
    at("first.jpg"),
    "-i",
    plain,
    "-map",
    "0",
    "-map",
    "1",
    "-c",
    "copy",
    "-disposition:v:0",
    "attached_pic",
  ];
  const media = await shared("cover-first.mp4", "video/mp4", ...args);
  expect(media).toMatchObject({ width: 480, height: 320 });
});

test.each(["pcm_s32le", "pcm_f64le", "adpcm_ms", "pcm_s24le"])("sound as %s is heard", async (codec) => {
  const media = await shared(`${codec}.wav`, "audio/wav", ...tone(2), "-c:a", codec);
  expect(Math.abs(media.duration_ms - 2000)).toBeLessThan(60);
});

test("a video with the sound of a professional recorder is heard", async () => {
  const media = await shared("in24.mov", "video/quicktime", ...picture(1), ...tone(1), ...h264, "-c:a", "pcm_s24be");
  expect(await kindsOf(media)).toEqual(["video", "audio"]);
});

test("sound that is empty, or coded in a way that is not decoded here, is refused at once and in words", async () => {
  ffmpeg(...tone(1), at("full.wav"));
  const header = Buffer.from(
    "RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x80\xbb\0\0\0\x77\x01\0\x02\0\x10\0data\0\0\0\0",
    "latin1",
  );
  const empty = await share(robin, header, "audio/wav");
  expect(empty).toMatchObject({ status: "failed", error: "The file has no sound in it." });
  ffmpeg(...tone(1), "-c:a", "wmav2", at("rare.mka"));
  const rare = await share(robin, at("rare.mka"), "audio/webm");
  expect(rare).toMatchObject({ status: "failed", error: "The sound is coded in a way that cannot be used: wmav2." });
});

test.each([
  [1080, 18_000, "jpeg"],
  [720, 16_384, "png"],
  [20, 20_000, "png"],
] as const)("a screenshot of %i × %i is shown, as narrow as it has to be", async (width, height, format) => {
  const bytes = await sharp({ create: { width, height, channels: 3, background: "#336699" } })
    [format]()
    .toBuffer();
  const media = await share(robin, bytes, `image/${format}`);
  expect(media).toMatchObject({ status: "ready", error: null });
  for (const variant of media.variants) expect(Math.max(variant.width, variant.height)).toBeLessThanOrEqual(16_383);
  expect(Math.max(...media.variants.map((variant) => variant.height))).toBeGreaterThanOrEqual(16_000);
});
