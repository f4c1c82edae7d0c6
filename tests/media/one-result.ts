import { expect } from "vitest";
import type { MediaStack } from "./media-stack.ts";

/** Everything that the row of a video names is there, and nothing else. */
export async function expectOneResult(media: MediaStack, id: string): Promise<void> {
  const row = await media.media(id);
  const view = await media.view(id);
  const named = [...view.variants.map(({ url }) => url), view.hls_url, view.poster_url, view.storyboard?.url as string];
  const keys = await media.keysBelow(`signed/${row.folder}/${row.shown_attempt}/`);
  for (const url of named) {
    expect((await fetch(url)).status, url).toBe(200);
    expect(
      keys.some((key) => url.endsWith(key.slice("signed/".length))),
      url,
    ).toBe(true);
  }
  // Two renditions with a playlist each and the sound's, the master, the file, two pictures.
  expect(keys).toHaveLength(2 * 3 + 1 + 1 + 2);
}
