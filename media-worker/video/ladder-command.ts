import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ffmpeg, { type FfmpegCommand } from "fluent-ffmpeg";
import { inputConfinement } from "./codecs.ts";
import type { VideoFacts } from "./inspect-video.ts";
import { maxSeconds } from "./inspect-video.ts";
import type { Rendition } from "./ladder.ts";
import { maxTiles, type Storyboard } from "./storyboard.ts";

const confinedFfmpeg = fileURLToPath(new URL("../confined/ffmpeg", import.meta.url));

/** Every rendition begins a segment at the same moment, so a player can change over at each. */
export const segmentSeconds = 4;
const maxFrameRate = 60;

/**
 * An ffmpeg command that reads one stranger's file. Options are passed one by one, never as an array, which
 * fluent-ffmpeg would split at spaces.
 */
export const confinedCommand = (input: string): FfmpegCommand =>
  ffmpeg()
    .setFfmpegPath(confinedFfmpeg)
    .input(input)
    .inputOptions("-nostdin", "-hide_banner", ...inputConfinement);

/** What zscale has to know of a picture in HDR; a file may leave it out, and then it is what nearly all have. */
const knownColour = /^(bt709|bt2020|bt2020nc|smpte432)$/;

/** Brings any picture to what every screen shows: square pixels, 8 bits, no more than 60 frames a second. */
function normalise({ picture, isHdr, frameRate, isSteady }: VideoFacts, largest: Rendition): string[] {
  const size = `${largest.width}:${largest.height}`;
  const described = [
    ...(knownColour.test(picture.color_primaries ?? "") ? [] : ["color_primaries=bt2020"]),
    ...(knownColour.test(picture.color_space ?? "") ? [] : ["colorspace=bt2020nc"]),
  ];
  const toneMapped = [
    ...(described.length > 0 ? [`setparams=${described.join(":")}`] : []),
    `zscale=${size}:t=linear:npl=100`,
    "format=gbrpf32le",
    "zscale=p=bt709",
    "tonemap=hable:desat=0",
    "zscale=t=bt709:m=bt709:r=tv",
  ];
  return [
    ...(frameRate > maxFrameRate || !isSteady ? [`fps=${Math.min(frameRate, maxFrameRate)}`] : []),
    ...(isHdr ? toneMapped : [`scale=${size}`]),
    "format=yuv420p",
    "setsar=1",
  ];
}

export interface LadderPlan {
  facts: VideoFacts;
  /** Smallest first. */
  renditions: Rendition[];
  storyboard: Storyboard;
  /** The stream that is heard. */
  sound: number | undefined;
}

/** Filters that change the rate of frames move them by less than that, in seconds. */
const timeTolerance = 0.01;

/** One decoder, then a branch for each rendition, the poster and the storyboard. */
function filterGraph({ facts, renditions, storyboard }: LadderPlan): string[] {
  const largest = renditions.at(-1) as Rendition;
  const branches = [...renditions.map((_, index) => `r${index}`), "p", "s"].map((name) => `[${name}]`).join("");
  return [
    `[0:${facts.picture.index}]${normalise(facts, largest).join(",")},split=${renditions.length + 2}${branches}`,
    ...renditions.map(({ width, height }, index) =>
      // The largest has its size already.
      index === renditions.length - 1 ? `[r${index}]null[v${index}]` : `[r${index}]scale=${width}:${height}[v${index}]`,
    ),
    `[p]select=gte(t\\,${facts.posterAt - timeTolerance})[poster]`,
    `[s]fps=1000/${storyboard.interval_ms}:eof_action=pass,scale=${storyboard.width}:${storyboard.height}[tiles]`,
  ];
}

/** Sound as every player takes it. Where it begins late or breaks off there is silence, so that it keeps in step. */
export const soundOptions = [
  ...["-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000"],
  ...["-af", "aresample=async=1:first_pts=0"],
];

function hlsOptions({ sound, renditions }: LadderPlan): string[] {
  const group = sound !== undefined ? ",agroup:audio" : "";
  const streams = renditions.map(({ name }, index) => `v:${index}${group},name:${name}`);
  const audio = sound !== undefined ? ["a:0,agroup:audio,name:audio"] : [];
  return [
    ...renditions.flatMap((_, index) => ["-map", `[v${index}]`]),
    ...(sound !== undefined ? ["-map", `0:${sound}`, ...soundOptions] : []),
    ...["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-profile:v", "high", "-fps_mode", "vfr"],
    ...renditions.flatMap(({ maxRate }, index) => [
      `-maxrate:v:${index}`,
      `${maxRate}`,
      `-bufsize:v:${index}`,
      `${2 * maxRate}`,
    ]),
    ...["-force_key_frames", `expr:gte(t,n_forced*${segmentSeconds})`, "-sc_threshold", "0", "-g", "600"],
    ...["-map_metadata", "-1", "-map_chapters", "-1"],
    ...["-f", "hls", "-hls_time", `${segmentSeconds}`, "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4"],
    // One file a rendition, with byte ranges: a video is a handful of objects, not thousands.
    ...["-hls_flags", "single_file+independent_segments", "-master_pl_name", "master.m3u8"],
    ...["-var_stream_map", [...audio, ...streams].join(" ")],
  ];
}

/** The whole ladder, the poster and the tiles of the storyboard in one ffmpeg run, which writes into `folder`. */
export function ladderCommand(input: string, folder: string, plan: LadderPlan): FfmpegCommand {
  return (
    confinedCommand(input)
      .inputOptions("-t", `${maxSeconds}`)
      .complexFilter(filterGraph(plan))
      .output(join(folder, "%v.m3u8"))
      .outputOptions(...hlsOptions(plan), "-hls_segment_filename", join(folder, "%v.m4s"))
      .output(join(folder, "poster.jpg"))
      .outputOptions("-map", "[poster]", "-frames:v", "1", "-q:v", "3", "-update", "1")
      // One file a tile: ffmpeg tells no progress until every output has had a frame, and a filter that joins the tiles
      // has none before the end.
      .output(join(folder, "tile-%03d.jpg"))
      .outputOptions("-map", "[tiles]", "-frames:v", `${maxTiles}`, "-q:v", "2")
  );
}
