import { join } from "node:path";
import { blurhashOf } from "../image/blurhash.ts";
import type { Conversion, Result } from "../media/process-media.ts";
import { urlOf } from "../media/publisher.ts";
import { frameHashes } from "./frame-hashes.ts";
import { HlsPublisher } from "./publish-hls.ts";
import { transcode } from "./transcode.ts";

/** Encoding takes nearly all of the time; the rest of the progress is the upload. */
const encodingPart = 0.9;

/**
 * A video as an adaptive ladder, as one file, and in pictures. It can be seen as soon as its smallest rendition is
 * there; the others follow. A message's has one file and a poster: the files that a playlist names cannot be signed
 * for each reader.
 */
export async function convertVideo(conversion: Conversion): Promise<Result> {
  const { medium, original: input, folder, publisher, signal, report, show } = conversion;
  const made = await transcode({ input, folder, signal, report: (done) => report(done * encodingPart) });
  const { facts, renditions, progressive, seconds } = made;
  const largest = renditions.at(-1) ?? progressive;

  const poster = await publisher.publish(join(folder, "poster.jpg"), "poster.jpg", "image/jpeg");
  const posterUrl = urlOf(poster.address);
  const picture = {
    ...poster.address,
    type: "image/jpeg",
    width: largest.width,
    height: largest.height,
    byte_size: poster.byteSize,
  };
  const result: Result = {
    width: facts.width,
    height: facts.height,
    duration_ms: Math.round(seconds * 1000),
    blurhash: await blurhashOf(join(folder, "poster.jpg")),
    hashes: await frameHashes(folder),
    variants: [picture],
    ...(posterUrl === undefined ? {} : { poster_url: posterUrl }),
  };

  const hls = new HlsPublisher(folder, publisher);
  const [smallest, ...others] = renditions.map(({ name }) => name);
  if (posterUrl !== undefined) {
    await hls.add([smallest as string, ...(made.hasSound ? ["audio"] : [])]);
    // An earlier attempt may have come this far and further: what people see is not taken back.
    if (medium.shown_attempt === null) await show({ ...result, hls_url: await hls.publishMaster("aMoment") });
  }

  const video = await publisher.publish(join(folder, "video.mp4"), "video.mp4", "video/mp4");
  const { width, height } = progressive;
  result.variants.unshift({ ...video.address, type: "video/mp4", width, height, byte_size: video.byteSize });
  if (posterUrl === undefined) return result;

  await hls.add(others);
  const storyboard = await publisher.publish(join(folder, "storyboard.jpg"), "storyboard.jpg", "image/jpeg");
  return {
    ...result,
    hls_url: await hls.publishMaster("forEver"),
    storyboard: { url: urlOf(storyboard.address), ...made.storyboard },
  };
}
