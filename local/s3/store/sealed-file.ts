import { type FileHandle, open } from "node:fs/promises";

/** What is known of stored bytes besides themselves. */
export interface SealedInfo {
  /** Of the bytes, without this record. */
  size: number;
  /** Without quotes. */
  etag: string;
  /** ISO 8601. */
  lastModified: string;
  /** Response headers by lower-case name: content-type, cache-control, x-amz-meta-… */
  metadata: Record<string, string>;
}

const magic = Buffer.from("PLZ1");
const trailerBytes = 4 + magic.length;
/** Headers of a request are bounded by Node (16 KiB), so this never binds; it keeps a damaged file from being believed. */
const maxRecordBytes = 64 * 1024;

/**
 * Seals a file of `info.size` bytes: appends the record, so that one rename publishes bytes and metadata together and
 * no kill leaves one without the other. Layout: bytes, JSON, its length (uint32, big-endian), "PLZ1".
 */
export async function sealFile(path: string, info: SealedInfo): Promise<void> {
  const record = Buffer.from(JSON.stringify(info));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(record.length);
  const file = await open(path, "r+");
  try {
    await file.truncate(info.size);
    await file.write(Buffer.concat([record, length, magic]), 0, null, info.size);
    // Else a power failure could keep the rename and lose the bytes.
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function readRecord(file: FileHandle, path: string): Promise<SealedInfo> {
  const { size: fileSize } = await file.stat();
  const tail = Buffer.alloc(Math.min(fileSize, 4096));
  await file.read(tail, 0, tail.length, fileSize - tail.length);
  const length = tail.length < trailerBytes ? 0 : tail.readUInt32BE(tail.length - trailerBytes);
  const end = fileSize - trailerBytes;
  if (!tail.subarray(-magic.length).equals(magic) || length > maxRecordBytes || length > end) {
    throw new Error(`${path} is not a stored object`);
  }
  const record = Buffer.alloc(length);
  await file.read(record, 0, length, end - length);
  return JSON.parse(record.toString("utf8"));
}

/**
 * Opens a sealed file, or returns undefined if there is none. The caller closes `file`; until then the bytes stay
 * readable, even when the file is replaced or deleted.
 */
export async function openSealed(path: string): Promise<{ file: FileHandle; info: SealedInfo } | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return { file, info: await readRecord(file, path) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The record alone. */
export async function readInfo(path: string): Promise<SealedInfo | undefined> {
  const opened = await openSealed(path);
  await opened?.file.close();
  return opened?.info;
}

/** The records of many files, in order; some at a time, for each takes a file descriptor. */
export async function readInfos(paths: readonly string[]): Promise<(SealedInfo | undefined)[]> {
  const infos: (SealedInfo | undefined)[] = [];
  for (let index = 0; index < paths.length; index += 64) {
    infos.push(...(await Promise.all(paths.slice(index, index + 64).map(readInfo))));
  }
  return infos;
}
