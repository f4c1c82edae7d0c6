import { existsSync } from "node:fs";
import { join } from "node:path";
import { MediaError } from "../media/media-error.ts";
import { inspectVideo, type VideoFacts } from "./inspect-video.ts";
import { ladderFor, type Rendition } from "./ladder.ts";
import { confinedCommand, ladderCommand } from "./ladder-command.ts";
import { probe } from "./probe.ts";
import { runFfmpeg } from "./run-ffmpeg.ts";
import { planStoryboard, type Storyboard } from "./storyboard.ts";

/** What lies in the folder afterwards: a playlist and a file for each rendition and the sound, poster.jpg, storyboard.jpg, video.mp4. */
export interface Transcoded {
  facts: VideoFacts;
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

/** Less than this part of what the header promised is a damaged file. */
const leastPart = 0.9;
/** A second of a large video may take this long on a small machine. */
const wallSecondsASecond = 20;

/** The largest that a phone plays without adaptation. */
const progressiveOf = (renditions: Rendition[]): Rendition =>
  (renditions.findLast(({ name }) => Number.parseInt(name, 10) <= 720) ?? renditions[0]) as Rendition;

/** A file for download and old players, made of one rendition and the sound without encoding anything again. */
async function joinProgressive(folder: string, { name }: Rendition, hasAudio: boolean, signal: AbortSignal) {
  const command = confinedCommand(join(folder, `${name}.m4s`));
  if (hasAudio) command.input(join(folder, "audio.m4s")).inputOptions(["-protocol_whitelist", "file"]);
  command
    .output(join(folder, "video.mp4"))
    .outputOptions(["-map", "0:v:0", ...(hasAudio ? ["-map", "1:a:0"] : []), "-c", "copy"])
    .outputOptions(["-map_metadata", "-1", "-movflags", "+faststart"]);
  await runFfmpeg(command, { signal, wallSeconds: 300 });
}

/** Makes everything that is shown of a video: one decoder, one ffmpeg run, and a remux without encoding. */
export async function transcode({ input, folder, signal, report }: TranscodeOptions): Promise<Transcoded> {
  const facts = await inspectVideo(input, signal);
  const renditions = ladderFor(facts.width, facts.height);
  const storyboard = planStoryboard(facts.width, facts.height, facts.seconds);
  const plan = { facts, renditions, storyboard, posterAt: Math.min(1, facts.seconds / 10) };
  const wallSeconds = Math.min(7200, 120 + wallSecondsASecond * facts.seconds);
  const onProgress = (written: number) => report(facts.seconds > 0 ? written / facts.seconds : 0);
  const largest = renditions.at(-1) as Rendition;
  try {
    await runFfmpeg(ladderCommand(input, folder, plan), { signal, wallSeconds, onProgress });
  } catch (error) {
    if (signal.aborted || error instanceof MediaError) throw error;
    throw new MediaError("The video is damaged: it cannot be decoded.", { cause: error });
  }
  if (!existsSync(join(folder, "poster.jpg")))
    throw new MediaError("The video is damaged: it has no picture that can be decoded.");
  const { format } = await probe(join(folder, `${largest.name}.m4s`), signal);
  const seconds = Number(format.duration) || 0;
  if (seconds < facts.seconds * leastPart) {
    throw new MediaError(
      `The video is damaged: ${seconds.toFixed(1)} of its ${facts.seconds.toFixed(1)} seconds could be read.`,
    );
  }
  const progressive = progressiveOf(renditions);
  await joinProgressive(folder, progressive, facts.hasAudio, signal);
  return { facts, seconds, renditions, progressive, storyboard };
}
