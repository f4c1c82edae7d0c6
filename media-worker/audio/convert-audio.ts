import { join } from "node:path";
import { MediaError } from "../media/media-error.ts";
import type { Conversion, Result } from "../media/process-media.ts";
import { confinedCommand } from "../video/ladder-command.ts";
import { probe } from "../video/probe.ts";
import { runFfmpeg } from "../video/run-ffmpeg.ts";
import { waveformOf } from "./waveform.ts";

const maxSeconds = 60 * 60;
const wallSeconds = 600;

/** Any sound as AAC in an MP4 that plays while it loads, without covers and tags. */
export async function convertAudio({ original, folder, publisher, signal, report }: Conversion): Promise<Result> {
  const { streams, format } = await probe(original, signal);
  if (!streams.some((stream) => stream.codec_type === "audio")) throw new MediaError("The file has no sound in it.");
  const seconds = Number(format.duration) || 0;
  if (seconds > maxSeconds) {
    throw new MediaError(`The sound is too long: ${Math.round(seconds)} seconds, where ${maxSeconds} are allowed.`);
  }
  const file = join(folder, "audio.m4a");
  const command = confinedCommand(original)
    .inputOptions(["-t", `${maxSeconds}`])
    .output(file)
    .outputOptions(["-map", "0:a:0", "-vn", "-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000"])
    .outputOptions(["-map_metadata", "-1", "-map_chapters", "-1", "-movflags", "+faststart"]);
  const onProgress = (written: number) => report(seconds > 0 ? written / seconds : 0);
  try {
    await runFfmpeg(command, { signal, wallSeconds, onProgress });
  } catch (error) {
    if (signal.aborted || error instanceof MediaError) throw error;
    throw new MediaError("The sound is damaged: it cannot be decoded.", { cause: error });
  }
  const waveform = await waveformOf(file, signal);
  if (waveform.length === 0) throw new MediaError("The file has no sound in it.");
  const written = await probe(file, signal);
  const { address, byteSize } = await publisher.publish(file, "audio.m4a", "audio/mp4");
  return {
    duration_ms: Math.round(Number(written.format.duration) * 1000),
    variants: [{ ...address, type: "audio/mp4", byte_size: byteSize }],
    waveform,
  };
}
