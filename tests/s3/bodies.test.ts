import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  maxObjectBytes,
  type RawRequest,
  refusal,
  type S3Service,
  s3Client,
  send,
  signed,
  startS3,
} from "./s3-service.ts";

let s3: S3Service;
let byDefault: S3Client;
beforeAll(async () => {
  s3 = await startS3();
  byDefault = s3Client(s3.port, { requestChecksumCalculation: "WHEN_SUPPORTED" });
});
afterAll(async () => {
  byDefault.destroy();
  await s3.stop();
});

const Bucket = "media";
const put = async (raw: Partial<RawRequest> = {}) => {
  const request = { method: "PUT", path: "/s3/media/body", body: "hello", ...raw };
  return send(s3.port, await signed(s3.port, request));
};
const exists = async (Key: string) =>
  s3.client.send(new HeadObjectCommand({ Bucket, Key })).then(
    () => true,
    () => false,
  );
const incoming = () => readdirSync(join(s3.folder, "incoming"));

afterEach(() => expect(incoming()).toEqual([]));

describe("a body", () => {
  test("over the limit is refused before it is sent", async () => {
    const headers = { "x-amz-content-sha256": "UNSIGNED-PAYLOAD", "content-length": String(maxObjectBytes + 1) };
    const request = await signed(s3.port, { method: "PUT", path: "/s3/media/body", headers });
    const answer = await send(s3.port, {
      ...request,
      headers: { ...request.headers, expect: "100-continue", connection: "keep-alive" },
    });
    expect(answer).toMatchObject({ status: 400, code: "EntityTooLarge", continued: false });
    expect(answer.headers.connection).toBe("close");
    expect(await exists("body")).toBe(false);
  });

  test("is asked for once its headers are accepted", async () => {
    const request = await signed(s3.port, { method: "PUT", path: "/s3/media/asked", body: "hello" });
    const answer = await send(s3.port, { ...request, headers: { ...request.headers, expect: "100-continue" } });
    expect(answer).toMatchObject({ status: 200, continued: true });
  });

  test("over the limit is refused with an answer, also while it is being sent", async () => {
    const Body = Buffer.alloc(maxObjectBytes + 1);
    expect(await refusal(s3.client.send(new PutObjectCommand({ Bucket, Key: "body", Body })))).toEqual({
      code: "EntityTooLarge",
      status: 400,
    });
  });

  test("of exactly the limit is stored", async () => {
    await s3.client.send(new PutObjectCommand({ Bucket, Key: "limit", Body: Buffer.alloc(maxObjectBytes) }));
    const { ContentLength } = await s3.client.send(new HeadObjectCommand({ Bucket, Key: "limit" }));
    expect(ContentLength).toBe(maxObjectBytes);
  });

  test("without a length is refused", async () => {
    const headers = { "transfer-encoding": "chunked" };
    const request = await signed(s3.port, { method: "PUT", path: "/s3/media/body", headers });
    expect(await send(s3.port, { ...request, body: "hello" })).toMatchObject({
      status: 411,
      code: "MissingContentLength",
    });
    expect(await exists("body")).toBe(false);
  });

  test("where none belongs is refused", async () => {
    expect(await put({ method: "DELETE" })).toMatchObject({ code: "EntityTooLarge" });
    expect(await put({ method: "POST", path: "/s3/media/body?uploads=" })).toMatchObject({ code: "EntityTooLarge" });
  });

  test("of XML is limited too", async () => {
    const path = "/s3/media?delete=";
    expect(await put({ method: "POST", path, body: "x".repeat(2 ** 21 + 1) })).toMatchObject({
      code: "EntityTooLarge",
    });
    expect(await put({ method: "POST", path, body: "no xml" })).toMatchObject({ code: "MalformedXML" });
  });
});

describe("digests of a body", () => {
  const md5 = createHash("md5").update("hello").digest("base64");
  const sha256 = createHash("sha256").update("hello").digest("base64");
  const sha1 = createHash("sha1").update("hello").digest("base64");

  test.each([
    ["content-md5", md5],
    ["x-amz-checksum-sha256", sha256],
    ["x-amz-checksum-sha1", sha1],
    ["x-amz-checksum-crc32", "NhCmhg=="],
    ["x-amz-checksum-crc32c", "mnG7TA=="],
  ])("in %s are checked", async (name, digest) => {
    const wrong = `${digest.startsWith("A") ? "B" : "A"}${digest.slice(1)}`;
    expect(await put({ headers: { [name]: wrong } })).toMatchObject({ status: 400, code: "BadDigest" });
    expect(await exists("body")).toBe(false);
    const stored = await put({ path: "/s3/media/right", headers: { [name]: digest } });
    expect(stored).toMatchObject({ status: 200 });
    if (name !== "content-md5") expect(stored.headers[name]).toBe(digest);
  });

  // https://reveng.sourceforge.io/crc-catalogue/
  test.each([
    ["crc32", "cbf43926"],
    ["crc32c", "e3069283"],
    ["crc64nvme", "ae8b14860a799888"],
  ])("%s of 123456789 is what the catalogue of such sums says", async (name, check) => {
    const headers = { [`x-amz-checksum-${name}`]: Buffer.from(check, "hex").toString("base64") };
    expect(await put({ body: "123456789", headers, path: "/s3/media/nine" })).toMatchObject({ status: 200 });
    expect(await put({ body: "123456780", headers })).toMatchObject({ status: 400, code: "BadDigest" });
  });

  test("of a kind that is not known here are refused, not ignored", async () => {
    expect(await put({ headers: { "x-amz-checksum-crc16": "AAA=" } })).toMatchObject({
      code: "NotImplemented",
    });
  });

  test("a failed upload leaves the object that was there", async () => {
    await put({ path: "/s3/media/kept", body: "old" });
    const request = await signed(s3.port, { method: "PUT", path: "/s3/media/kept", body: "new" });
    expect(await send(s3.port, { ...request, body: "NEW" })).toMatchObject({ code: "XAmzContentSHA256Mismatch" });
    const read = await s3.client.send(new GetObjectCommand({ Bucket, Key: "kept" }));
    expect(await read.Body?.transformToString()).toBe("old");
  });
});

describe("the SDK with its default checksums", () => {
  test("stores a body that it holds whole", async () => {
    await byDefault.send(new PutObjectCommand({ Bucket, Key: "buffer", Body: "hello" }));
    expect(await exists("buffer")).toBe(true);
  });

  test("stores a stream, which it sends aws-chunked with a checksum behind it", async () => {
    const pieces = [Buffer.alloc(100_000, "a"), Buffer.from("hello"), Buffer.alloc(70_000, "b")];
    for (const ChecksumAlgorithm of ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const) {
      const [Key, ContentLength] = [`stream-${ChecksumAlgorithm}`, 170_005];
      const put = {
        Bucket,
        Key,
        Body: Readable.from(pieces),
        ContentLength,
        ChecksumAlgorithm,
        ContentEncoding: "gzip",
      };
      const answer = await byDefault.send(new PutObjectCommand(put));
      const held = await byDefault.send(new PutObjectCommand({ ...put, Body: Buffer.concat(pieces) }));
      expect(answer[`Checksum${ChecksumAlgorithm}`], ChecksumAlgorithm).toMatch(/^[A-Za-z0-9+/]+=*$/);
      expect(held[`Checksum${ChecksumAlgorithm}`]).toBe(answer[`Checksum${ChecksumAlgorithm}`]);
      const read = await s3.client.send(new GetObjectCommand({ Bucket, Key }));
      expect(read.ContentEncoding).toBe("gzip");
      expect(Buffer.from((await read.Body?.transformToByteArray()) ?? []).equals(Buffer.concat(pieces))).toBe(true);
    }
  });

  test("presigns the checksum of no body, so that no upload fits, as on AWS", async () => {
    const url = await getSignedUrl(byDefault, new PutObjectCommand({ Bucket, Key: "presigned" }));
    expect(new URL(url).searchParams.get("x-amz-checksum-crc32")).toBe("AAAAAA==");
    const answer = await fetch(url, { method: "PUT", body: "hello" });
    expect(await answer.text()).toContain("<Code>BadDigest</Code>");
    expect(await exists("presigned")).toBe(false);
  });

  test("stores a stream when they are turned off", async () => {
    const Body = Readable.from([Buffer.from("hel"), Buffer.from("lo")]);
    await s3.client.send(new PutObjectCommand({ Bucket, Key: "stream", Body, ContentLength: 5 }));
    const read = await s3.client.send(new GetObjectCommand({ Bucket, Key: "stream" }));
    expect(await read.Body?.transformToString()).toBe("hello");
  });
});

describe("a client that goes away halfway", () => {
  const headers = { "x-amz-content-sha256": "UNSIGNED-PAYLOAD", "content-length": "1000" };

  async function sendHalf(Key: string, leave: (socket: ReturnType<typeof connect>) => void): Promise<string> {
    const request = await signed(s3.port, { method: "PUT", path: `/s3/media/${Key}`, headers });
    const lines = Object.entries(request.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
    const socket = connect({ port: s3.port, host: "127.0.0.1", allowHalfOpen: true });
    socket.write(`PUT ${request.path} HTTP/1.1\r\n${lines.join("")}\r\n${"x".repeat(500)}`);
    await expect.poll(incoming).toHaveLength(1);
    leave(socket);
    const answer = (await Array.fromAsync(socket).catch(() => [])) as Buffer[];
    await expect.poll(incoming).toHaveLength(0);
    return Buffer.concat(answer).toString();
  }

  test("leaves no object when it is cut off", async () => {
    await sendHalf("cut", (socket) => socket.resetAndDestroy());
    expect(await exists("cut")).toBe(false);
  });

  test("leaves no object when it says goodbye", async () => {
    const answer = await sendHalf("half", (socket) => socket.end());
    expect(answer).toContain("HTTP/1.1 400 Bad Request");
    expect(answer).toContain("<Code>IncompleteBody</Code>");
    expect(await exists("half")).toBe(false);
  });
});

test.each([
  ["x-amz-acl", "private", "public-read"],
  ["x-amz-storage-class", "STANDARD", "GLACIER"],
])("%s may say what is so anyway, %s, and nothing else", async (name, plain, other) => {
  expect(await put({ path: "/s3/media/plain", headers: { [name]: plain } })).toMatchObject({ status: 200 });
  expect(await put({ headers: { [name]: other } })).toMatchObject({ status: 501, code: "NotImplemented" });
});

test.each([
  "x-amz-acl",
  "x-amz-tagging",
  "x-amz-server-side-encryption",
  "x-amz-object-lock-mode",
  "x-amz-expected-bucket-owner",
])("a header that this server does not understand, %s, is refused and not ignored", async (name) => {
  expect(await put({ headers: { [name]: "value" } })).toMatchObject({ status: 501, code: "NotImplemented" });
  expect(await exists("body")).toBe(false);
});

test.each([
  "GET /s3/media/right?acl=",
  "PUT /s3/media/right?acl=",
  "PUT /s3/new-bucket",
  "DELETE /s3/media",
  "GET /s3/media?versions=",
  "PUT /s3/media?cors=",
  "POST /s3/media/right?restore=",
])("the operation %s is refused", async (line) => {
  const [method, path] = line.split(" ") as [string, string];
  const { status } = await send(s3.port, await signed(s3.port, { method, path }));
  expect([501, 404]).toContain(status);
});

test("what is no HTTP is refused", async () => {
  const socket = connect({ port: s3.port, host: "127.0.0.1" });
  socket.write("nonsense\r\n\r\n");
  expect(Buffer.concat(await Array.fromAsync(socket)).toString()).toContain("<Code>InvalidRequest</Code>");
});

test("metadata over 2 KB are refused", async () => {
  const headers = { "x-amz-meta-a": "a".repeat(2048) };
  expect(await put({ headers })).toMatchObject({ status: 400, code: "MetadataTooLarge" });
});
