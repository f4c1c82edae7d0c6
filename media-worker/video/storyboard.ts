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

const maxTiles = 100;
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
