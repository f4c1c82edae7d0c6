import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type PictureHash, pictureHash } from "../image/pdq.ts";

/** Spread over the video: more would find no more of what is shown for longer than a moment. */
const maxFrames = 20;

/** The hashes of a video: of its poster, and of the tiles of its storyboard. */
export async function frameHashes(folder: string): Promise<PictureHash[]> {
  const tiles = (await readdir(folder)).filter((name) => /^tile-\d+\.jpg$/.test(name)).sort();
  const step = Math.max(1, Math.ceil(tiles.length / maxFrames));
  const frames = ["poster.jpg", ...tiles.filter((_, n) => n % step === 0)];
  const hashes: PictureHash[] = [];
  for (const frame of frames) hashes.push(await pictureHash(join(folder, frame)));
  return hashes;
}
