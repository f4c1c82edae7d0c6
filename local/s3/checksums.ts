import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

/** A checksum that is made while bytes pass. */
export interface Digest {
  update(chunk: Buffer): unknown;
  digest(): Buffer;
}

/** CRC32, in the shape of Node's hashes. */
class Crc32 implements Digest {
  #sum = 0;

  update(chunk: Buffer): void {
    this.#sum = crc32(chunk, this.#sum);
  }

  digest(): Buffer {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(this.#sum);
    return bytes;
  }
}

/** For each byte, what a CRC becomes by it: the upper and the lower 32 bits. */
interface CrcTable {
  high: Uint32Array;
  low: Uint32Array;
}

/** The table of a polynomial whose bits are in reverse order; one of 32 bits has no upper half. */
function crcTable(high: number, low: number): CrcTable {
  const table = { high: new Uint32Array(256), low: new Uint32Array(256) };
  for (let byte = 0; byte < 256; byte++) {
    let [upper, lower] = [0, byte];
    for (let bit = 0; bit < 8; bit++) {
      const isOdd = lower & 1;
      lower = (lower >>> 1) | (upper << 31);
      upper >>>= 1;
      if (isOdd) [upper, lower] = [upper ^ high, lower ^ low];
    }
    table.high[byte] = upper;
    table.low[byte] = lower;
  }
  return table;
}

/** A CRC of 4 or 8 bytes that Node does not have. It begins with all bits set, and ends with all of them turned. */
class TableCrc implements Digest {
  readonly #table: CrcTable;
  readonly #bytes: 4 | 8;
  #high: number;
  #low = -1;

  constructor(table: CrcTable, bytes: 4 | 8) {
    this.#table = table;
    this.#bytes = bytes;
    this.#high = bytes === 8 ? -1 : 0;
  }

  update(chunk: Buffer): void {
    const { high: upper, low: lower } = this.#table;
    let [high, low] = [this.#high, this.#low];
    for (const byte of chunk) {
      const index = (low ^ byte) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (lower[index] as number);
      high = (high >>> 8) ^ (upper[index] as number);
    }
    this.#high = high;
    this.#low = low;
  }

  digest(): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeInt32BE(~this.#high, 0);
    bytes.writeInt32BE(~this.#low, 4);
    return bytes.subarray(8 - this.#bytes);
  }
}

const crc32c = crcTable(0, 0x82f63b78);
const crc64nvme = crcTable(0x9a6c9329, 0xac4bc9b5);

const algorithms: Record<string, () => Digest> = {
  crc32: () => new Crc32(),
  crc32c: () => new TableCrc(crc32c, 4),
  crc64nvme: () => new TableCrc(crc64nvme, 8),
  sha1: () => createHash("sha1"),
  sha256: () => createHash("sha256"),
};

/** Those that a client may give, in `x-amz-checksum-<name>`. */
export const checksumNames = Object.keys(algorithms);

/** Begins the checksum of that name; undefined for a name that is not known. */
export const beginChecksum = (name: string): Digest | undefined =>
  Object.hasOwn(algorithms, name) ? algorithms[name]?.() : undefined;
