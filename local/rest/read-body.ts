import type { IncomingMessage } from "node:http";
import { HttpError } from "./http-error.ts";

/** The response to a body beyond the limit; the rest of it is not read, so the connection ends. */
export function bodyTooLarge(maxBytes: number): HttpError {
  const message = `The request body is larger than ${maxBytes} bytes`;
  return new HttpError(413, { code: "PAYLOAD_TOO_LARGE", message }, { Connection: "close" });
}

/** The client went away before its request was complete; there is nobody left to answer. */
export class ClientGoneError extends Error {}

export function declaresTooLargeBody(request: IncomingMessage, maxBytes: number): boolean {
  return Number(request.headers["content-length"] ?? 0) > maxBytes;
}

/** The whole body of a request, at most `maxBytes`. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (declaresTooLargeBody(request, maxBytes)) return Promise.reject(bodyTooLarge(maxBytes));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
        request.pause();
        reject(bodyTooLarge(maxBytes));
        return;
      }
      chunks.push(chunk);
    });
    request.on("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.on("close", () => {
      if (!request.complete) reject(new ClientGoneError("The client closed the connection"));
    });
  });
}
