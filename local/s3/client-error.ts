import type { Duplex } from "node:stream";
import { errorXml, incompleteBody, S3Error } from "./errors.ts";

/** For `clientError`: answers, in S3's terms too, what is no HTTP request or ends before its body does. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const endedEarly = error.code === "HPE_INVALID_EOF_STATE";
  const refusal = endedEarly ? incompleteBody() : new S3Error("InvalidRequest", "This is no valid HTTP request.");
  const body = errorXml(refusal);
  const headers = ["content-type: application/xml", `content-length: ${Buffer.byteLength(body)}`, "connection: close"];
  socket.end(`HTTP/1.1 ${refusal.status} Bad Request\r\n${headers.join("\r\n")}\r\n\r\n${body}`);
}
