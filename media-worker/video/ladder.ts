/** One size of a video. */
export interface Rendition {
  /** Named after its shorter side: 720p. */
  name: string;
  width: number;
  height: number;
  /** Bits a second that it may take at most. */
  maxRate: number;
}

/** The shorter side, as players name it, and what it needs for a smooth picture. */
const steps = [
  { side: 240, maxRate: 400_000 },
  { side: 360, maxRate: 800_000 },
  { side: 480, maxRate: 1_400_000 },
  { side: 720, maxRate: 2_800_000 },
  { side: 1080, maxRate: 5_000_000 },
];

/** H.264 stores colour for every second pixel, so its sides are even. */
const even = (length: number) => Math.max(2, 2 * Math.round(length / 2));
const evenDown = (length: number) => Math.max(2, 2 * Math.floor(length / 2));

function rendition(width: number, height: number, side: number, maxRate: number): Rendition {
  const scale = side / Math.min(width, height);
  const scaled = (length: number) => Math.min(even(length * scale), evenDown(length));
  return { name: `${side}p`, width: scaled(width), height: scaled(height), maxRate };
}

/** The renditions of a video of this size, smallest first. None is larger than the source; a tiny one has itself. */
export function ladderFor(width: number, height: number): Rendition[] {
  const side = evenDown(Math.min(width, height));
  const fitting = steps.filter((step) => step.side <= side);
  const sides = fitting.length > 0 ? fitting : [{ side, maxRate: 400_000 }];
  return sides.map((step) => rendition(width, height, step.side, step.maxRate));
}
