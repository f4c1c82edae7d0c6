import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReceivedFile } from "../body.ts";
import { S3Error } from "../errors.ts";
import { isMissing, keptMetadata, ObjectStore } from "./object-store.ts";
import { openSealed, readInfos, type SealedInfo, sealFile } from "./sealed-file.ts";

/** A part as the client names it when it completes an upload. */
export interface NamedPart {
  number: number;
  /** Without quotes. */
  etag: string;
}

/** Every part but the last has at least this size, as on S3. */
const minPartBytes = 5 * 1024 * 1024;
export const maxPartNumber = 10_000;
/** Uploads that were neither completed nor aborted are dropped after this time. */
const maxUploadAge = 7 * 24 * 3600 * 1000;

/** Multipart uploads: s3rver begins them and takes parts; completing, listing and aborting are ours. */
export class UploadStore extends ObjectStore {
  override async open(): Promise<void> {
    await super.open();
    for (const uploadId of await this.#uploadIds()) {
      const { mtimeMs } = await stat(this.#folder(uploadId));
      if (Date.now() - mtimeMs > maxUploadAge) await this.#remove(uploadId);
    }
  }

  /** Refuses an upload id that was not made for this key. */
  async requireUpload(key: string, uploadId: string): Promise<void> {
    // The id becomes a folder's name, so its shape comes first.
    const known =
      /^[0-9a-f]{32}$/.test(uploadId) && (await readFile(join(this.#folder(uploadId), "key"), "utf8").catch(() => ""));
    if (known !== key) throw noSuchUpload();
  }

  /** Called by s3rver. */
  async putPart(
    _bucket: string,
    uploadId: string,
    partNumber: string,
    content: Readable,
  ): Promise<{ size: number; md5: string }> {
    const file = this.takeReceived(content);
    await this.#keepPart(uploadId, Number(partNumber), file);
    return file;
  }

  async #keepPart(
    uploadId: string,
    number: number,
    { path, size, md5 }: Pick<ReceivedFile, "path" | "size" | "md5">,
  ): Promise<SealedInfo> {
    const info = { size, etag: md5, lastModified: new Date().toISOString(), metadata: {} };
    await sealFile(path, info);
    await this.change(() => rename(path, this.#partPath(uploadId, number))).catch((error) => {
      // The folder has gone: the upload was completed or aborted meanwhile.
      throw isMissing(error) ? noSuchUpload() : error;
    });
    return info;
  }

  /** Makes a part of an object, or of some of its bytes. */
  async copyPart(
    uploadId: string,
    number: number,
    sourceKey: string,
    rangeOf: (source: SealedInfo) => { first: number; last: number },
  ): Promise<SealedInfo> {
    const source = await this.openObject(sourceKey);
    if (!source) throw new S3Error("NoSuchKey", "The specified key does not exist.", { Key: sourceKey });
    try {
      const { first, last } = rangeOf(source.info);
      return await this.withIncoming(async (path) => {
        const md5 = createHash("md5");
        const bytes = last < first ? [] : source.file.createReadStream({ start: first, end: last, autoClose: false });
        const hashed = async function* () {
          for await (const chunk of bytes as AsyncIterable<Buffer>) {
            md5.update(chunk);
            yield chunk;
          }
        };
        await pipeline(hashed(), createWriteStream(path, { flags: "wx", mode: 0o600 }));
        return this.#keepPart(uploadId, number, { path, size: last - first + 1, md5: md5.digest("hex") });
      });
    } finally {
      await source.file.close();
    }
  }

  /** The parts that have arrived, by number. */
  async parts(uploadId: string): Promise<({ number: number } & SealedInfo)[]> {
    const names = (await readdir(this.#folder(uploadId))).filter((name) => /^\d+$/.test(name));
    const numbers = names.map(Number).sort((a, b) => a - b);
    const infos = await readInfos(numbers.map((number) => this.#partPath(uploadId, number)));
    return infos.flatMap((info, index) => (info ? [{ ...info, number: numbers[index] as number }] : []));
  }

  /** Joins the named parts into the object. */
  async completeUpload(
    key: string,
    uploadId: string,
    named: readonly NamedPart[],
    maxBytes: number,
  ): Promise<SealedInfo> {
    const arrived = new Map((await this.parts(uploadId)).map((part) => [part.number, part]));
    const parts = named.map(({ number, etag }) => {
      const part = arrived.get(number);
      if (part?.etag === etag) return part;
      throw invalidPart(number);
    });
    if (parts.some(({ number }, index) => index > 0 && number <= (parts[index - 1]?.number ?? 0))) {
      throw new S3Error("InvalidPartOrder", "The list of parts was not in ascending order.");
    }
    if (parts.slice(0, -1).some(({ size }) => size < minPartBytes)) {
      throw new S3Error("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed object size.");
    }
    const size = parts.reduce((sum, part) => sum + part.size, 0);
    if (size > maxBytes) throw new S3Error("EntityTooLarge", "Your upload exceeds the maximum allowed object size.");

    const metadata = keptMetadata(JSON.parse(await readFile(join(this.#folder(uploadId), "metadata"), "utf8")));
    const digests = Buffer.from(parts.map((part) => part.etag).join(""), "hex");
    const etag = `${createHash("md5").update(digests).digest("hex")}-${parts.length}`;
    const object = await this.withIncoming(async (incoming) => {
      await pipeline(this.#bytesOf(uploadId, parts), createWriteStream(incoming, { flags: "wx", mode: 0o600 }));
      return this.publish(incoming, key, { size, etag, metadata });
    });
    await this.#remove(uploadId);
    return object;
  }

  abortUpload(uploadId: string): Promise<void> {
    return this.#remove(uploadId);
  }

  async *#bytesOf(uploadId: string, parts: readonly NamedPart[]): AsyncGenerator<Buffer> {
    for (const { number, etag } of parts) {
      const part = await openSealed(this.#partPath(uploadId, number));
      if (!part) throw noSuchUpload();
      try {
        // It may have been uploaded anew since its record was read.
        if (part.info.etag !== etag) throw invalidPart(number);
        if (part.info.size > 0)
          yield* part.file.createReadStream({ start: 0, end: part.info.size - 1, autoClose: false });
      } finally {
        await part.file.close();
      }
    }
  }

  /** The folder of s3rver's uploads, or of one. */
  #folder(uploadId = ""): string {
    return join(this.getResourcePath(this.bucket, undefined, "uploads"), uploadId);
  }

  #partPath(uploadId: string, number: number): string {
    return join(this.#folder(uploadId), String(number));
  }

  async #uploadIds(): Promise<string[]> {
    return readdir(this.#folder()).catch((error) => {
      if (isMissing(error)) return [];
      throw error;
    });
  }

  #remove(uploadId: string): Promise<void> {
    return this.change(() => rm(this.#folder(uploadId), { recursive: true, force: true }));
  }
}

function invalidPart(number: number): S3Error {
  const why = "One or more of the specified parts could not be found.";
  return new S3Error("InvalidPart", why, { PartNumber: String(number) });
}

function noSuchUpload(): S3Error {
  return new S3Error("NoSuchUpload", "The specified upload does not exist.");
}
