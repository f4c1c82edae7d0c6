import { join } from "node:path";
import { MediaError } from "../media/media-error.ts";
import type { Conversion, Result } from "../media/process-media.ts";
import { soundsOf } from "../video/inspect-video.ts";
import { confinedCommand, soundOptions } from "../video/ladder-command.ts";
import { probe } from "../video/probe.ts";
import { runFfmpeg } from "../video/run-ffmpeg.ts";
import { waveformOf } from "./waveform.ts";

const maxSeconds = 60 * 60;
const wallSeconds = 600;

/** Any sound as AAC in an MP4 that plays while it loads, without covers and tags. */
export async function convertAudio({ original, folder, publisher, signal, report }: Conversion): Promise<Result> {
  const probed = await probe(original, signal);
  const announced = probed.streams.find(({ codec_type }) => codec_type === "audio");
  if (announced === undefined || announced.packets.count === 0) throw new MediaError("The file has no sound in it.");
  const [sound] = soundsOf(probed.streams);
  if (!sound) {
    throw new MediaError(`The sound is coded in a way that cannot be used: ${announced.codec_name ?? "unknown"}.`);
  }
  const seconds = sound.packets.end;
  if (seconds > maxSeconds) {
    throw new MediaError(`The sound is too long: ${Math.round(seconds)} seconds, where ${maxSeconds} are allowed.`);
  }
  const file = join(folder, "audio.m4a");
  const command = confinedCommand(original)
    .inputOptions("-t", `${maxSeconds}`)
    .output(file)
    .outputOptions("-map", `0:${sound.index}`, "-vn", ...soundOptions)
    .outputOptions("-map_metadata", "-1", "-map_chapters", "-1", "-movflags", "+faststart");
  const onProgress = (written: number) => report(written / seconds);
  try {
    await runFfmpeg(command, { signal, wallSeconds, onProgress });
  } catch (error) {
    if (signal.aborted || error instanceof MediaError) throw error;
    throw new MediaError("The sound is damaged: it cannot be decoded.", { cause: error });
  }
  const waveform = await waveformOf(file, signal);
  if (waveform.length === 0) throw new MediaError("The file has no sound in it.");
  const { streams } = await probe(file, signal);
  const { address, byteSize } = await publisher.publish(file, "audio.m4a", "audio/mp4");
  return {
    duration_ms: Math.round(Math.max(...streams.map(({ packets }) => packets.end)) * 1000),
    variants: [{ ...address, type: "audio/mp4", byte_size: byteSize }],
    waveform,
  };
}
