import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { MediaError } from "../media/media-error.ts";
import type { Conversion, Purpose, Result, Variant } from "../media/process-media.ts";
import { blurhashOf } from "./blurhash.ts";
import { type ImageFacts, inspectImage } from "./inspect-image.ts";
import { pictureHash } from "./pdq.ts";
import { readHeic } from "./read-heic.ts";

/** The widths that each purpose is shown in; an avatar is a square. */
const widths: Record<Purpose, number[]> = {
  avatar: [96, 256, 512],
  post: [320, 640, 1080, 1920],
  comment: [320, 640, 1080],
  message: [320, 640, 1080, 1920],
  // Documents are read closely.
  verification: [640, 1920],
};
const animatedWidths = [240, 480];

const encodings = [
  { type: "image/avif", extension: "avif", encode: (image: Sharp) => image.avif({ quality: 50, effort: 2 }) },
  { type: "image/webp", extension: "webp", encode: (image: Sharp) => image.webp({ quality: 78, effort: 3 }) },
  {
    type: "image/jpeg",
    extension: "jpg",
    encode: (image: Sharp) => image.flatten({ background: "#ffffff" }).jpeg({ quality: 80, progressive: true }),
  },
];

/** The longest side that all three formats can have: WebP's. */
const maxSide = 16_383;

/** How wide a picture may be so that it is not too high: long screenshots are shown narrower. */
export const widestOf = ({ width, height }: { width: number; height: number }): number =>
  Math.min(width, Math.max(1, Math.floor((width * maxSide) / height)));

/** The wanted widths that are smaller than the source, and then the source's own or the largest that is wanted. */
export function widthsUpTo(source: number, wanted: number[]): number[] {
  const largest = Math.min(source, Math.max(...wanted));
  return [...wanted.filter((width) => width < largest), largest];
}

const decodeSeconds = 60;

/** A picture upright and in sRGB. What is not asked for is left out: sharp writes no metadata, the place least of all. */
const decode = (file: string, animated = false) =>
  sharp(file, { animated, failOn: "truncated", limitInputPixels: false }).timeout({ seconds: decodeSeconds });

async function orRefuse<Value>(work: Promise<Value>, reason: string): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    // A full disk is not the picture's fault.
    if (/no space|too many open files|out of memory/i.test(String(error))) throw error;
    throw new MediaError(reason, { cause: error });
  }
}

const damagedOr = <Value>(work: Promise<Value>) => orRefuse(work, "The picture is damaged: it cannot be decoded.");
const convertedOr = <Value>(work: Promise<Value>, type: string) =>
  orRefuse(work, `The picture cannot be converted to ${type}.`);

async function convertAnimation(
  { original, folder, publisher, report }: Conversion,
  facts: ImageFacts,
): Promise<Result> {
  const sizes = widthsUpTo(widestOf(facts), animatedWidths);
  const variants: Variant[] = [];
  for (const [index, width] of sizes.entries()) {
    const file = join(folder, `w${width}.webp`);
    const { pageHeight = 0 } = await damagedOr(
      decode(original, true).resize({ width }).webp({ quality: 70, effort: 2 }).toFile(file),
    );
    const { address, byteSize } = await publisher.publish(file, `w${width}.webp`, "image/webp");
    variants.push({ ...address, type: "image/webp", width, height: pageHeight, byte_size: byteSize });
    report((index + 1) / (sizes.length + 1));
  }
  const poster = join(folder, "poster.jpg");
  const still = await damagedOr(
    decode(original)
      .resize({ width: sizes.at(-1) as number })
      .flatten({ background: "#ffffff" })
      .jpeg()
      .toFile(poster),
  );
  const { address, byteSize } = await publisher.publish(poster, "poster.jpg", "image/jpeg");
  variants.push({ ...address, type: "image/jpeg", width: still.width, height: still.height, byte_size: byteSize });
  return {
    width: facts.width,
    height: facts.height,
    blurhash: await blurhashOf(poster),
    hashes: [await pictureHash(poster)],
    variants,
    ...("url" in address ? { poster_url: address.url } : {}),
  };
}

/** Decodes once, to the largest size that is wanted; the smaller ones are made of that. */
async function convertStill(conversion: Conversion, facts: ImageFacts): Promise<Result> {
  const { medium, original, folder, publisher, signal, report } = conversion;
  const isSquare = medium.purpose === "avatar";
  const sizes = widthsUpTo(isSquare ? Math.min(facts.width, facts.height) : widestOf(facts), widths[medium.purpose]);
  const largest = sizes.at(-1) as number;
  const source = facts.isHeic ? decode(await readHeic(original, folder, signal)) : decode(original).autoOrient();
  const master = await damagedOr(
    source
      .resize(isSquare ? { width: largest, height: largest, fit: "cover" } : { width: largest })
      .toColourspace("srgb")
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  const { width, height, channels } = master.info;
  const scaled = (target: number) => sharp(master.data, { raw: { width, height, channels } }).resize({ width: target });
  const variants: Variant[] = [];
  for (const target of sizes) {
    for (const { type, extension, encode } of encodings) {
      const name = `w${target}.${extension}`;
      const file = join(folder, name);
      const written = await convertedOr(encode(scaled(target)).toFile(file), type);
      const { address, byteSize } = await publisher.publish(file, name, type);
      variants.push({ ...address, type, width: written.width, height: written.height, byte_size: byteSize });
      report(variants.length / (sizes.length * encodings.length));
    }
  }
  const preview = await scaled(Math.min(largest, 64)).png().toBuffer();
  const hashes = [await pictureHash(sharp(master.data, { raw: { width, height, channels } }))];
  return { width, height, blurhash: await blurhashOf(preview), variants, hashes };
}

/** A picture in the widths and formats that browsers choose from; an animation stays one, unless it is an avatar. */
export async function convertImage(conversion: Conversion): Promise<Result> {
  const facts = await inspectImage(conversion.original);
  const isAnimation = facts.frames > 1 && conversion.medium.purpose !== "avatar";
  return isAnimation ? convertAnimation(conversion, facts) : convertStill(conversion, facts);
}
