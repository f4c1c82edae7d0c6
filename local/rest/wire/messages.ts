/**
 * Messages of PostgreSQL's frontend/backend protocol 3.0, as far as pipelined prepared statements need
 * them (PostgreSQL manual, "Message Formats"). All values travel in text format.
 */

/** One parameter or column: text as UTF-8, or SQL null. */
export type WireValue = string | Buffer | null;
export type WireRow = (Buffer | null)[];

const header = (type: string, bodyLength: number): Buffer => {
  const buffer = Buffer.allocUnsafe(5 + bodyLength);
  buffer.write(type, 0, "latin1");
  buffer.writeInt32BE(4 + bodyLength, 1);
  return buffer;
};

/** NUL ends a string on the wire, so one inside would let a value spill into the next field. */
function zeroTerminated(text: string): Buffer {
  if (text.includes("\0")) throw new RangeError("A name or statement for Postgres must not hold NUL");
  return Buffer.from(`${text}\0`);
}

function message(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([header(type, body.length).subarray(0, 5), body]);
}

export const syncMessage = message("S");
export const terminateMessage = message("X");
/** Runs the unnamed portal to its end. */
export const executeMessage = message("E", Buffer.from([0, 0, 0, 0, 0]));

export function startupMessage(parameters: Record<string, string>): Buffer {
  const fields = Object.entries(parameters).flat().map(zeroTerminated);
  const body = Buffer.concat([...fields, Buffer.from([0])]);
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + body.length, 0);
  head.writeInt32BE(196_608, 4); // protocol 3.0
  return Buffer.concat([head, body]);
}

export function saslInitialResponse(mechanism: string, response: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(Buffer.byteLength(response));
  return message("p", zeroTerminated(mechanism), length, Buffer.from(response));
}

export const saslResponse = (response: string): Buffer => message("p", Buffer.from(response));

/** Prepares `sql` under `name`; the parameter types are left for Postgres to infer. */
export const parseMessage = (name: string, sql: string): Buffer =>
  message("P", zeroTerminated(name), zeroTerminated(sql), Buffer.from([0, 0]));

/** Forgets the prepared statement `name`. */
export const closeMessage = (name: string): Buffer => message("C", Buffer.from("S"), zeroTerminated(name));

/** Binds values to a prepared statement. Written into one buffer, because every request passes here. */
export function bindMessage(name: string, values: WireValue[]): Buffer {
  const lengths = values.map((value) => (value === null ? -1 : Buffer.byteLength(value)));
  let size = name.length + 8;
  for (const length of lengths) size += 4 + Math.max(length, 0);
  const buffer = header("B", size);
  let at = 5;
  buffer[at++] = 0; // the unnamed portal
  at += buffer.write(name, at, "latin1");
  buffer[at++] = 0;
  at = buffer.writeInt16BE(0, at); // every parameter is text
  at = buffer.writeInt16BE(values.length, at);
  values.forEach((value, index) => {
    at = buffer.writeInt32BE(lengths[index] as number, at);
    if (typeof value === "string") at += buffer.write(value, at);
    else if (value !== null) at += value.copy(buffer, at);
  });
  buffer.writeInt16BE(0, at); // every column is text
  return buffer;
}

export function readDataRow(body: Buffer): WireRow {
  const row: WireRow = new Array(body.readInt16BE(0));
  let at = 2;
  for (let column = 0; column < row.length; column++) {
    const length = body.readInt32BE(at);
    at += 4;
    row[column] = length < 0 ? null : body.subarray(at, at + length);
    if (length > 0) at += length;
  }
  return row;
}

/** Fields of an ErrorResponse by their one-letter code: C sqlstate, M message, D detail, H hint, S severity. */
export function readErrorFields(body: Buffer): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const field of body.toString("utf8").split("\0")) {
    if (field) fields[field.charAt(0)] = field.slice(1);
  }
  return fields;
}

/** Cuts a byte stream into messages; a large message is assembled once, however many chunks it comes in. */
export class MessageReader {
  #chunks: Buffer[] = [];
  #buffered = 0;
  #needed = 5;

  read(chunk: Buffer, receive: (type: number, body: Buffer) => void): void {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    if (this.#buffered < this.#needed) return;
    const data = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#buffered);
    let at = 0;
    this.#needed = 5;
    while (data.length - at >= 5) {
      const length = data.readInt32BE(at + 1) + 1;
      if (data.length - at < length) {
        this.#needed = length;
        break;
      }
      receive(data[at] as number, data.subarray(at + 5, at + length));
      at += length;
    }
    const rest = data.subarray(at);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#buffered = rest.length;
  }
}
