import { createHash, type Hash } from "node:crypto";
import { createWriteStream } from "node:fs";
import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream/promises";
import { beginChecksum, checksumNames, type Digest } from "./checksums.ts";
import { decodeChunks } from "./chunked-body.ts";
import { incompleteBody, S3Error } from "./errors.ts";
import type { AllowedRequest } from "./guard.ts";

/** Lists of 1,000 keys or 10,000 parts, the most that S3 takes, fit in. */
const maxDocumentBytes = 2 * 1024 * 1024;

/** A body that has arrived whole and is what the client said it would be. */
export interface ReceivedFile {
  path: string;
  size: number;
  /** Hexadecimal. */
  md5: string;
  /** The checksums that the client gave, by header, in base64: they are answered, too. */
  checksums: ReadonlyMap<string, string>;
  /** What must be so for it to become an object. */
  condition?: WriteCondition | undefined;
}

/** `absent`: there is no object of that key; else the ETag that it has. */
export type WriteCondition = "absent" | { etag: string };

function conditionOf(headers: Readonly<Record<string, string>>): WriteCondition | undefined {
  if (headers["if-none-match"] === "*") return "absent";
  const etag = headers["if-match"];
  return etag === undefined ? undefined : { etag: etag.trim().replaceAll('"', "") };
}

function digestOf(header: string): Digest | undefined {
  const algorithm = /^x-amz-checksum-(?!mode$|algorithm$|type$)(.+)$/.exec(header)?.[1];
  if (algorithm === undefined) return undefined;
  const digest = beginChecksum(algorithm);
  if (digest) return digest;
  const why = `The checksum ${algorithm.slice(0, 100)} is not supported: use one of ${checksumNames.join(", ")}.`;
  throw new S3Error("NotImplemented", why);
}

/** Compares a body, while it passes, with every digest the client gave of it. */
class BodyChecks {
  readonly md5 = createHash("md5");
  size = 0;
  readonly #sha256: Hash | undefined;
  /** By header; what stands in a trailer is expected when that has come. */
  readonly #checksums = new Map<string, { expected: string | undefined; digest: Digest }>();
  readonly #request: AllowedRequest;

  constructor(request: AllowedRequest) {
    this.#request = request;
    if (request.bodySha256) this.#sha256 = createHash("sha256");
    const inTrailer = (request.chunked?.hasTrailer ? (request.headers["x-amz-trailer"] ?? "") : "").split(",");
    const given = [...Object.entries(request.headers), ...inTrailer.map((name) => [name.trim(), undefined] as const)];
    for (const [header, expected] of given) {
      const digest = digestOf(header);
      if (digest) this.#checksums.set(header, { expected, digest });
    }
  }

  update(chunk: Buffer): void {
    this.size += chunk.length;
    this.md5.update(chunk);
    this.#sha256?.update(chunk);
    for (const { digest } of this.#checksums.values()) digest.update(chunk);
  }

  /** What came after the last chunk: each checksum that was announced, and nothing else. */
  takeTrailer(trailer: ReadonlyMap<string, string>): void {
    for (const [name, value] of trailer) {
      const announced = this.#checksums.get(name);
      if (!announced) throw new S3Error("InvalidRequest", `The trailer ${name.slice(0, 100)} was not announced.`);
      announced.expected ??= value;
    }
  }

  /** @throws S3Error unless everything the client said of the body is so */
  finish(): Pick<ReceivedFile, "md5" | "checksums"> {
    const { bodySha256, headers } = this.#request;
    if (this.#sha256 && this.#sha256.digest("hex") !== bodySha256) {
      const why = "The provided 'x-amz-content-sha256' header does not match what was computed.";
      throw new S3Error("XAmzContentSHA256Mismatch", why);
    }
    const md5 = this.md5.digest();
    if (headers["content-md5"] !== undefined) requireSame("content-md5", headers["content-md5"], md5);
    const checksums = new Map<string, string>();
    for (const [header, { expected, digest }] of this.#checksums) {
      checksums.set(header, requireSame(header, expected, digest.digest()));
    }
    return { md5: md5.toString("hex"), checksums };
  }
}

function requireSame(header: string, expected: string | undefined, actual: Buffer): string {
  if (expected === actual.toString("base64")) return expected;
  throw new S3Error("BadDigest", `The ${header} you specified did not match what we received.`);
}

/** The length of what is stored: a body in chunks is longer than that. */
const lengthOf = (request: IncomingMessage, { chunked, headers }: AllowedRequest) =>
  chunked ? headers["x-amz-decoded-content-length"] : request.headers["content-length"];

function requireLength(length: string | undefined, limit: number): void {
  if (length === undefined || !/^\d{1,15}$/.test(length)) {
    throw new S3Error("MissingContentLength", "You must provide the Content-Length HTTP header.");
  }
  if (Number(length) > limit) {
    const why = "Your proposed upload exceeds the maximum allowed size";
    throw new S3Error("EntityTooLarge", why, { ProposedSize: length, MaxSizeAllowed: String(limit) });
  }
}

/** Node ends a body at its Content-Length; an earlier end is a client that has gone. */
function toIncompleteBody(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "ECONNRESET" && code !== "ERR_STREAM_PREMATURE_CLOSE") return error;
  return incompleteBody();
}

async function* checked(source: AsyncIterable<Buffer>, checks: BodyChecks, limit: number): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    if (checks.size + chunk.length > limit) throw incompleteBody();
    checks.update(chunk);
    yield chunk;
  }
}

/** Receives an object's bytes into a new file. @throws S3Error unless all of them came and all digests hold */
export async function receiveFile(
  request: IncomingMessage,
  allowed: AllowedRequest,
  { path, maxBytes, onAccepted }: { path: string; maxBytes: number; onAccepted: () => void },
): Promise<ReceivedFile> {
  const checks = new BodyChecks(allowed);
  const length = lengthOf(request, allowed);
  requireLength(length, maxBytes);
  onAccepted();
  const bytes = allowed.chunked
    ? decodeChunks(request, allowed.chunked, (trailer) => checks.takeTrailer(trailer))
    : (request as AsyncIterable<Buffer>);
  try {
    await pipeline(checked(bytes, checks, Number(length)), createWriteStream(path, { flags: "wx", mode: 0o600 }));
  } catch (error) {
    throw toIncompleteBody(error);
  }
  if (checks.size !== Number(length)) throw incompleteBody();
  return { path, size: checks.size, ...checks.finish(), condition: conditionOf(allowed.headers) };
}

/** Receives the XML of an operation, or makes sure that one without a body has none. @throws S3Error */
export async function receiveDocument(
  request: IncomingMessage,
  allowed: AllowedRequest,
  { expected, onAccepted }: { expected: boolean; onAccepted: () => void },
): Promise<string> {
  const checks = new BodyChecks(allowed);
  const hasBody = "transfer-encoding" in request.headers || "content-length" in request.headers;
  const limit = expected ? maxDocumentBytes : 0;
  if (expected || hasBody) requireLength(request.headers["content-length"], limit);
  onAccepted();
  try {
    const chunks = await Array.fromAsync(checked(request as AsyncIterable<Buffer>, checks, limit));
    checks.finish();
    return Buffer.concat(chunks).toString("utf8");
  } catch (error) {
    throw toIncompleteBody(error);
  }
}
