import { randomBytes, randomUUID } from "node:crypto";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { describe, expect, inject, test } from "vitest";
import type { Target } from "../../support/e2e-target.ts";

const s3 = inject("target").s3;

// What tests/s3 shows of the S3 part by itself holds through the gateway, which must not touch what was signed.
describe.runIf(s3)("S3 through the gateway", () => {
  const { bucket, endpoint, region, ...credentials } = s3 as NonNullable<Target["s3"]>;
  const client = new S3Client({
    endpoint,
    region,
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
  });

  test("the SDK stores and reads an object of some megabytes", async () => {
    const [Key, Body] = [`e2e/${randomUUID()} ü+%.bin`, randomBytes(5_000_000)];
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType: "application/octet-stream" }));
    const { Body: stored } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
    expect(Buffer.compare(Buffer.from((await stored?.transformToByteArray()) ?? []), Body)).toBe(0);
  });

  const presign = (Key: string, ContentLength: number) =>
    getSignedUrl(client, new PutObjectCommand({ Bucket: bucket, Key, ContentType: "image/png", ContentLength }), {
      expiresIn: 60,
      signableHeaders: new Set(["host", "content-type", "content-length"]),
    });

  test("a presigned upload takes exactly the type and length that were signed", async () => {
    const Key = `e2e/${randomUUID()}.png`;
    const url = await presign(Key, 1000);
    const put = (type: string, length: number) =>
      fetch(url, { method: "PUT", headers: { "content-type": type }, body: randomBytes(length) });
    expect((await put("image/svg+xml", 1000)).status).toBe(403);
    expect((await put("image/png", 1001)).status).toBe(403);
    await expect(client.send(new HeadObjectCommand({ Bucket: bucket, Key }))).rejects.toMatchObject({
      name: "NotFound",
    });
    expect((await put("image/png", 1000)).status).toBe(200);
    expect(await client.send(new HeadObjectCommand({ Bucket: bucket, Key }))).toMatchObject({
      ContentType: "image/png",
      ContentLength: 1000,
    });
  });

  test("only the public part is read without a signature", async () => {
    const body = randomBytes(100);
    for (const Key of ["public/e2e.bin", "private/e2e.bin"])
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: body }));
    expect((await fetch(`${endpoint}/${bucket}/public/e2e.bin`)).status).toBe(200);
    expect((await fetch(`${endpoint}/${bucket}/private/e2e.bin`)).status).toBe(403);
  });
});
