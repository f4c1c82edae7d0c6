import { encode } from "blurhash";
import sharp from "sharp";

/** A picture in some 30 characters, to show until it has loaded. */
export async function blurhashOf(image: string | Buffer): Promise<string> {
  const { data, info } = await sharp(image)
    .resize(32, 32, { fit: "inside" })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const [across, down] = info.width >= info.height ? [4, 3] : [3, 4];
  return encode(new Uint8ClampedArray(data), info.width, info.height, across, down);
}
