import {
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusal, type S3Service, send, signed, startS3 } from "./s3-service.ts";

// In the order of S3, which is not that of the file names: "a" < "a-b" < "a/b", and U+FF21 before U+1F600.
const keys = ["a", "a-b", "a/b", "a/b-c", "a/b/c", "a/b/d", "a0", "b/1", "b/2", "b/3/x", "ä", "Ａ", "😀"];

let s3: S3Service;
beforeAll(async () => {
  s3 = await startS3();
  for (const Key of keys) await s3.client.send(new PutObjectCommand({ Bucket: "media", Key, Body: Key }));
});
afterAll(() => s3.stop());

const list = (more: Partial<ListObjectsV2CommandInput> = {}) =>
  s3.client.send(new ListObjectsV2Command({ Bucket: "media", ...more }));

/** Every item of every page, `MaxKeys` at a time. */
async function pages(input: Partial<ListObjectsV2CommandInput>): Promise<string[][]> {
  const found: string[][] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await list({ ...input, ContinuationToken });
    found.push(
      [...(page.Contents ?? []).map(({ Key }) => Key), ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix)].map(
        String,
      ),
    );
    expect(page.KeyCount).toBe(found.at(-1)?.length);
    expect(page.IsTruncated).toBe(page.NextContinuationToken !== undefined);
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  return found;
}

describe("a listing", () => {
  test("has every key in the order of S3, with size and ETag", async () => {
    const { Contents, IsTruncated, KeyCount } = await list();
    expect(Contents?.map(({ Key }) => Key)).toEqual(keys);
    expect(Contents?.[0]).toMatchObject({
      Size: 1,
      ETag: '"0cc175b9c0f1b6a831c399e269772661"',
      StorageClass: "STANDARD",
    });
    expect(Contents?.[0]?.LastModified).toBeInstanceOf(Date);
    expect({ IsTruncated, KeyCount }).toEqual({ IsTruncated: false, KeyCount: keys.length });
  });

  test.each([1, 2, 3, 5, 13, 1000])("misses and repeats nothing over pages of %i", async (MaxKeys) => {
    const found = await pages({ MaxKeys });
    expect(found.flat()).toEqual(keys);
    expect(found.length).toBe(Math.ceil(keys.length / MaxKeys));
  });

  test("begins where it is told to", async () => {
    expect((await pages({ Prefix: "a/b" })).flat()).toEqual(["a/b", "a/b-c", "a/b/c", "a/b/d"]);
    expect((await pages({ Prefix: "b/", StartAfter: "b/1" })).flat()).toEqual(["b/2", "b/3/x"]);
    expect((await pages({ Prefix: "nowhere/" })).flat()).toEqual([]);
    expect((await pages({ Prefix: "../" })).flat()).toEqual([]);
    expect((await list({ MaxKeys: 0 })).KeyCount).toBe(0);
  });

  test.each([1, 2, 1000])("rolls up what is beyond the delimiter, over pages of %i", async (MaxKeys) => {
    const found = (await pages({ Delimiter: "/", MaxKeys })).flat().sort();
    expect(found).toEqual(["a", "a-b", "a/", "a0", "b/", "ä", "Ａ", "😀"].sort());
    const inside = (await pages({ Delimiter: "/", Prefix: "b/", MaxKeys })).flat();
    expect(inside).toEqual(["b/1", "b/2", "b/3/"]);
    expect((await pages({ Delimiter: "/b", Prefix: "a", MaxKeys })).flat().sort()).toEqual(["a", "a-b", "a/b", "a0"]);
  });

  test("escapes keys when asked to", async () => {
    const { Contents, EncodingType } = await list({ EncodingType: "url", Prefix: "ä" });
    expect(EncodingType).toBe("url");
    expect(Contents?.map(({ Key }) => Key)).toEqual(["%C3%A4"]);
  });

  test("is refused with a token that is none, a count that is none, or as a version that there is not", async () => {
    expect(await refusal(list({ ContinuationToken: "!" }))).toMatchObject({ code: "InvalidArgument" });
    const raw = async (query: string) =>
      send(s3.port, await signed(s3.port, { method: "GET", path: `/s3/media?${query}` }));
    expect(await raw("list-type=2&max-keys=-1")).toMatchObject({ code: "InvalidArgument" });
    expect(await raw("list-type=1")).toMatchObject({ code: "NotImplemented" });
  });

  test("by version 1 has the same keys, page by page", async () => {
    const all = (await list({})).Contents?.map(({ Key }) => Key);
    const found: (string | undefined)[] = [];
    for (let Marker: string | undefined; ; ) {
      const page = await s3.client.send(new ListObjectsCommand({ Bucket: "media", MaxKeys: 2, Marker }));
      found.push(...(page.Contents?.map(({ Key }) => Key) ?? []));
      if (!page.IsTruncated) break;
      Marker = page.NextMarker;
    }
    expect(found).toEqual(all);
  });
});
