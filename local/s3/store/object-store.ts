import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { access, copyFile, type FileHandle, mkdir, readdir, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { Readable } from "node:stream";
import FilesystemStore from "s3rver/lib/stores/filesystem.js";
import type { ReceivedFile, WriteCondition } from "../body.ts";
import { S3Error } from "../errors.ts";
import { openSealed, readInfo, readInfos, type SealedInfo, sealFile } from "./sealed-file.ts";

type Metadata = Record<string, string>;

const objectSuffix = "._S3rver_object";

export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function throwUnlessMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

/** The headers of an upload that come back with its object. */
export function keptMetadata(headers: Metadata): Metadata {
  const kept = Object.entries(headers).filter(([name]) =>
    /^(cache-control|content-(disposition|encoding|language|type)|expires|x-amz-meta-.+)$/.test(name),
  );
  return { "content-type": "binary/octet-stream", ...Object.fromEntries(kept) };
}

/**
 * s3rver's store, with every change made at once. s3rver's own writes an object in place, in three files, from the
 * socket: a lost client, a kill or two uploads of a key leave it torn. Here bodies arrive in `incoming/` and are
 * renamed onto their key when they are complete. Paths are those of s3rver (`<key>._S3rver_object`).
 */
export class ObjectStore extends FilesystemStore {
  readonly bucket: string;
  readonly #incoming: string;
  readonly #received = new WeakMap<Readable, ReceivedFile>();
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(folder: string, bucket: string) {
    super(join(folder, "buckets"));
    this.bucket = bucket;
    this.#incoming = join(folder, "incoming");
  }

  /** Makes the folders. What an earlier process was receiving when it ended is dropped. */
  async open(): Promise<void> {
    await rm(this.#incoming, { recursive: true, force: true });
    await mkdir(this.#incoming, { recursive: true });
    await mkdir(this.getBucketPath(this.bucket), { recursive: true });
  }

  /** Lends a path for bytes that are not yet an object; whatever is still there afterwards is removed. */
  async withIncoming<T>(use: (path: string) => Promise<T>): Promise<T> {
    const path = join(this.#incoming, randomUUID());
    try {
      return await use(path);
    } finally {
      await rm(path, { force: true });
    }
  }

  /** s3rver stores whatever `content` yields; for this request that is a file which has been received already. */
  attachReceived(content: Readable, file: ReceivedFile): void {
    this.#received.set(content, file);
  }

  /** The file that {@link attachReceived} left for s3rver's request. */
  protected takeReceived(content: Readable): ReceivedFile {
    const file = this.#received.get(content);
    if (!file) throw new Error("s3rver was handed a body that nobody received");
    return file;
  }

  /** One change of the tree at a time: deleting empty folders must not race with making them. */
  protected change<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#lastChange.then(action);
    this.#lastChange = result.catch(() => {});
    return result;
  }

  objectPath(key: string): string {
    return this.getResourcePath(this.bucket, key, "object");
  }

  /** Seals the incoming file and makes it the object `key`. */
  protected async publish(
    incoming: string,
    key: string,
    info: Omit<SealedInfo, "lastModified">,
    condition?: WriteCondition,
  ): Promise<SealedInfo> {
    const sealed = { ...info, lastModified: new Date().toISOString() };
    await sealFile(incoming, sealed);
    const path = this.objectPath(key);
    await this.change(async () => {
      if (condition) requireCondition(condition, await readInfo(path));
      await mkdir(dirname(path), { recursive: true });
      await rename(incoming, path);
    });
    return sealed;
  }

  openObject(key: string): Promise<{ file: FileHandle; info: SealedInfo } | undefined> {
    return openSealed(this.objectPath(key));
  }

  /** In the order of the keys; undefined where there is no such object (any more). */
  objectInfos(keys: readonly string[]): Promise<(SealedInfo | undefined)[]> {
    return readInfos(keys.map((key) => this.objectPath(key)));
  }

  /** All keys that begin with `prefix`, unsorted. */
  async keys(prefix: string): Promise<string[]> {
    const root = this.getBucketPath(this.bucket);
    const folder = join(root, prefix.slice(0, prefix.lastIndexOf("/") + 1));
    // As a change: a folder that vanished on the way would end the walk.
    const files = await this.change(() => readdir(folder, { recursive: true, withFileTypes: true })).catch(
      throwUnlessMissing,
    );
    return (files ?? [])
      .filter((file) => file.isFile() && file.name.endsWith(objectSuffix))
      .map((file) => relative(root, join(file.parentPath, file.name)).slice(0, -objectSuffix.length))
      .map((path) => path.replaceAll(sep, "/"))
      .filter((key) => key.startsWith(prefix));
  }

  /** Called by s3rver. */
  async putObject(object: {
    key: string;
    content: Readable;
    metadata: Metadata;
  }): Promise<{ size: number; md5: string }> {
    const { path, size, md5, condition } = this.takeReceived(object.content);
    await this.publish(path, object.key, { size, etag: md5, metadata: keptMetadata(object.metadata) }, condition);
    return { size, md5 };
  }

  /** Called by s3rver. */
  existsObject(_bucket: string, key: string): Promise<boolean> {
    return access(this.objectPath(key)).then(
      () => true,
      () => false,
    );
  }

  /** Called by s3rver, which takes the new object's metadata back as response headers. */
  async copyObject(
    _from: string,
    fromKey: string,
    _to: string,
    key: string,
    replacement: Metadata | null,
  ): Promise<Metadata> {
    const copy = await this.withIncoming(async (incoming) => {
      await copyFile(this.objectPath(fromKey), incoming, constants.COPYFILE_FICLONE).catch(throwUnlessMissing);
      const source = await readInfo(incoming);
      // s3rver has looked, but it may have been deleted since.
      if (!source) throw new S3Error("NoSuchKey", "The specified key does not exist.");
      const metadata = replacement ? keptMetadata(replacement) : source.metadata;
      return this.publish(incoming, key, { size: source.size, etag: source.etag, metadata });
    });
    return { etag: `"${copy.etag}"`, "last-modified": copy.lastModified };
  }

  /** Called by s3rver. Deleting what is not there succeeds, as on S3. */
  deleteObject(_bucket: string, key: string): Promise<void> {
    return this.change(async () => {
      const path = this.objectPath(key);
      await rm(path, { force: true });
      const root = this.getBucketPath(this.bucket);
      for (let folder = dirname(path); folder !== root; folder = dirname(folder)) {
        const removed = await rmdir(folder).then(
          () => true,
          () => false,
        );
        if (!removed) return;
      }
    });
  }
}

function requireCondition(condition: WriteCondition, there: SealedInfo | undefined): void {
  if (condition === "absent" ? !there : there && (condition.etag === "*" || condition.etag === there.etag)) return;
  if (condition !== "absent" && !there) throw new S3Error("NoSuchKey", "The specified key does not exist.");
  throw new S3Error("PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
}
