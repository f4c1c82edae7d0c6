import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { MediaError } from "../media/media-error.ts";
import { inspectVideo, leastPart, type VideoFacts } from "./inspect-video.ts";
import { ladderFor, type Rendition } from "./ladder.ts";
import { confinedCommand, type LadderPlan, ladderCommand } from "./ladder-command.ts";
import { probe, type Stream } from "./probe.ts";
import { runFfmpeg, tookTooLong } from "./run-ffmpeg.ts";
import { joinStoryboard, planStoryboard, type Storyboard } from "./storyboard.ts";

/** What lies in the folder afterwards: a playlist and a file for each rendition and the sound, poster.jpg, storyboard.jpg, video.mp4. */
export interface Transcoded {
  facts: VideoFacts;
  hasSound: boolean;
  /** As measured in the result. */
  seconds: number;
  renditions: Rendition[];
  /** The one that video.mp4 has. */
  progressive: Rendition;
  storyboard: Storyboard;
}

export interface TranscodeOptions {
  input: string;
  folder: string;
  signal: AbortSignal;
  report(done: number): void;
}

/** A second of a large video may take this long on a small machine. */
const wallSecondsASecond = 20;
/** How many sounds are tried: each costs a run. */
const maxSounds = 2;

/** The largest that a phone plays without adaptation. */
const progressiveOf = (renditions: Rendition[]): Rendition =>
  (renditions.findLast(({ name }) => Number.parseInt(name, 10) <= 720) ?? renditions[0]) as Rendition;

/**
 * A file for download and old players, made of one rendition and the sound without encoding anything again. Each begins
 * where it does in the ladder: left alone, ffmpeg would move both to the beginning.
 */
async function joinProgressive(folder: string, { name }: Rendition, hasSound: boolean, signal: AbortSignal) {
  const command = confinedCommand(join(folder, `${name}.m4s`));
  if (hasSound) command.input(join(folder, "audio.m4s")).inputOptions("-protocol_whitelist", "file");
  command
    .output(join(folder, "video.mp4"))
    .outputOptions("-map", "0:v:0", "-c", "copy", ...(hasSound ? ["-map", "1:a:0", "-copyts"] : []))
    .outputOptions("-map_metadata", "-1", "-movflags", "+faststart");
  await runFfmpeg(command, { signal, wallSeconds: 300 });
}

/** Makes the ladder with the first sound that can be decoded, and without any if there is none. Says whether there is one. */
async function makeLadder(
  { input, folder, signal, report }: TranscodeOptions,
  facts: VideoFacts,
  plan: Omit<LadderPlan, "sound">,
): Promise<boolean> {
  const wallSeconds = Math.min(7200, 120 + wallSecondsASecond * facts.seconds);
  const onProgress = (written: number) => report(written / facts.seconds);
  const made = new Set(await readdir(folder));
  for (const sound of [...facts.sounds.slice(0, maxSounds), undefined]) {
    try {
      await runFfmpeg(ladderCommand(input, folder, { ...plan, sound }), { signal, wallSeconds, onProgress });
      if (sound === undefined) return false;
      const { streams } = await probe(join(folder, "audio.m4s"), signal);
      if (streams.some(({ packets }) => packets.count > 0)) return true;
    } catch (error) {
      if (signal.aborted || (error instanceof MediaError && error.message === tookTooLong)) throw error;
      if (sound === undefined) throw new MediaError("The video is damaged: it cannot be decoded.", { cause: error });
    }
    for (const name of await readdir(folder)) if (!made.has(name)) await rm(join(folder, name), { recursive: true });
  }
  return false;
}

/** Makes everything that is shown of a video: one decoder, one ffmpeg run, and a remux without encoding. */
export async function transcode(options: TranscodeOptions): Promise<Transcoded> {
  const { input, folder, signal } = options;
  const facts = await inspectVideo(input, signal);
  const renditions = ladderFor(facts.width, facts.height);
  const planned = planStoryboard(facts.width, facts.height, facts.picture.packets.end);
  const hasSound = await makeLadder(options, facts, { facts, renditions, storyboard: planned });
  if (!existsSync(join(folder, "poster.jpg")))
    throw new MediaError("The video is damaged: it has no picture that can be decoded.");
  const largest = renditions.at(-1) as Rendition;
  const { packets } = (await probe(join(folder, `${largest.name}.m4s`), signal)).streams[0] as Stream;
  const { start, last } = facts.picture.packets;
  // The probe counts from the first frame of the rendition.
  if (packets.last < (last - start) * leastPart) {
    const [read, whole] = [packets.end, facts.picture.packets.end].map((seconds) => seconds.toFixed(1));
    throw new MediaError(`The video is damaged: ${read} of its ${whole} seconds could be read.`);
  }
  const storyboard = await joinStoryboard(folder, planned);
  const progressive = progressiveOf(renditions);
  await joinProgressive(folder, progressive, hasSound, signal);
  const joined = await probe(join(folder, "video.mp4"), signal);
  const seconds = Math.max(...joined.streams.map((stream) => stream.packets.end));
  return { facts, hasSound, seconds, renditions, progressive, storyboard };
}
