import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Published, Publisher } from "../media/publisher.ts";

const playlistType = "application/vnd.apple.mpegurl";

/** Uploads a rendition and then the playlist that names it. */
async function publishRendition(folder: string, name: string, publisher: Publisher): Promise<Published> {
  const media = await publisher.publish(
    join(folder, `${name}.m4s`),
    `${name}.m4s`,
    name === "audio" ? "audio/mp4" : "video/mp4",
  );
  const playlist = join(folder, `${name}.m3u8`);
  await writeFile(playlist, (await readFile(playlist, "utf8")).replaceAll(`${name}.m4s`, media.name));
  return publisher.publish(playlist, `${name}.m3u8`, playlistType);
}

/**
 * ffmpeg's master playlist with the published names. It also offers the sound alone as if it were a rendition, to
 * which some players would change over: that line goes.
 */
export function rewriteMaster(master: string, published: ReadonlyMap<string, string>): string {
  const withoutSoundAlone = master.replace(/^#EXT-X-STREAM-INF:(?!.*RESOLUTION=).*\naudio\.m3u8\n+/m, "");
  return withoutSoundAlone.replace(/\b(\w+)\.m3u8\b/g, (_, name: string) => published.get(name) ?? `${name}.m3u8`);
}

/** Uploads every rendition, then the master playlist: a player never sees a name that is not there yet. */
export async function publishHls(folder: string, names: string[], publisher: Publisher): Promise<Published> {
  const published = new Map<string, string>();
  for (const name of names) published.set(name, (await publishRendition(folder, name, publisher)).name);
  const master = join(folder, "master.m3u8");
  await writeFile(master, rewriteMaster(await readFile(master, "utf8"), published));
  return publisher.publish(master, "master.m3u8", playlistType);
}
