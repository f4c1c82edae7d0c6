import { PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type S3Service, send, startS3 } from "./s3-service.ts";

let s3: S3Service;
beforeAll(async () => {
  s3 = await startS3();
  await put("public/photo.jpg", "image/jpeg", "public, max-age=31536000, immutable");
  await put("public/plain.txt", "text/plain");
  await put("publicity/plan.txt", "text/plain");
  await put("private/letter.txt", "text/plain");
});
afterAll(() => s3.stop());

const put = (Key: string, ContentType: string, CacheControl?: string, ContentDisposition?: string) =>
  s3.client.send(
    new PutObjectCommand({ Bucket: "media", Key, Body: "0123456789", ContentType, CacheControl, ContentDisposition }),
  );
const get = (path: string, headers = {}, method = "GET") => send(s3.port, { method, path, headers });

describe("anyone may read", () => {
  test("a public object, with what caches need", async () => {
    const answer = await get("/s3/media/public/photo.jpg");
    expect(answer).toMatchObject({ status: 200, body: "0123456789" });
    expect(answer.headers).toMatchObject({
      "content-type": "image/jpeg",
      "content-length": "10",
      "cache-control": "public, max-age=31536000, immutable",
      "accept-ranges": "bytes",
      etag: '"781e5e245d69b566979b86e28d23f2c7"',
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "cross-origin",
      "access-control-allow-origin": "*",
    });
    expect(answer.headers["last-modified"]).toMatch(/ GMT$/);
    expect(answer.headers["content-disposition"]).toBeUndefined();
    expect((await get("/s3/media/public/plain.txt")).headers["cache-control"]).toBe("public, max-age=300");
  });

  test("its headers alone, a part of it, or nothing new", async () => {
    const head = await get("/s3/media/public/photo.jpg", {}, "HEAD");
    expect(head).toMatchObject({ status: 200, body: "" });
    expect(head.headers["content-length"]).toBe("10");
    const part = await get("/s3/media/public/photo.jpg", { range: "bytes=-4" });
    expect(part).toMatchObject({ status: 206, body: "6789" });
    expect(part.headers["content-range"]).toBe("bytes 6-9/10");
    const etag = String(head.headers.etag);
    expect(await get("/s3/media/public/photo.jpg", { "if-none-match": etag })).toMatchObject({ status: 304, body: "" });
    expect(await get("/s3/media/public/photo.jpg", { range: "bytes=0-1", "if-range": etag })).toMatchObject({
      status: 206,
    });
    expect(await get("/s3/media/public/photo.jpg", { range: "bytes=0-1", "if-range": '"old"' })).toMatchObject({
      status: 200,
    });
    const beyond = await get("/s3/media/public/photo.jpg", { range: "bytes=10-" });
    expect(beyond).toMatchObject({ status: 416, code: "InvalidRange" });
    expect(beyond.headers["content-range"]).toBe("bytes */10");
  });

  test("that an object is not there", async () => {
    expect(await get("/s3/media/public/absent")).toMatchObject({ status: 404, code: "NoSuchKey" });
  });
});

test.each([
  ["GET", "/s3/media/private/letter.txt"],
  ["GET", "/s3/media/publicity/plan.txt"],
  ["HEAD", "/s3/media/private/letter.txt"],
  ["GET", "/s3/media/private/absent"],
  ["GET", "/s3/media/Public/photo.jpg"],
  ["GET", "/s3/media"],
  ["GET", "/s3/media/"],
  ["HEAD", "/s3/media"],
  ["GET", "/s3/media/?list-type=2&prefix=public/"],
  ["GET", "/s3/"],
  ["GET", "/s3/other/public/photo.jpg"],
  ["GET", "/s3/media/public/photo.jpg?response-content-type=text/html"],
  ["GET", "/s3/media/public/photo.jpg?acl"],
  ["GET", "/s3/media/public/photo.jpg?uploadId=0"],
  ["GET", "/s3/media/public/photo.jpg?x-amz-meta-a=b"],
  ["PUT", "/s3/media/public/new.txt"],
  ["PUT", "/s3/media/public/photo.jpg"],
  ["PUT", "/s3/new-bucket"],
  ["DELETE", "/s3/media/public/photo.jpg"],
  ["DELETE", "/s3/media"],
  ["POST", "/s3/media?delete"],
  ["POST", "/s3/media"],
  ["POST", "/s3/media/public/photo.jpg?uploads"],
  ["PATCH", "/s3/media/public/photo.jpg"],
])("unsigned %s %s is refused", async (method, path) => {
  const answer = await get(path, { "content-length": "0" }, method);
  expect(answer.status).toBe(403);
  expect(answer.code).toBe(method === "HEAD" ? undefined : "AccessDenied");
  expect((await get("/s3/media/public/photo.jpg")).body).toBe("0123456789");
});

describe("an upload that a browser could run", () => {
  test.each([
    "text/html",
    "TEXT/HTML; charset=utf-8",
    "application/xhtml+xml",
    "image/svg+xml",
    "text/xml",
    "application/xml",
    "text/javascript",
    "application/javascript",
    "application/x-shockwave-flash",
    "multipart/x-mixed-replace",
    "text/html,image/png",
    "nonsense",
  ])("of type %s is a sandboxed download", async (type) => {
    await put("public/active", type, undefined, "inline");
    const { headers } = await get("/s3/media/public/active");
    expect(headers["content-disposition"]).toBe("attachment");
    expect(headers["content-security-policy"]).toBe("default-src 'none'; sandbox");
    expect(headers["x-content-type-options"]).toBe("nosniff");
  });

  test("keeps the name it is to be downloaded by", async () => {
    await put("public/page.html", "text/html", undefined, 'attachment; filename="page.html"');
    const { headers } = await get("/s3/media/public/page.html");
    expect(headers["content-disposition"]).toBe('attachment; filename="page.html"');
  });

  test.each(["image/avif", "video/mp4", "audio/mpeg", "application/vnd.apple.mpegurl", "application/json"])(
    "is not one of type %s, which is shown in place",
    async (type) => {
      await put("public/inert", type);
      const { headers } = await get("/s3/media/public/inert");
      expect(headers["content-disposition"]).toBeUndefined();
      expect(headers["content-type"]).toBe(type);
    },
  );
});
