import { MediaError } from "../media/media-error.ts";
import { audioCodecs, videoCodecs } from "./codecs.ts";
import { type Probe, probe, rate, type Stream } from "./probe.ts";

export interface VideoFacts {
  /** The stream that is shown. */
  picture: Stream;
  /** Sounds that can be decoded, by their index; the first of them that does is heard. */
  sounds: number[];
  /** As people see it: upright, with square pixels. */
  width: number;
  height: number;
  /** What a player shows: as long as the picture or the sound, whichever is longer. */
  seconds: number;
  /** Frames a second; of a video whose frames do not follow in equal steps, what comes near to it. */
  frameRate: number;
  /** Frames follow in equal steps. Else some have to be repeated: a segment is as long as its frames. */
  isSteady: boolean;
  /** Where the poster is taken: the frame that is shown after a second, or after a tenth of a short video. */
  posterAt: number;
  /** More light than a usual screen shows (HDR10, HLG): has to be tone-mapped. */
  isHdr: boolean;
}

export const maxSeconds = 20 * 60;
/** 4096 × 2304, in either direction. */
const maxPixels = 9_437_184;
/** Less than this part of what the header promised is a damaged file. */
export const leastPart = 0.9;

/** What is seen, which is neither a cover nor of a kind that is not decoded here. */
function pictureOf(streams: Stream[]): Stream & { width: number; height: number } {
  const pictures = streams.filter((stream) => stream.codec_type === "video" && !stream.disposition?.attached_pic);
  const picture = pictures.find(({ codec_name = "" }) => videoCodecs.includes(codec_name));
  if (pictures[0] && !picture) {
    throw new MediaError(`The picture is coded in a way that cannot be used: ${pictures[0].codec_name ?? "unknown"}.`);
  }
  if (!picture?.width || !picture.height || picture.packets.count === 0) {
    throw new MediaError("The file has no moving picture in it.");
  }
  return picture as Stream & { width: number; height: number };
}

/** What can be heard. A sound may be announced and have nothing in it. */
export const soundsOf = (streams: Stream[]): Stream[] =>
  streams.filter(
    ({ codec_type, codec_name = "", channels = 0, packets }) =>
      codec_type === "audio" && channels > 0 && packets.count > 0 && audioCodecs.includes(codec_name),
  );

/** A file that broke off: its header promises more than is there, of everything or of the picture. */
function refuseIncomplete({ streams, promised }: Probe, { duration, packets }: Stream): void {
  const all = Math.max(...streams.map((stream) => stream.packets.end));
  const own = packets.end - packets.start;
  const ownPromised = Number(duration) || 0;
  const [read, wanted] = own < ownPromised * leastPart ? [own, ownPromised] : [all, promised];
  if (read >= wanted * leastPart) return;
  throw new MediaError(`The video is damaged: ${read.toFixed(1)} of its ${wanted.toFixed(1)} seconds could be read.`);
}

/** Some recorders write a frame when something has changed, and let the last one stand. */
function paceOf({ times, last, end }: Stream["packets"]): { frameRate: number; isSteady: boolean } {
  const gaps = [...times.slice(1), Math.max(end, last)]
    .map((time, index) => time - (times[index] ?? 0))
    .sort((a, b) => a - b);
  const usual = gaps[gaps.length >> 1] ?? 0;
  const frameRate = usual > 0 ? 1 / usual : 0;
  const isSteady = (gaps.at(-1) ?? 0) <= 1.5 * usual;
  return { frameRate: isSteady ? frameRate : Math.min(60, Math.max(10, Math.round(frameRate))), isSteady };
}

function factsOf(probed: Probe): VideoFacts {
  const picture = pictureOf(probed.streams);
  refuseIncomplete(probed, picture);
  const sounds = soundsOf(probed.streams);
  const { start, end, times } = picture.packets;
  const pixelAspect = rate(picture.sample_aspect_ratio) || 1;
  const width = Math.max(1, Math.round(picture.width * pixelAspect));
  const rotation = picture.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  const lies = Math.abs(rotation) % 180 === 90;
  const wanted = start + Math.min(1, (end - start) / 10);
  return {
    picture,
    sounds: sounds.map(({ index }) => index),
    width: lies ? picture.height : width,
    height: lies ? width : picture.height,
    seconds: Math.max(end, sounds[0]?.packets.end ?? 0),
    ...paceOf(picture.packets),
    posterAt: times.findLast((time) => time <= wanted) ?? start,
    isHdr: ["smpte2084", "arib-std-b67"].includes(picture.color_transfer ?? ""),
  };
}

/** Reads what is in a file, and refuses what would take too much to decode. */
export async function inspectVideo(file: string, signal: AbortSignal): Promise<VideoFacts> {
  const facts = factsOf(await probe(file, signal));
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
  return facts;
}
