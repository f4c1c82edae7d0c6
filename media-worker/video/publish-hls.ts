import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Publisher, urlOf } from "../media/publisher.ts";
import type { CacheTime } from "../storage.ts";

const playlistType = "application/vnd.apple.mpegurl";

/** Uploads a rendition and then the playlist that names it, whose name it returns. */
async function publishRendition(folder: string, name: string, publisher: Publisher): Promise<string> {
  const media = await publisher.publish(
    join(folder, `${name}.m4s`),
    `${name}.m4s`,
    name === "audio" ? "audio/mp4" : "video/mp4",
  );
  const playlist = join(folder, `${name}.m3u8`);
  await writeFile(playlist, (await readFile(playlist, "utf8")).replaceAll(`${name}.m4s`, media.name));
  return (await publisher.publish(playlist, `${name}.m3u8`, playlistType)).name;
}

/**
 * ffmpeg's master playlist with the published names, and without the renditions that are not published. It also offers
 * the sound alone as if it were a rendition, to which some players would change over: that line goes.
 */
function rewriteMaster(master: string, published: ReadonlyMap<string, string>): string {
  return master
    .replace(/^#EXT-X-STREAM-INF:(.*)\n(\w+)\.m3u8\n+/gm, (line, attributes: string, name: string) =>
      attributes.includes("RESOLUTION=") && published.has(name) ? line : "",
    )
    .replace(/\b(\w+)\.m3u8\b/g, (_, name: string) => published.get(name) ?? `${name}.m3u8`);
}

/** Publishes the ladder that lies in a folder, a few renditions at a time. */
export class HlsPublisher {
  readonly #folder: string;
  readonly #publisher: Publisher;
  readonly #published = new Map<string, string>();

  constructor(folder: string, publisher: Publisher) {
    this.#folder = folder;
    this.#publisher = publisher;
  }

  async add(names: string[]): Promise<void> {
    for (const name of names) this.#published.set(name, await publishRendition(this.#folder, name, this.#publisher));
  }

  /**
   * Publishes the master playlist of what was added so far, always under the same address: a player never sees a name
   * that is not there yet, and one that comes later sees more.
   */
  async publishMaster(cached: CacheTime): Promise<string> {
    const master = rewriteMaster(await readFile(join(this.#folder, "master.m3u8"), "utf8"), this.#published);
    const file = join(this.#folder, "published-master.m3u8");
    await writeFile(file, master);
    const { address } = await this.#publisher.replace(file, "master.m3u8", playlistType, cached);
    return urlOf(address) as string;
  }
}
