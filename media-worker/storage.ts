import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";

export interface StorageOptions {
  endpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Where everybody reads the prefix public/ of the bucket. */
  publicUrl: string;
}

/**
 * How long caches keep an object. For ever where the name contains a hash of the bytes or nothing takes its place any
 * more, so that nobody has to ask again; a moment where the whole replaces a part.
 */
const cacheTimes = { forEver: "max-age=31536000, immutable", aMoment: "max-age=5" };
export type CacheTime = keyof typeof cacheTimes;

/** The bucket of all media. */
export class Storage {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #publicUrl: string;

  constructor({ bucket, publicUrl, accessKeyId, secretAccessKey, ...place }: StorageOptions) {
    this.#bucket = bucket;
    this.#publicUrl = publicUrl.replace(/\/$/, "");
    this.#client = new S3Client({
      ...place,
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: true,
      requestChecksumCalculation: "WHEN_REQUIRED",
    });
  }

  /** The lasting address of an object below public/; others get theirs when they are shown. */
  urlOf(key: string): string {
    return key.startsWith("public/") ? `${this.#publicUrl}/${key.slice("public/".length)}` : key;
  }

  /** Copies the object that has this ETag into a file. False when there is none, or another. */
  async download(key: string, etag: string, file: string, signal: AbortSignal): Promise<boolean> {
    try {
      const command = new GetObjectCommand({ Bucket: this.#bucket, Key: key, IfMatch: etag });
      const { Body } = await this.#client.send(command, { abortSignal: signal });
      await pipeline(Body as Readable, createWriteStream(file), { signal });
      return true;
    } catch (error) {
      const gone = error instanceof S3ServiceException && ["NoSuchKey", "PreconditionFailed"].includes(error.name);
      if (gone) return false;
      throw error;
    }
  }

  async upload(
    file: string,
    key: string,
    { contentType, cached }: { contentType: string; cached: CacheTime },
    signal: AbortSignal,
  ): Promise<void> {
    const command = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: key,
      Body: createReadStream(file),
      ContentLength: (await stat(file)).size,
      ContentType: contentType,
      CacheControl: `${key.startsWith("private/") ? "private" : "public"}, ${cacheTimes[cached]}`,
    });
    await this.#client.send(command, { abortSignal: signal });
  }

  /** The keys that begin with the prefix, page by page. */
  async *pages(prefix: string): AsyncGenerator<string[]> {
    for (let after: string | undefined; ; ) {
      const where = { Bucket: this.#bucket, Prefix: prefix, ...(after === undefined ? {} : { StartAfter: after }) };
      const { Contents = [] } = await this.#client.send(new ListObjectsV2Command(where));
      if (Contents.length === 0) return;
      const keys = Contents.map(({ Key }) => Key as string);
      yield keys;
      after = keys.at(-1);
    }
  }

  /** Deletes up to a thousand objects. */
  async delete(keys: string[]): Promise<void> {
    if (keys.length === 0) return;
    const Objects = keys.map((Key) => ({ Key }));
    const command = new DeleteObjectsCommand({ Bucket: this.#bucket, Delete: { Objects, Quiet: true } });
    const { Errors } = await this.#client.send(command);
    if (Errors?.length) throw new Error(`${Errors[0]?.Key} could not be deleted: ${Errors[0]?.Message}`);
  }

  /** Deletes every object whose key begins with the prefix. */
  async deleteAll(prefix: string): Promise<void> {
    for await (const keys of this.pages(prefix)) await this.delete(keys);
  }

  async abortUpload(key: string, uploadId: string): Promise<void> {
    try {
      await this.#client.send(new AbortMultipartUploadCommand({ Bucket: this.#bucket, Key: key, UploadId: uploadId }));
    } catch (error) {
      if (!(error instanceof S3ServiceException && error.name === "NoSuchUpload")) throw error;
    }
  }

  close(): void {
    this.#client.destroy();
  }
}
