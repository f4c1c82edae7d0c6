import { createHash, createHmac } from "node:crypto";
import { crc32 } from "node:zlib";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ChunkSignatures } from "../../local/s3/signature/chunk-signatures.ts";
import { credentials, refusal, type S3Service, send, signed, startS3 } from "./s3-service.ts";

let s3: S3Service;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3.stop());

const hmac = (key: Uint8Array | string, text: string) => createHmac("sha256", key).update(text).digest();
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const keyOf = (secret: string, date: string, region: string) =>
  hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), "s3"), "aws4_request");

test("chunks are signed as in the example of AWS", () => {
  // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
  const signatures = new ChunkSignatures(keyOf("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "20130524", "us-east-1"), {
    accessKeyId: "",
    scope: { date: "20130524", region: "us-east-1", service: "s3" },
    signedHeaders: [],
    date: "20130524T000000Z",
    signature: "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
  });
  const chunk = (size: number) => createHash("sha256").update("a".repeat(size));
  signatures.requireChunk("ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648", chunk(65_536));
  signatures.requireChunk("0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497", chunk(1_024));
  expect(() => signatures.requireChunk("0".repeat(64), chunk(0))).toThrow(/signature/);
  signatures.requireChunk("b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9", chunk(0));
});

const crcOf = (text: string) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString("base64");
};

interface Upload {
  chunks?: string[];
  length?: number;
  kind?: "PAYLOAD" | "PAYLOAD-TRAILER";
  trailer?: string;
  /** Changes what is sent after it was signed. */
  tamper?: (body: string) => string;
}

/** Sends chunks with a signature each, and a trailer with one of its own. */
async function upload({
  chunks = ["hello ", "world"],
  length,
  kind = "PAYLOAD",
  trailer,
  tamper = (body) => body,
}: Upload) {
  const headers = {
    "x-amz-content-sha256": `STREAMING-AWS4-HMAC-SHA256-${kind}`,
    "x-amz-decoded-content-length": String(length ?? chunks.join("").length),
    ...(kind === "PAYLOAD" ? {} : { "x-amz-trailer": "x-amz-checksum-crc32" }),
  };
  const request = await signed(s3.port, { method: "PUT", path: "/s3/media/chunked", headers });
  const date = String(request.headers?.["x-amz-date"]);
  let previous = /Signature=([0-9a-f]{64})/.exec(String(request.headers?.authorization))?.[1] as string;
  const key = keyOf(credentials.secretAccessKey, date.slice(0, 8), "local");
  const sign = (algorithm: string, ...hashes: string[]) => {
    const scope = `${date.slice(0, 8)}/local/s3/aws4_request`;
    previous = hmac(key, [algorithm, date, scope, previous, ...hashes].join("\n")).toString("hex");
    return previous;
  };
  const written = [...chunks, ""].map((chunk) => {
    const signature = sign("AWS4-HMAC-SHA256-PAYLOAD", sha256(""), sha256(chunk));
    return `${chunk.length.toString(16)};chunk-signature=${signature}\r\n${chunk}${chunk ? "\r\n" : ""}`;
  });
  const lines = `x-amz-checksum-crc32:${trailer ?? crcOf(chunks.join(""))}`;
  const end =
    kind === "PAYLOAD"
      ? "\r\n"
      : `${lines}\r\nx-amz-trailer-signature:${sign("AWS4-HMAC-SHA256-TRAILER", sha256(`${lines}\n`))}\r\n\r\n`;
  return send(s3.port, { ...request, body: tamper(written.join("") + end) });
}

const stored = () => s3.client.send(new GetObjectCommand({ Bucket: "media", Key: "chunked" }));

test("an aws-chunked body that is anything else than what was signed is refused, and nothing is stored", async () => {
  const cases: [code: string, upload: Upload][] = [
    ["SignatureDoesNotMatch", { tamper: (body) => body.replace("world", "World") }],
    [
      "SignatureDoesNotMatch",
      {
        tamper: (body) =>
          body.replace(/signature=\w/, (found) => `${found.slice(0, -1)}${found.endsWith("0") ? "1" : "0"}`),
      },
    ],
    ["SignatureDoesNotMatch", { tamper: (body) => body.replaceAll(/;chunk-signature=\w+/g, "") }],
    // Chunks in another order.
    [
      "SignatureDoesNotMatch",
      { tamper: (body) => body.replace(/^(6;.*?\r\nhello \r\n)(5;.*?\r\nworld\r\n)/s, "$2$1") },
    ],
    ["SignatureDoesNotMatch", { kind: "PAYLOAD-TRAILER", tamper: (body) => body.replace(/crc32:\w/, "crc32:_") }],
    ["BadDigest", { kind: "PAYLOAD-TRAILER", trailer: "AAAAAA==" }],
    ["IncompleteBody", { length: 12 }],
    ["IncompleteBody", { length: 10 }],
    ["IncompleteBody", { tamper: (body) => body.slice(0, body.indexOf("wor")) }],
    ["InvalidRequest", { tamper: (body) => `zz\r\n${body}` }],
    ["InvalidRequest", { tamper: () => "1".repeat(10_000) }],
    ["InvalidRequest", { tamper: (body) => `${body.slice(0, -2)}x-other:1\r\n\r\n` }],
  ];
  for (const [code, tried] of cases) {
    expect(await upload(tried), JSON.stringify(tried)).toMatchObject({ code });
    expect(await refusal(stored())).toMatchObject({ code: "NoSuchKey" });
  }
});

test.each(["PAYLOAD", "PAYLOAD-TRAILER"] as const)(
  "signed chunks are stored as what they make together (%s)",
  async (kind) => {
    expect(await upload({ kind })).toMatchObject({ status: 200 });
    expect(await (await stored()).Body?.transformToString()).toBe("hello world");
  },
);
