import sharp, { type Sharp } from "sharp";

/**
 * PDQ, the perceptual hash of pictures that Meta has published ("The TMK+PDQF video-hashing algorithm and the PDQ image-hashing algorithm", 2019):
 * 256 bits that change little when a picture is scaled, compressed or coloured anew. Two are of one picture up to a distance of 31 bits.
 */
export interface PictureHash {
  /** In hexadecimal: of the picture, and as it is turned by 90, 180 and 270 degrees and mirrored in four ways. */
  forms: string[];
  /** 0 to 100: how much there is to tell it by. Below 50 the hash says nothing. */
  quality: number;
}

/** Larger pictures are first made this large: ten pixels for each of the 64, which came nearest to Meta's hashes. */
const maxSide = 640;
const side = 64;
const frequencies = 16;

export async function pictureHash(image: Sharp | string): Promise<PictureHash> {
  const source = typeof image === "string" ? sharp(image) : image;
  const { data, info } = await source
    .toColourspace("srgb")
    .removeAlpha()
    .resize(maxSide, maxSide, { fit: "fill", withoutEnlargement: true, kernel: "linear" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const luma = new Float32Array(width * height);
  for (let n = 0; n < luma.length; n++) {
    const at = n * channels;
    const [red, green, blue] = [data[at], data[channels < 3 ? at : at + 1], data[channels < 3 ? at : at + 2]] as [
      number,
      number,
      number,
    ];
    luma[n] = 0.299 * red + 0.587 * green + 0.114 * blue;
  }
  const small = decimated(blurred(luma, width, height), width, height);
  return { forms: turned(cosines(small)).map(bitsOf), quality: quality(small) };
}

/** Two passes of a mean along the rows and along the columns come near to the tent that a good reduction weighs pixels by. */
function blurred(luma: Float32Array, width: number, height: number): Float32Array {
  const window = (length: number) => Math.floor((length + 2 * side - 1) / (2 * side));
  let image = luma;
  for (let pass = 0; pass < 2; pass++) {
    const rows = new Float32Array(image.length);
    for (let y = 0; y < height; y++) slidingMean(image, rows, y * width, 1, width, window(width));
    const columns = new Float32Array(image.length);
    for (let x = 0; x < width; x++) slidingMean(rows, columns, x, width, height, window(height));
    image = columns;
  }
  return image;
}

/** Each value becomes the mean of those around it; at the ends, of those that there are. */
function slidingMean(from: Float32Array, to: Float32Array, start: number, step: number, count: number, window: number) {
  const before = (window - 1) >> 1;
  let sum = 0;
  let [first, next] = [0, 0];
  for (let n = 0; n < count; n++) {
    for (; next < Math.min(count, n - before + window); next++) sum += from[start + next * step] as number;
    for (; first < n - before; first++) sum -= from[start + first * step] as number;
    to[start + n * step] = sum / (next - first);
  }
}

function decimated(image: Float32Array, width: number, height: number): Float32Array {
  const small = new Float32Array(side * side);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      small[y * side + x] = image[
        Math.floor(((y + 0.5) * height) / side) * width + Math.floor(((x + 0.5) * width) / side)
      ] as number;
  return small;
}

/** How steep the edges are, all together. */
function quality(small: Float32Array): number {
  let sum = 0;
  const step = (one: number, other: number) =>
    Math.abs(Math.trunc((((small[one] as number) - (small[other] as number)) * 100) / 255));
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      if (y + 1 < side) sum += step(y * side + x, (y + 1) * side + x);
      if (x + 1 < side) sum += step(y * side + x, y * side + x + 1);
    }
  return Math.min(100, Math.trunc(sum / 90));
}

/** Row k is the cosine of frequency k + 1. */
const waves = Float64Array.from(
  { length: frequencies * side },
  (_, n) => Math.sqrt(2 / side) * Math.cos((Math.PI / 2 / side) * (Math.floor(n / side) + 1) * (2 * (n % side) + 1)),
);

/** The lowest sixteen frequencies in either direction, without the mean. */
function cosines(small: Float32Array): Float64Array {
  const across = new Float64Array(frequencies * side);
  for (let k = 0; k < frequencies; k++)
    for (let x = 0; x < side; x++)
      for (let y = 0; y < side; y++)
        across[k * side + x] =
          (across[k * side + x] as number) + (waves[k * side + y] as number) * (small[y * side + x] as number);
  const both = new Float64Array(frequencies * frequencies);
  for (let k = 0; k < frequencies; k++)
    for (let l = 0; l < frequencies; l++)
      for (let x = 0; x < side; x++)
        both[k * frequencies + l] =
          (both[k * frequencies + l] as number) + (across[k * side + x] as number) * (waves[l * side + x] as number);
  return both;
}

/** A mirrored wave of an odd frequency is its opposite, and turning swaps the directions: no picture has to be turned. */
function turned(upright: Float64Array): Float64Array[] {
  const form = (isSwapped: boolean, isNegative: (row: number, column: number) => boolean) =>
    upright.map((_, n) => {
      const [row, column] = [Math.floor(n / frequencies), n % frequencies];
      const value = upright[isSwapped ? column * frequencies + row : n] as number;
      return isNegative(row, column) ? -value : value;
    });
  const even = (n: number) => n % 2 === 0;
  return [
    upright,
    form(true, (row) => even(row)),
    form(false, (row, column) => even(row) !== even(column)),
    form(true, (_, column) => even(column)),
    form(false, (row) => even(row)),
    form(false, (_, column) => even(column)),
    form(true, () => false),
    form(true, (row, column) => even(row) !== even(column)),
  ];
}

/** A bit for each value above the median; the highest frequencies are written first. */
function bitsOf(values: Float64Array): string {
  const median = values.toSorted()[values.length / 2 - 1] as number;
  let hex = "";
  for (let nibble = values.length / 4 - 1; nibble >= 0; nibble--) {
    let bits = 0;
    for (let n = 0; n < 4; n++) if ((values[nibble * 4 + n] as number) > median) bits |= 1 << n;
    hex += bits.toString(16);
  }
  return hex;
}

/** In how many bits two hashes differ. */
export function hashDistance(one: string, other: string): number {
  let distance = 0;
  for (let n = 0; n < one.length; n += 8) {
    let bits = Number.parseInt(one.slice(n, n + 8), 16) ^ Number.parseInt(other.slice(n, n + 8), 16);
    for (; bits !== 0; bits &= bits - 1) distance++;
  }
  return distance;
}
