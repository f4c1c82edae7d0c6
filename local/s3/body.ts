import { createHash, type Hash } from "node:crypto";
import { createWriteStream } from "node:fs";
import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream/promises";
import { crc32 } from "node:zlib";
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
}

/** Compares a body, while it passes, with every digest the client gave of it. */
class BodyChecks {
  readonly md5 = createHash("md5");
  size = 0;
  readonly #sha256: Hash | undefined;
  readonly #checksums: { header: string; expected: string; hash: Hash }[] = [];
  readonly #expectedCrc32: string | undefined;
  readonly #request: AllowedRequest;
  #crc32 = 0;

  constructor(request: AllowedRequest) {
    this.#request = request;
    if (request.bodySha256) this.#sha256 = createHash("sha256");
    for (const [header, expected] of Object.entries(request.headers)) {
      const algorithm = /^x-amz-checksum-(?!mode$|algorithm$|type$)(.+)$/.exec(header)?.[1];
      if (algorithm === "crc32") this.#expectedCrc32 = expected;
      else if (algorithm === "sha1" || algorithm === "sha256") {
        this.#checksums.push({ header, expected, hash: createHash(algorithm) });
      } else if (algorithm) {
        throw new S3Error("NotImplemented", `The checksum ${algorithm} is not supported: use crc32, sha1 or sha256.`);
      }
    }
  }

  update(chunk: Buffer): void {
    this.size += chunk.length;
    this.md5.update(chunk);
    this.#sha256?.update(chunk);
    for (const { hash } of this.#checksums) hash.update(chunk);
    if (this.#expectedCrc32 !== undefined) this.#crc32 = crc32(chunk, this.#crc32);
  }

  /** @returns the MD5 in hexadecimal */
  finish(): string {
    const { bodySha256, headers } = this.#request;
    if (this.#sha256 && this.#sha256.digest("hex") !== bodySha256) {
      const why = "The provided 'x-amz-content-sha256' header does not match what was computed.";
      throw new S3Error("XAmzContentSHA256Mismatch", why);
    }
    const md5 = this.md5.digest();
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(this.#crc32);
    const given = [
      { header: "content-md5", expected: headers["content-md5"], actual: md5 },
      { header: "x-amz-checksum-crc32", expected: this.#expectedCrc32, actual: crc },
      ...this.#checksums.map(({ hash, ...given }) => ({ ...given, actual: hash.digest() })),
    ];
    const wrong = given.find(
      ({ expected, actual }) => expected !== undefined && expected !== actual.toString("base64"),
    );
    if (wrong) throw new S3Error("BadDigest", `The ${wrong.header} you specified did not match what we received.`);
    return md5.toString("hex");
  }
}

function requireLength(request: IncomingMessage, limit: number): void {
  const length = request.headers["content-length"];
  if (length === undefined) {
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

async function* checked(request: IncomingMessage, checks: BodyChecks): AsyncGenerator<Buffer> {
  for await (const chunk of request as AsyncIterable<Buffer>) {
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
  requireLength(request, maxBytes);
  onAccepted();
  try {
    await pipeline(checked(request, checks), createWriteStream(path, { flags: "wx", mode: 0o600 }));
  } catch (error) {
    throw toIncompleteBody(error);
  }
  return { path, size: checks.size, md5: checks.finish() };
}

/** Receives the XML of an operation, or makes sure that one without a body has none. @throws S3Error */
export async function receiveDocument(
  request: IncomingMessage,
  allowed: AllowedRequest,
  { expected, onAccepted }: { expected: boolean; onAccepted: () => void },
): Promise<string> {
  const checks = new BodyChecks(allowed);
  const hasBody = "transfer-encoding" in request.headers || "content-length" in request.headers;
  if (expected || hasBody) requireLength(request, expected ? maxDocumentBytes : 0);
  onAccepted();
  try {
    const chunks = await Array.fromAsync(checked(request, checks));
    checks.finish();
    return Buffer.concat(chunks).toString("utf8");
  } catch (error) {
    throw toIncompleteBody(error);
  }
}
