import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type S3Service, send, signed, startS3 } from "./s3-service.ts";

let s3: S3Service;
beforeAll(async () => {
  s3 = await startS3();
  writeFileSync(join(s3.folder, "secret._S3rver_object"), "secret");
});
afterAll(() => s3.stop());

/** Each as it goes on the wire, after `/s3/media/`. */
test.each([
  ["..", "InvalidArgument"],
  ["../secret", "InvalidArgument"],
  ["../../secret", "InvalidArgument"],
  ["public/../../../secret", "InvalidArgument"],
  ["public/../private", "InvalidArgument"],
  ["public/%2e%2e/private", "InvalidArgument"],
  ["public%2f..%2fprivate", "InvalidArgument"],
  ["public/%2E%2E%2Fprivate", "InvalidArgument"],
  ["public/./private", "InvalidArgument"],
  ["public/..%5c..%5cprivate", "InvalidArgument"],
  ["public/..\\private", "InvalidArgument"],
  ["/etc/passwd", "InvalidArgument"],
  ["%2fetc%2fpasswd", "InvalidArgument"],
  ["public//private", "InvalidArgument"],
  ["public//", "InvalidArgument"],
  ["%2f", "InvalidArgument"],
  ["public/a%00b", "InvalidArgument"],
  ["public/a%0ab", "InvalidArgument"],
  ["public/a%7fb", "InvalidArgument"],
  ["public/a._S3rver_object/b", "InvalidArgument"],
  ["._S3rver_uploads/0/key", "InvalidArgument"],
  ["public/%ff%fe", "InvalidURI"],
  ["public/%ed%a0%80", "InvalidURI"],
  ["public/%c0%ae%c0%ae/private", "InvalidURI"],
  ["public/%zz", "InvalidURI"],
  ["public/%", "InvalidURI"],
  [`public/${"k".repeat(241)}`, "KeyTooLongError"],
  [`public/${"%C3%A4".repeat(121)}`, "KeyTooLongError"],
  [`${"kkk/".repeat(256)}k`, "KeyTooLongError"],
])("the key %s is refused, signed or not", async (key, code) => {
  const path = `/s3/media/${key}`;
  expect(await send(s3.port, { method: "GET", path })).toMatchObject({ status: 400, code });
  const write = await signed(s3.port, { method: "PUT", path, body: "x" });
  expect(await send(s3.port, write)).toMatchObject({ status: 400, code });
});

test.each([
  ["/", "InvalidURI"],
  ["/media/public/a", "InvalidURI"],
  ["/s3", "InvalidURI"],
  ["/S3/media/public/a", "InvalidURI"],
  ["//s3/media/public/a", "InvalidURI"],
  ["/s3/../s3/media/public/a", "InvalidBucketName"],
  ["http://127.0.0.1/s3/media/public/a", "InvalidURI"],
  ["*", "InvalidURI"],
  ["/s3/UPPER/a", "InvalidBucketName"],
  ["/s3/me/a", "InvalidBucketName"],
  ["/s3/..%2fincoming/a", "InvalidBucketName"],
  ["/s3//media/a", "AccessDenied"],
])("the path %s names nothing", async (path, code) => {
  expect((await send(s3.port, { method: "GET", path })).code).toBe(code);
});

test("a key that only looks escaped is taken as it is", async () => {
  const path = "/s3/media/public/%252e%252e%252fprivate";
  const write = await send(s3.port, await signed(s3.port, { method: "PUT", path, body: "literal" }));
  expect(write.status).toBe(200);
  expect(await send(s3.port, { method: "GET", path })).toMatchObject({ status: 200, body: "literal" });
});
