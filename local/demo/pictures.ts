import sharp from "sharp";
import type { Random } from "./random.ts";

/** A picture of nobody and nothing: soft shapes on a gradient, in colours of its own. JPEG. */
export function makePicture(random: Random, width: number, height: number): Promise<Buffer> {
  const hue = random.integer(0, 359);
  const colour = (turn: number, light: number) => `hsl(${(hue + turn) % 360}, 70%, ${light}%)`;
  const shapes = Array.from({ length: 6 }, () => {
    const [x, y, radius] = [random.next() * width, random.next() * height, (0.1 + random.next() * 0.3) * width];
    return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${colour(random.integer(-40, 80), 60)}" opacity="0.5"/>`;
  });
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="sky" x1="0" y1="0" x2="1" y2="1">
      <stop offset="0" stop-color="${colour(0, 75)}"/><stop offset="1" stop-color="${colour(60, 35)}"/>
    </linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#sky)"/>${shapes.join("")}</svg>`;
  return sharp(Buffer.from(drawing)).jpeg({ quality: 80 }).toBuffer();
}
