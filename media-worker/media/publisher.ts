import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { CacheTime, Storage } from "../storage.ts";

/**
 * An object that clients may read: by its lasting url, by one that begins with signed/ and gets its address when it is
 * shown (private.media_view), or by a key that has to be signed for each reader.
 */
export type Address = { url: string } | { key: string };

/** The url, where there is one. */
export const urlOf = (address: Address): string | undefined => ("url" in address ? address.url : undefined);

export interface Published {
  /** The last part of its key. */
  name: string;
  address: Address;
  byteSize: number;
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("base64url").slice(0, 12);
}

/**
 * Uploads what one attempt makes, into a folder that no other attempt writes to, unless people see what is there: then
 * later ones add to it.
 */
export class Publisher {
  readonly #storage: Storage;
  readonly #signal: AbortSignal;
  /** Where everything goes; to be discarded as a whole if the attempt does not count. */
  readonly prefix: string;

  constructor(storage: Storage, prefix: string, signal: AbortSignal) {
    this.#storage = storage;
    this.prefix = prefix;
    this.#signal = signal;
  }

  /** Under a name with the hash of the bytes in it, which nothing else ever has. */
  async publish(file: string, name: string, contentType: string): Promise<Published> {
    const dot = name.lastIndexOf(".");
    const hashed = `${name.slice(0, dot)}-${await hashOf(file)}${name.slice(dot)}`;
    return this.replace(file, hashed, contentType, "forEver");
  }

  /** Under this very name, in the place of what was there. */
  async replace(file: string, name: string, contentType: string, cached: CacheTime): Promise<Published> {
    const key = `${this.prefix}${name}`;
    await this.#storage.upload(file, key, { contentType, cached }, this.#signal);
    const address = key.startsWith("private/") ? { key } : { url: this.#storage.urlOf(key) };
    return { name, address, byteSize: (await stat(file)).size };
  }
}
