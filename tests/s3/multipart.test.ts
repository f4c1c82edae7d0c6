import { readdirSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { maxObjectBytes, refusal, type S3Service, send, signed, startS3 } from "./s3-service.ts";

let s3: S3Service;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3.stop());

const Bucket = "media";
const Key = "videos/ünï +%.mp4";
const minPart = 5 * 1024 * 1024;

async function begin(): Promise<string> {
  const input = { Bucket, Key, ContentType: "video/mp4", CacheControl: "no-cache", Metadata: { by: "alice" } };
  return (await s3.client.send(new CreateMultipartUploadCommand(input))).UploadId as string;
}

async function upload(UploadId: string, PartNumber: number, Body: Buffer | string) {
  const { ETag } = await s3.client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
  return { PartNumber, ETag };
}

const complete = (UploadId: string, Parts: { PartNumber: number; ETag: string | undefined }[], key = Key) =>
  s3.client.send(new CompleteMultipartUploadCommand({ Bucket, Key: key, UploadId, MultipartUpload: { Parts } }));
const listParts = (UploadId: string, more = {}) =>
  s3.client.send(new ListPartsCommand({ Bucket, Key, UploadId, ...more }));
const abort = (UploadId: string) => s3.client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));

describe("a multipart upload", () => {
  test("joins its parts by number, whatever order they came in, and keeps type and metadata", async () => {
    const first = Buffer.alloc(minPart, "first");
    const UploadId = await begin();
    const second = await upload(UploadId, 20, "the end");
    await upload(UploadId, 3, "to be replaced");
    const parts = [await upload(UploadId, 3, first), second];
    const { Parts } = await listParts(UploadId);
    expect(Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [3, minPart],
      [20, 7],
    ]);
    expect(await refusal(s3.client.send(new HeadObjectCommand({ Bucket, Key })))).toMatchObject({ status: 404 });

    const done = await complete(UploadId, parts);
    expect(done).toMatchObject({ Bucket, Key, ETag: expect.stringMatching(/^"[0-9a-f]{32}-2"$/) });
    expect(done.Location).toBe(`http://127.0.0.1:${s3.port}/s3/media/videos/${encodeURIComponent("ünï +%.mp4")}`);
    const read = await s3.client.send(new GetObjectCommand({ Bucket, Key }));
    expect(read).toMatchObject({
      ETag: done.ETag,
      ContentType: "video/mp4",
      CacheControl: "no-cache",
      Metadata: { by: "alice" },
    });
    const bytes = Buffer.from((await read.Body?.transformToByteArray()) ?? []);
    expect(bytes.equals(Buffer.concat([first, Buffer.from("the end")]))).toBe(true);
    expect(await refusal(listParts(UploadId))).toMatchObject({ code: "NoSuchUpload", status: 404 });
  });

  test("lists its parts a page at a time", async () => {
    const UploadId = await begin();
    for (const number of [1, 2, 3]) await upload(UploadId, number, `part ${number}`);
    const page = await listParts(UploadId, { MaxParts: 2 });
    expect(page).toMatchObject({ IsTruncated: true, NextPartNumberMarker: "2" });
    expect(page.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([1, 2]);
    const last = await listParts(UploadId, { MaxParts: 2, PartNumberMarker: page.NextPartNumberMarker });
    expect(last).toMatchObject({ IsTruncated: false });
    expect(last.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([3]);
  });

  test("is gone once aborted", async () => {
    const UploadId = await begin();
    const part = await upload(UploadId, 1, "x");
    await abort(UploadId);
    expect(await refusal(upload(UploadId, 2, "y"))).toMatchObject({ code: "NoSuchUpload" });
    expect(await refusal(complete(UploadId, [part]))).toMatchObject({ code: "NoSuchUpload" });
    expect(await refusal(abort(UploadId))).toMatchObject({ code: "NoSuchUpload" });
  });

  test("is not completed from wrong, missing, unordered or small parts", async () => {
    const UploadId = await begin();
    const one = await upload(UploadId, 1, "small");
    const two = await upload(UploadId, 2, "small too");
    expect(await refusal(complete(UploadId, [{ ...one, ETag: two.ETag }]))).toMatchObject({ code: "InvalidPart" });
    expect(await refusal(complete(UploadId, [one, { ...two, PartNumber: 3 }]))).toMatchObject({ code: "InvalidPart" });
    expect(await refusal(complete(UploadId, [two, one]))).toMatchObject({ code: "InvalidPartOrder" });
    expect(await refusal(complete(UploadId, [one, one]))).toMatchObject({ code: "InvalidPartOrder" });
    expect(await refusal(complete(UploadId, [one, two]))).toMatchObject({ code: "EntityTooSmall" });
    expect(await refusal(complete(UploadId, []))).toMatchObject({ code: "MalformedXML" });
    expect((await complete(UploadId, [two])).ETag).toBeDefined();
  });

  test("is not completed beyond the largest object", async () => {
    const UploadId = await begin();
    const half = Buffer.alloc(maxObjectBytes / 2 + 1);
    const parts = [await upload(UploadId, 1, half), await upload(UploadId, 2, half)];
    expect(await refusal(complete(UploadId, parts))).toMatchObject({ code: "EntityTooLarge" });
    await abort(UploadId);
  });

  test("belongs to its key", async () => {
    const UploadId = await begin();
    const part = await upload(UploadId, 1, "x");
    expect(await refusal(complete(UploadId, [part], "another"))).toMatchObject({ code: "NoSuchUpload" });
  });

  test("has parts from 1 to 10,000", async () => {
    const UploadId = await begin();
    for (const number of [0, -1, 10_001]) {
      expect(await refusal(upload(UploadId, number, "x"))).toMatchObject({ code: "InvalidArgument" });
    }
    await upload(UploadId, 10_000, "x");
  });

  test.each(["../../buckets/media", "..%2f..", "0".repeat(32), ""])("does not exist as %j", async (id) => {
    const path = `/s3/media/victim?partNumber=1&uploadId=${id}`;
    const answer = await send(s3.port, await signed(s3.port, { method: "PUT", path, body: "x" }));
    expect(answer.code).toBe("NoSuchUpload");
  });

  test("is dropped a week after its last part", async () => {
    const first = await startS3();
    const create = () => first.client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const [old, recent] = [(await create()).UploadId as string, (await create()).UploadId as string];
    const uploads = join(first.folder, "buckets", Bucket, "._S3rver_uploads");
    const eightDaysAgo = Date.now() / 1000 - 8 * 24 * 3600;
    utimesSync(join(uploads, old), eightDaysAgo, eightDaysAgo);
    const second = await startS3(first.folder);
    expect(readdirSync(uploads)).toEqual([recent]);
    await second.stop();
    await first.stop();
  });

  test("leaves nothing of the client's credentials on disk", async () => {
    const UploadId = await begin();
    const metadata = readFileSync(join(s3.folder, "buckets", Bucket, "._S3rver_uploads", UploadId, "metadata"), "utf8");
    expect(metadata).toContain("video/mp4");
    expect(metadata).not.toMatch(/authorization|signature|credential/i);
  });

  test("copies its parts from objects, whole or in part", async () => {
    const bytes = Buffer.concat([Buffer.alloc(5 * 1024 * 1024, "a"), Buffer.from("the end")]);
    const source = "source with spaces/ä";
    await s3.client.send(new PutObjectCommand({ Bucket, Key: source, Body: bytes }));
    const UploadId = await begin();
    const CopySource = `${Bucket}/${encodeURIComponent(source)}`;
    const copy = async (PartNumber: number, CopySourceRange?: string) => {
      const command = new UploadPartCopyCommand({ Bucket, Key, UploadId, PartNumber, CopySource, CopySourceRange });
      return { PartNumber, ETag: (await s3.client.send(command)).CopyPartResult?.ETag };
    };
    expect(await refusal(copy(1, "bytes=0-9999999"))).toMatchObject({ code: "InvalidRange" });
    const missing = new UploadPartCopyCommand({ Bucket, Key, UploadId, PartNumber: 1, CopySource: `${Bucket}/none` });
    expect(await refusal(s3.client.send(missing))).toMatchObject({ code: "NoSuchKey" });
    const Parts = [await copy(1), await copy(2, `bytes=${5 * 1024 * 1024}-${bytes.length - 1}`)];
    await s3.client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
    const read = await s3.client.send(new GetObjectCommand({ Bucket, Key }));
    const whole = Buffer.from((await read.Body?.transformToByteArray()) ?? []);
    expect(whole.equals(Buffer.concat([bytes, Buffer.from("the end")]))).toBe(true);
  });
});
