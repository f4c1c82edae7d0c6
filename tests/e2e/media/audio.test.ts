import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ffmpeg, makeMediaFolder, streamsOf } from "../../support/media/files.ts";
import { share } from "../../support/media/uploads.ts";
import { newPerson } from "../../support/people.ts";

const robin = await newPerson();
const folder = makeMediaFolder();
/** Half a second of silence, then half a second of a tone. */
const halfSilent = [
  "-f",
  "lavfi",
  "-i",
  "sine=frequency=440:duration=1",
  "-af",
  "volume='if(lt(t,0.5),0,1)':eval=frame",
];

test.each([
  ["voice.mp3", "audio/mpeg", ["-metadata", "title=Secret"]],
  ["voice.ogg", "audio/ogg", ["-c:a", "libopus"]],
  ["voice.wav", "audio/wav", []],
  ["voice.m4a", "audio/mp4", []],
])("%s becomes AAC with a waveform", async (name, type, output) => {
  const file = join(folder, name);
  ffmpeg(...halfSilent, ...output, file);
  const media = await share(robin, file, type);
  expect(media, JSON.stringify(media)).toMatchObject({ status: "ready", kind: "audio", width: null });
  expect(Math.abs(media.duration_ms - 1000)).toBeLessThan(150);
  expect(media.waveform).toHaveLength(100);
  const average = (bars: number[] = []) => bars.reduce((sum, bar) => sum + bar, 0) / bars.length;
  expect(average(media.waveform?.slice(0, 40))).toBeLessThan(2);
  expect(average(media.waveform?.slice(60, 90))).toBeGreaterThan(5);
  const result = join(folder, "result.m4a");
  const bytes = Buffer.from(await (await fetch(media.variants[0]?.url as string)).arrayBuffer());
  writeFileSync(result, bytes);
  expect(streamsOf(result)).toMatchObject([{ codec_name: "aac", channels: 2 }]);
  expect(bytes.includes("Secret")).toBe(false);
});

test("noise with the name of a sound is refused in words", async () => {
  const noise = Buffer.concat([Buffer.from("ID3"), Buffer.alloc(5000, 7)]);
  expect(await share(robin, noise, "audio/mpeg")).toMatchObject({
    status: "failed",
    error: expect.stringContaining("damaged"),
  });
});
