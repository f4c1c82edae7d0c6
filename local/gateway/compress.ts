import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Transform } from "node:stream";
import { constants, createBrotliCompress, createGzip } from "node:zlib";

/** A smaller answer fits into a packet anyway. */
const minBytes = 1_024;
const compressible = /^(?:text\/(?!event-stream)|application\/(?:[\w.-]+\+)?(?:json|xml|javascript)\b)/i;

/** Fast rather than small: an answer is compressed once and read once. */
const encoders: Record<string, (length: number) => Transform> = {
  br: (length) =>
    createBrotliCompress({
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 4,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: length,
      },
    }),
  gzip: () => createGzip({ level: 5 }),
};

/** The best coding that a client accepts (RFC 9110, section 12.5.3), if it is one of ours. */
function chosenEncoding(accepted: string | undefined): string | undefined {
  if (!accepted) return undefined;
  const weights = new Map(
    accepted.split(",").map((entry) => {
      const [name = "", ...parameters] = entry
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? "1";
      return [name, Number(weight)];
    }),
  );
  return Object.keys(encoders).find((name) => (weights.get(name) ?? weights.get("*") ?? 0) > 0);
}

/** Only what is there as a whole: a stream is to arrive as it is written. */
function isWorthwhile(response: ServerResponse): boolean {
  const header = (name: string) => String(response.getHeader(name) ?? "");
  return (
    Number(header("content-length")) >= minBytes &&
    compressible.test(header("content-type")) &&
    header("content-encoding") === "" &&
    !header("content-range").startsWith("bytes") &&
    !/\bno-transform\b/.test(header("cache-control"))
  );
}

/** Compresses the answer that will be written, if its head turns out to be of that kind. */
export function compressAnswer(request: IncomingMessage, response: ServerResponse): void {
  const encoding = chosenEncoding(request.headers["accept-encoding"]?.toString());
  if (encoding === undefined || request.method === "HEAD") return;
  const plain = {
    writeHead: response.writeHead.bind(response),
    write: response.write.bind(response),
    end: response.end.bind(response),
  };
  let encoder: Transform | undefined;

  const writeHead = (status: number, headers: OutgoingHttpHeaders = {}): ServerResponse => {
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value);
    if (isWorthwhile(response)) {
      encoder = encoders[encoding]?.(Number(response.getHeader("content-length"))) as Transform;
      response.removeHeader("content-length");
      response.setHeader("content-encoding", encoding);
      response.appendHeader("vary", "accept-encoding");
      const tag = response.getHeader("etag");
      if (typeof tag === "string" && tag.startsWith('"')) response.setHeader("etag", `W/${tag}`);
      carry(encoder);
    }
    return plain.writeHead(status);
  };

  function carry(from: Transform): void {
    from.on("data", (chunk) => {
      if (!plain.write(chunk)) from.pause();
    });
    // Whoever writes the answer waits for the encoder, the encoder for the client.
    from.on("drain", () => response.emit("drain"));
    response.on("drain", () => from.resume());
    from.on("end", () => plain.end());
    from.on("error", () => response.destroy());
    response.on("close", () => from.destroy());
  }

  type Body = (chunk: string | Buffer) => boolean;
  response.writeHead = writeHead as ServerResponse["writeHead"];
  response.write = ((chunk: string | Buffer) => {
    if (!response.headersSent && !encoder) response.writeHead(response.statusCode);
    return encoder ? encoder.write(chunk) : (plain.write as Body)(chunk);
  }) as ServerResponse["write"];
  response.end = ((chunk?: string | Buffer) => {
    if (!response.headersSent && !encoder) response.writeHead(response.statusCode);
    if (encoder) encoder.end(chunk);
    else plain.end(chunk);
    return response;
  }) as ServerResponse["end"];
}
