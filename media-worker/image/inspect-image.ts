import sharp, { type Metadata } from "sharp";
import { MediaError } from "../media/media-error.ts";

/** Of one frame: a decoded pixel takes four bytes. */
const maxPixels = 50_000_000;
const maxFrames = 600;
/** Of all frames of an animation together. */
const maxAnimatedPixels = 200_000_000;

const formats = ["jpeg", "png", "webp", "gif", "heif"];

export interface ImageFacts {
  /** As people see it, upright. */
  width: number;
  height: number;
  frames: number;
  /** As iPhones write them: coded as a frame of a video, and turned by the container alone, whatever its EXIF says. */
  isHeic: boolean;
}

async function readHeader(file: string): Promise<Metadata> {
  try {
    return await sharp(file, { limitInputPixels: false }).metadata();
  } catch {
    throw new MediaError("The picture is damaged: it cannot be read.");
  }
}

/** Reads the header alone, and refuses what would take too much to decode before anything of it is decoded. */
export async function inspectImage(file: string): Promise<ImageFacts> {
  const header = await readHeader(file);
  const { format = "", width = 0, height = 0, autoOrient, compression, pages = 1 } = header;
  const isHeic = compression === "hevc";
  const frames = isHeic ? 1 : pages;
  if (!formats.includes(format)) throw new MediaError(`Pictures of the format ${format || "unknown"} cannot be used.`);
  if (width * height > maxPixels) {
    throw new MediaError(`The picture is too large: ${width} × ${height} pixels, where 50 megapixels are allowed.`);
  }
  if (frames > maxFrames)
    throw new MediaError(`The animation is too long: ${frames} frames, where ${maxFrames} are allowed.`);
  if (frames > 1 && width * height * frames > maxAnimatedPixels) {
    throw new MediaError(`The animation is too large: ${frames} frames of ${width} × ${height} pixels.`);
  }
  // An animation is not turned: no camera makes any.
  if (frames > 1 || isHeic) return { width, height, frames, isHeic };
  return { width: autoOrient.width, height: autoOrient.height, frames, isHeic };
}
