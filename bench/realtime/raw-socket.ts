import { once } from "node:events";
import { connect, type Socket } from "node:net";

/**
 * A WebSocket client that does next to nothing: on two cores a full client would be slower than the
 * servers it measures. It masks with zeros, which the protocol allows, so frames are made once.
 */
export class RawSocket {
  /** Messages received so far. */
  received = 0;
  onMessage: ((payload: Buffer) => void) | undefined;
  readonly #socket: Socket;
  #rest: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async open(port: number, path: string): Promise<RawSocket> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    socket.on("error", () => {});
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    );
    let head: Buffer = Buffer.alloc(0);
    while (head.indexOf("\r\n\r\n") < 0) {
      const [chunk] = await once(socket, "data");
      head = Buffer.concat([head, chunk]);
    }
    if (!head.toString("latin1").startsWith("HTTP/1.1 101")) throw new Error(head.toString());
    const client = new RawSocket(socket);
    socket.on("data", (chunk) => client.#read(chunk));
    const rest = head.subarray(head.indexOf("\r\n\r\n") + 4);
    // After the caller had its chance to listen.
    if (rest.length > 0) queueMicrotask(() => client.#read(rest));
    return client;
  }

  send(frame: Buffer): void {
    this.#socket.write(frame);
  }

  close(): void {
    this.#socket.destroy();
  }

  /** The next message that `matches`. */
  next(matches: (payload: Buffer) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.onMessage = (payload) => {
        if (!matches(payload)) return;
        this.onMessage = undefined;
        resolve();
      };
    });
  }

  #read(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let offset = 0;
    while (bytes.length - offset >= 2) {
      let length = (bytes[offset + 1] as number) & 0x7f;
      const header = length === 126 ? 4 : length === 127 ? 10 : 2;
      if (bytes.length - offset < header) break;
      if (length === 126) length = bytes.readUInt16BE(offset + 2);
      else if (length === 127) length = bytes.readUInt32BE(offset + 6);
      if (bytes.length - offset < header + length) break;
      this.received++;
      this.onMessage?.(bytes.subarray(offset + header, offset + header + length));
      offset += header + length;
    }
    this.#rest = bytes.subarray(offset);
  }
}

/** A client's frame around a payload. */
export function clientFrame(payload: string | Buffer): Buffer {
  const bytes = Buffer.from(payload);
  const isShort = bytes.length < 126;
  const header = Buffer.alloc(isShort ? 6 : 8);
  header[0] = typeof payload === "string" ? 0x81 : 0x82;
  header[1] = 0x80 | (isShort ? bytes.length : 126);
  if (!isShort) header.writeUInt16BE(bytes.length, 2);
  return Buffer.concat([header, bytes]);
}
