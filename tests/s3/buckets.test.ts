import {
  CreateBucketCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { refusal, type S3Service, startS3 } from "./s3-service.ts";

let s3: S3Service;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3.stop());

test("there is one bucket, and it says where it is", async () => {
  const { Buckets } = await s3.client.send(new ListBucketsCommand({}));
  expect(Buckets).toEqual([{ Name: "media", CreationDate: expect.any(Date) }]);
  await s3.client.send(new HeadBucketCommand({ Bucket: "media" }));
  const location = await s3.client.send(new GetBucketLocationCommand({ Bucket: "media" }));
  expect(location.LocationConstraint).toBe("local");
});

test("making it again says that it is there, and making another that there is one", async () => {
  const make = (Bucket: string) => refusal(s3.client.send(new CreateBucketCommand({ Bucket })));
  expect(await make("media")).toEqual({ code: "BucketAlreadyOwnedByYou", status: 409 });
  expect(await make("another")).toEqual({ code: "NotImplemented", status: 501 });
});
