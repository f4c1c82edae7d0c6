import { MediaError } from "../media/media-error.ts";
import { type Probe, probe, rate } from "./probe.ts";

export interface VideoFacts {
  /** As people see it: upright, with square pixels. */
  width: number;
  height: number;
  seconds: number;
  frameRate: number;
  hasAudio: boolean;
  /** More light than a usual screen shows (HDR10, HLG): has to be tone-mapped. */
  isHdr: boolean;
}

export const maxSeconds = 20 * 60;
/** 4096 × 2304, in either direction. */
const maxPixels = 9_437_184;

function factsOf({ streams, format }: Probe): VideoFacts {
  const video = streams.find((stream) => stream.codec_type === "video" && !stream.disposition?.attached_pic);
  if (!video?.width || !video.height) throw new MediaError("The file has no moving picture in it.");
  const seconds = Number(video.duration ?? format.duration ?? Number.NaN);
  const pixelAspect = rate(video.sample_aspect_ratio) || 1;
  const width = Math.max(1, Math.round(video.width * pixelAspect));
  const rotation = video.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  const lies = Math.abs(rotation) % 180 === 90;
  return {
    width: lies ? video.height : width,
    height: lies ? width : video.height,
    seconds,
    frameRate: rate(video.avg_frame_rate) || rate(video.r_frame_rate),
    hasAudio: streams.some((stream) => stream.codec_type === "audio" && (stream.channels ?? 0) > 0),
    isHdr: ["smpte2084", "arib-std-b67"].includes(video.color_transfer ?? ""),
  };
}

/** Reads the headers, and refuses what would take too much to decode. */
export async function inspectVideo(file: string, signal: AbortSignal): Promise<VideoFacts> {
  const facts = factsOf(await probe(file, signal));
  // Recorders that stream (webm) may leave the length out; it shows while decoding, and is limited there.
  if (facts.seconds > maxSeconds) {
    throw new MediaError(
      `The video is too long: ${Math.round(facts.seconds)} seconds, where ${maxSeconds} are allowed.`,
    );
  }
  if (facts.width * facts.height > maxPixels) {
    throw new MediaError(
      `The picture is too large: ${facts.width} × ${facts.height} pixels, where 4096 × 2304 are allowed.`,
    );
  }
  if (facts.width < 16 || facts.height < 16) {
    throw new MediaError(`The picture is too small: ${facts.width} × ${facts.height} pixels.`);
  }
  return { ...facts, seconds: facts.seconds || 0 };
}
