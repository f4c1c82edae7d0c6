import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { refusal, type S3Service, startS3 } from "./s3-service.ts";

let s3: S3Service;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3.stop());

const Bucket = "media";
const put = (Key: string, Body = "") => s3.client.send(new PutObjectCommand({ Bucket, Key, Body }));
const head = (Key: string) => s3.client.send(new HeadObjectCommand({ Bucket, Key }));
const remove = (Key: string) => s3.client.send(new DeleteObjectCommand({ Bucket, Key }));
const list = async (Prefix: string, Delimiter?: string) => {
  const page = await s3.client.send(new ListObjectsV2Command({ Bucket, Prefix, Delimiter }));
  return {
    keys: (page.Contents ?? []).map(({ Key }) => Key),
    folders: (page.CommonPrefixes ?? []).map((common) => common.Prefix),
  };
};

test("an empty object whose key ends in a slash marks a folder, as tools make them", async () => {
  await put("made/");
  await put("made/by/");
  await put("made/hand", "x");
  expect(await head("made/")).toMatchObject({ ContentLength: 0, ETag: '"d41d8cd98f00b204e9800998ecf8427e"' });
  expect(await list("", "/")).toMatchObject({ folders: ["made/"] });
  expect(await list("made/", "/")).toEqual({ keys: ["made/", "made/hand"], folders: ["made/by/"] });
  expect(await list("made/")).toEqual({ keys: ["made/", "made/by/", "made/hand"], folders: [] });
});

test("a marker is another object than that of the name without a slash, and than what is in the folder", async () => {
  await put("both", "the object");
  await put("both/");
  const read = await s3.client.send(new GetObjectCommand({ Bucket, Key: "both" }));
  expect(await read.Body?.transformToString()).toBe("the object");
  await remove("both");
  expect(await head("both/")).toMatchObject({ ContentLength: 0 });

  await put("both/inside", "stays");
  await remove("both/");
  expect(await refusal(head("both/"))).toMatchObject({ status: 404 });
  expect(await list("both")).toEqual({ keys: ["both/inside"], folders: [] });
});

test("a marker is kept when what was in its folder goes, and is copied like any object", async () => {
  await put("left/");
  await put("left/over", "x");
  await remove("left/over");
  await s3.client.send(new CopyObjectCommand({ Bucket, Key: "copied/", CopySource: `${Bucket}/left/` }));
  expect(await list("left")).toEqual({ keys: ["left/"], folders: [] });
  expect(await head("copied/")).toMatchObject({ ContentLength: 0 });
});
