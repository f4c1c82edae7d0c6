import { readdir } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";

/** Previews for the seek bar: one picture of tiles, read from left to right and top to bottom. */
export interface Storyboard {
  columns: number;
  rows: number;
  /** How many tiles are used. */
  count: number;
  /** Of one tile. */
  width: number;
  height: number;
  interval_ms: number;
}

export const maxTiles = 100;
const columns = 5;
const tileSide = 160;

/** A tile a second, or fewer of a long video. */
export function planStoryboard(width: number, height: number, seconds: number): Storyboard {
  const interval = Math.max(1, Math.ceil(seconds / maxTiles));
  const count = Math.max(1, Math.ceil(seconds / interval));
  const scale = tileSide / Math.max(width, height);
  const even = (length: number) => Math.max(2, 2 * Math.round((length * scale) / 2));
  return {
    columns,
    rows: Math.ceil(count / columns),
    count,
    width: even(width),
    height: even(height),
    interval_ms: interval * 1000,
  };
}

/** Joins the tiles that ffmpeg has written into storyboard.jpg; says how many there are. */
export async function joinStoryboard(folder: string, planned: Storyboard): Promise<Storyboard> {
  const tiles = (await readdir(folder)).filter((name) => /^tile-\d+\.jpg$/.test(name)).sort();
  const { columns, width, height } = planned;
  const rows = Math.max(1, Math.ceil(tiles.length / columns));
  const placed = tiles.map((name, index) => ({
    input: join(folder, name),
    left: (index % columns) * width,
    top: Math.floor(index / columns) * height,
  }));
  await sharp({ create: { width: columns * width, height: rows * height, channels: 3, background: "#000000" } })
    .composite(placed)
    .jpeg({ quality: 70 })
    .toFile(join(folder, "storyboard.jpg"));
  return { ...planned, rows, count: tiles.length };
}
