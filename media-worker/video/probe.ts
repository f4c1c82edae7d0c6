import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { MediaError } from "../media/media-error.ts";

const run = promisify(execFile);
const confinedProbe = fileURLToPath(new URL("../confined/ffprobe", import.meta.url));

/** What ffmpeg may open and read of it: local files, the containers that may be uploaded, common codecs. */
export const inputConfinement = [
  "-protocol_whitelist",
  "file",
  "-format_whitelist",
  "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mp3,aac,ogg,wav,flac",
  "-codec_whitelist",
  "h264,hevc,vp8,libvpx,vp9,libvpx-vp9,av1,libdav1d,libaom-av1,mpeg4,mpeg2video,prores,mjpeg,aac,mp3,mp3float,opus,libopus,vorbis,flac,alac,ac3,eac3,pcm_s16le,pcm_s16be,pcm_s24le,pcm_f32le,pcm_u8,pcm_mulaw,pcm_alaw",
];

interface ProbeStream {
  index: number;
  codec_type: string;
  codec_name?: string;
  width?: number;
  height?: number;
  sample_aspect_ratio?: string;
  avg_frame_rate?: string;
  r_frame_rate?: string;
  color_transfer?: string;
  pix_fmt?: string;
  duration?: string;
  channels?: number;
  disposition?: { attached_pic?: number };
  side_data_list?: { rotation?: number }[];
}

export interface Probe {
  streams: ProbeStream[];
  format: { duration?: string; format_name?: string };
}

/**
 * What a file says about itself. Not fluent-ffmpeg's ffprobe, which cannot be stopped when it takes too long.
 * @throws MediaError when it is no audio or video file at all
 */
export async function probe(file: string, signal: AbortSignal): Promise<Probe> {
  const args = [...inputConfinement, "-v", "error", "-of", "json", "-show_format", "-show_streams", file];
  try {
    const { stdout } = await run(confinedProbe, args, { signal, timeout: 30_000, maxBuffer: 16 * 1024 * 1024 });
    return JSON.parse(stdout);
  } catch (error) {
    if (signal.aborted) throw error;
    // Without an exit code it was not the file's fault: ffprobe is missing, for instance.
    if (typeof (error as { code?: unknown }).code !== "number") throw error;
    throw new MediaError("The file is damaged or incomplete: it cannot be read.", { cause: error });
  }
}

/** `30000/1001` as a number; 0 when it is unknown. */
export function rate(fraction = "0/0"): number {
  const [numerator = 0, denominator = 0] = fraction.split(/[/:]/).map(Number);
  return denominator > 0 ? numerator / denominator : 0;
}
