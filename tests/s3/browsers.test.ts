import { PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type S3Service, send, startS3 } from "./s3-service.ts";

let s3: S3Service;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3.stop());

const origin = "https://app.example.com";

test("a page of any origin may upload by a presigned URL and see its ETag", async () => {
  const url = await getSignedUrl(s3.client, new PutObjectCommand({ Bucket: "media", Key: "public/from-page" }));
  const { pathname, search } = new URL(url);
  const preflight = await send(s3.port, {
    method: "OPTIONS",
    path: pathname + search,
    headers: {
      origin,
      "access-control-request-method": "PUT",
      "access-control-request-headers": "content-type,x-amz-meta-a",
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers["access-control-allow-origin"]).toBe("*");
  expect(preflight.headers["access-control-allow-methods"]).toContain("PUT");
  expect(preflight.headers["access-control-allow-headers"]).toBe("content-type,x-amz-meta-a");
  expect(preflight.headers["access-control-allow-credentials"]).toBeUndefined();

  const upload = await fetch(url, { method: "PUT", headers: { origin }, body: "x" });
  expect(upload.status).toBe(200);
  expect(upload.headers.get("access-control-allow-origin")).toBe("*");
  expect(upload.headers.get("access-control-expose-headers")).toContain("ETag");
});

test("a page also sees why it was refused", async () => {
  const answer = await send(s3.port, { method: "GET", path: "/s3/media/private", headers: { origin } });
  expect(answer).toMatchObject({ status: 403, code: "AccessDenied" });
  expect(answer.headers["access-control-allow-origin"]).toBe("*");
});
