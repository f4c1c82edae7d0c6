import { createHash, createHmac, type Hash, timingSafeEqual } from "node:crypto";
import { S3Error } from "../errors.ts";
import type { SignatureClaim } from "./claim.ts";

const emptyHash = createHash("sha256").digest("hex");

/**
 * The signatures of the chunks of a body, each of which signs the one before and so their order.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
export class ChunkSignatures {
  readonly #key: Uint8Array;
  readonly #about: string;
  #previous: string;

  constructor(key: Uint8Array, { date, scope, signature }: SignatureClaim) {
    this.#key = key;
    this.#about = `${date}\n${scope.date}/${scope.region}/${scope.service}/aws4_request`;
    this.#previous = signature;
  }

  requireChunk(signature: string | undefined, hash: Hash): void {
    this.#require(signature, "AWS4-HMAC-SHA256-PAYLOAD", `${emptyHash}\n${hash.digest("hex")}`);
  }

  /** `trailer`: its lines, each with a line feed. */
  requireTrailer(signature: string | undefined, trailer: string): void {
    this.#require(signature, "AWS4-HMAC-SHA256-TRAILER", createHash("sha256").update(trailer).digest("hex"));
  }

  #require(signature: string | undefined, algorithm: string, hashed: string): void {
    const text = [algorithm, this.#about, this.#previous, hashed].join("\n");
    const expected = createHmac("sha256", this.#key).update(text).digest();
    const given = Buffer.from(signature ?? "", "hex");
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new S3Error("SignatureDoesNotMatch", "The signature of a chunk does not match what was received.");
    }
    this.#previous = expected.toString("hex");
  }
}
