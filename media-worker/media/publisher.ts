import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { Storage } from "../storage.ts";

/** An object that clients may read: by its lasting url, or by a key that has to be signed for each reader. */
export type Address = { url: string } | { key: string };

export interface Published {
  /** The last part of its key, with the hash of its bytes in it. */
  name: string;
  address: Address;
  byteSize: number;
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("base64url").slice(0, 12);
}

/** Uploads what one attempt makes, into a folder that no other attempt writes to. */
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

  async publish(file: string, name: string, contentType: string): Promise<Published> {
    const dot = name.lastIndexOf(".");
    const hashed = `${name.slice(0, dot)}-${await hashOf(file)}${name.slice(dot)}`;
    const key = `${this.prefix}${hashed}`;
    await this.#storage.upload(file, key, contentType, this.#signal);
    const address = key.startsWith("public/") ? { url: this.#storage.publicUrl(key) } : { key };
    return { name: hashed, address, byteSize: (await stat(file)).size };
  }
}
