import { expect } from "vitest";
import type { MediaStack } from "./media-stack.ts";

/** Everything that the row of a video names is there, and nothing else. */
export async function expectOneResult(media: MediaStack, id: string): Promise<void> {
  const row = await media.media(id);
  const named = [...row.variants.map(({ url }) => url), row.hls_url, row.poster_url, row.storyboard?.url as string];
  const keys = await media.keysBelow(`public/${row.folder}/${row.shown_attempt}/`);
  for (const url of named) {
    expect((await fetch(url)).status, url).toBe(200);
    expect(
      keys.some((key) => url.endsWith(key)),
      url,
    ).toBe(true);
  }
  // Two renditions with a playlist each and the sound's, the master, the file, two pictures.
  expect(keys).toHaveLength(2 * 3 + 1 + 1 + 2);
}
