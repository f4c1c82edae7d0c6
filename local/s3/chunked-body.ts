import { createHash } from "node:crypto";
import { incompleteBody, S3Error } from "./errors.ts";
import type { ChunkSignatures } from "./signature/chunk-signatures.ts";

/** A body that comes in chunks with their lengths, as SDKs send streams. */
export interface ChunkedBody {
  /** Undefined: the chunks are not signed. */
  signatures: ChunkSignatures | undefined;
  /** After the last chunk come checksums. */
  hasTrailer: boolean;
}

const maxLine = 4_096;
const maxTrailerLines = 16;

const invalid = (why: string) => new S3Error("InvalidRequest", `The aws-chunked body is malformed: ${why}.`);

/** Reads lines and bytes of a stream in turns. */
class Reader {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#source.next();
    if (!done) this.#held = Buffer.concat([this.#held, value]);
    return !done;
  }

  /** Up to a line's end, without it; undefined at the end of everything. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#held.indexOf("\r\n");
      if (end >= 0) {
        const line = this.#held.subarray(0, end).toString("latin1");
        this.#held = this.#held.subarray(end + 2);
        return line;
      }
      if (this.#held.length > maxLine) throw invalid("a line is too long");
      if (!(await this.#more())) {
        if (this.#held.length > 0) throw incompleteBody();
        return undefined;
      }
    }
  }

  async *bytes(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0; ) {
      if (this.#held.length === 0 && !(await this.#more())) throw incompleteBody();
      const piece = this.#held.subarray(0, left);
      this.#held = this.#held.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }
}

/**
 * The bytes of an aws-chunked body. What follows the last chunk goes to `onTrailer`.
 * @throws S3Error when it is malformed, or a signature does not match
 */
export async function* decodeChunks(
  source: AsyncIterable<Buffer>,
  { signatures, hasTrailer }: ChunkedBody,
  onTrailer: (trailer: ReadonlyMap<string, string>) => void,
): AsyncGenerator<Buffer> {
  const reader = new Reader(source);
  for (;;) {
    const head = await reader.line();
    if (head === undefined) throw incompleteBody();
    const [, length, signature] = /^([0-9a-f]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(head) ?? [];
    if (length === undefined) throw invalid("a chunk has no length");
    const size = Number.parseInt(length, 16);
    const hash = createHash("sha256");
    for await (const piece of reader.bytes(size)) {
      if (signatures) hash.update(piece);
      yield piece;
    }
    signatures?.requireChunk(signature, hash);
    if (size === 0) break;
    if ((await reader.line()) !== "") throw invalid("a chunk is longer than it says");
  }
  onTrailer(await readTrailer(reader, signatures, hasTrailer));
}

async function readTrailer(reader: Reader, signatures: ChunkSignatures | undefined, hasTrailer: boolean) {
  const trailer = new Map<string, string>();
  let signature: string | undefined;
  for (let line = await reader.line(); line; line = await reader.line()) {
    const colon = line.indexOf(":");
    const [name, value] = [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    if (!hasTrailer || colon < 1 || trailer.size === maxTrailerLines) throw invalid("its trailer was not announced");
    if (name === "x-amz-trailer-signature") signature = value;
    else trailer.set(name, value);
  }
  if (signatures && hasTrailer) {
    signatures.requireTrailer(signature, [...trailer].map(([name, value]) => `${name}:${value}\n`).join(""));
  }
  return trailer;
}
