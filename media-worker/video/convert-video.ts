import { join } from "node:path";
import { blurhashOf } from "../image/blurhash.ts";
import type { Conversion, Result } from "../media/process-media.ts";
import type { Address } from "../media/publisher.ts";
import { publishHls } from "./publish-hls.ts";
import { transcode } from "./transcode.ts";

/** Encoding takes nearly all of the time; the rest of the progress is the upload. */
const encodingPart = 0.9;

const urlOf = (address: Address): string | undefined => ("url" in address ? address.url : undefined);

/**
 * A video as an adaptive ladder, as one file, and in pictures. A message's has one file and a poster: the files that a
 * playlist names cannot be signed for each reader.
 */
export async function convertVideo(conversion: Conversion): Promise<Result> {
  const { original: input, folder, publisher, signal, report } = conversion;
  const made = await transcode({ input, folder, signal, report: (done) => report(done * encodingPart) });
  const { facts, renditions, progressive, seconds } = made;

  const video = await publisher.publish(join(folder, "video.mp4"), "video.mp4", "video/mp4");
  const poster = await publisher.publish(join(folder, "poster.jpg"), "poster.jpg", "image/jpeg");
  const largest = renditions.at(-1) ?? progressive;
  const result: Result = {
    width: facts.width,
    height: facts.height,
    duration_ms: Math.round(seconds * 1000),
    blurhash: await blurhashOf(join(folder, "poster.jpg")),
    variants: [
      {
        ...video.address,
        type: "video/mp4",
        width: progressive.width,
        height: progressive.height,
        byte_size: video.byteSize,
      },
      {
        ...poster.address,
        type: "image/jpeg",
        width: largest.width,
        height: largest.height,
        byte_size: poster.byteSize,
      },
    ],
  };
  const posterUrl = urlOf(poster.address);
  if (posterUrl === undefined) return result;

  const names = [...renditions.map(({ name }) => name), ...(facts.hasAudio ? ["audio"] : [])];
  const hls = await publishHls(folder, names, publisher);
  const storyboard = await publisher.publish(join(folder, "storyboard.jpg"), "storyboard.jpg", "image/jpeg");
  return {
    ...result,
    poster_url: posterUrl,
    hls_url: urlOf(hls.address) as string,
    storyboard: { url: urlOf(storyboard.address), ...made.storyboard },
  };
}
