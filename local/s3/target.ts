import { S3Error } from "./errors.ts";

/** What the request line names. An empty `bucket` or `key` means that it names none. */
export interface Target {
  /** The decoded path, `/s3` included: the form that the client signed, before escaping. */
  path: string;
  bucket: string;
  key: string;
  query: ReadonlyMap<string, string>;
}

/** Clients sign the gateway's path, so this server keeps it: `http://127.0.0.1:54321/s3/<bucket>/<key>`. */
const pathPrefix = "/s3/";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** S3's own limit, in bytes of UTF-8. */
const maxKeyBytes = 1024;

/** A segment becomes a file name: 255 bytes on common file systems, less the store's suffix. */
const maxSegmentBytes = 240;

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error("InvalidURI", "Couldn't parse the specified URI.");
  }
}

/**
 * Refuses a key that the store could confuse with another or that is no plain relative path. Narrower than AWS:
 * empty segments (`a//b`, a leading slash), backslashes, control characters and segments over 240 bytes are refused,
 * not stored. One slash may end a key: so tools mark folders.
 */
export function requireValidKey(key: string): void {
  if (Buffer.byteLength(key) > maxKeyBytes) {
    throw new S3Error("KeyTooLongError", `Your key is too long: the limit is ${maxKeyBytes} bytes.`);
  }
  const segments = key.split("/");
  if (segments.some((segment) => Buffer.byteLength(segment) > maxSegmentBytes)) {
    throw new S3Error("KeyTooLongError", `A part of your key between slashes is longer than ${maxSegmentBytes} bytes.`);
  }
  const folders = segments.at(-1) === "" ? segments.slice(0, -1) : segments;
  const unsafe =
    folders.some((segment) => ["", ".", ".."].includes(segment)) ||
    // The store's own files are told apart by this suffix.
    key.includes("._S3rver_") ||
    /[\p{Cc}\p{Cs}\\]/u.test(key);
  if (unsafe) throw new S3Error("InvalidArgument", "The key is not a plain relative path.", { ArgumentName: "key" });
}

function readQuery(text: string): Map<string, string> {
  const query = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (query.has(name)) throw new S3Error("InvalidArgument", `The query parameter ${name} is given twice.`);
    query.set(name, value);
  }
  return query;
}

/** Reads the raw request target (`req.url`), which must still be encoded as the client sent it. */
export function readTarget(url: string): Target {
  const mark = url.indexOf("?");
  const path = decode(mark < 0 ? url : url.slice(0, mark));
  if (!path.startsWith(pathPrefix)) throw new S3Error("InvalidURI", `Only paths under ${pathPrefix} are served.`);
  const resource = path.slice(pathPrefix.length);
  const slash = resource.indexOf("/");
  const bucket = slash < 0 ? resource : resource.slice(0, slash);
  const key = slash < 0 ? "" : resource.slice(slash + 1);
  if (bucket && !bucketName.test(bucket)) {
    throw new S3Error("InvalidBucketName", "The specified bucket is not valid.", { BucketName: bucket.slice(0, 64) });
  }
  if (key) requireValidKey(key);
  return { path, bucket, key, query: readQuery(mark < 0 ? "" : url.slice(mark + 1)) };
}
