/** A table as the stream announces it before its first row; partitions come under their own names. */
export interface Relation {
  schema: string;
  table: string;
  columns: string[];
}

/** What the feed reads of the stream; everything else of the protocol decodes to undefined. */
export type ReplicationMessage =
  | { kind: "begin"; committedAt: number; xid: number }
  | { kind: "insert"; relation: Relation; values: (Buffer | null)[] };

/** Microseconds between 1970 and 2000, where Postgres starts to count. */
const epochOffset = 946_684_800_000_000n;

/** Milliseconds since 1970. */
export const fromPostgresTime = (microseconds: bigint): number => Number((microseconds + epochOffset) / 1000n);

/** Decodes `pgoutput`, logical replication's output plugin (Postgres manual, "Logical Replication Message Formats"). */
export class PgOutputDecoder {
  readonly #relations = new Map<number, Relation>();

  decode(message: Buffer): ReplicationMessage | undefined {
    switch (message[0]) {
      case 0x42: // B: begin, final LSN, commit time, transaction
        return {
          kind: "begin",
          committedAt: fromPostgresTime(message.readBigInt64BE(9)),
          xid: message.readUInt32BE(17),
        };
      case 0x52: // R: relation
        this.#relations.set(message.readUInt32BE(1), readRelation(message));
        return undefined;
      case 0x49: {
        // I: insert, relation's id, 'N', tuple
        const relation = this.#relations.get(message.readUInt32BE(1));
        return relation && { kind: "insert", relation, values: readTuple(message, 6) };
      }
    }
    return undefined;
  }
}

function readRelation(message: Buffer): Relation {
  let offset = 5;
  const text = () => {
    const end = message.indexOf(0, offset);
    const value = message.toString("utf8", offset, end);
    offset = end + 1;
    return value;
  };
  const schema = text();
  const table = text();
  offset += 1; // replica identity
  const count = message.readUInt16BE(offset);
  offset += 2;
  const columns = Array.from({ length: count }, () => {
    offset += 1; // flags
    const name = text();
    offset += 8; // type and type modifier
    return name;
  });
  return { schema, table, columns };
}

function readTuple(message: Buffer, start: number): (Buffer | null)[] {
  let offset = start + 2;
  return Array.from({ length: message.readUInt16BE(start) }, () => {
    const isNull = message[offset] === 0x6e; // 'n'
    offset += 1;
    if (isNull) return null;
    const begin = offset + 4;
    offset = begin + message.readUInt32BE(offset);
    return message.subarray(begin, offset);
  });
}
