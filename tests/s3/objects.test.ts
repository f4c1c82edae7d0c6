import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusal, type S3Service, startS3 } from "./s3-service.ts";

let s3: S3Service;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3.stop());

const Bucket = "media";
const put = (Key: string, Body: string | Buffer = "x") => s3.client.send(new PutObjectCommand({ Bucket, Key, Body }));
const get = (Key: string, more = {}) => s3.client.send(new GetObjectCommand({ Bucket, Key, ...more }));
const textOf = async (Key: string, more = {}) => (await get(Key, more)).Body?.transformToString();

describe("an object", () => {
  test("comes back with its bytes, type, headers and metadata", async () => {
    const stored = await s3.client.send(
      new PutObjectCommand({
        Bucket,
        Key: "a/one.txt",
        Body: "hello",
        ContentType: "text/plain; charset=utf-8",
        CacheControl: "public, max-age=31536000, immutable",
        ContentDisposition: 'attachment; filename="one.txt"',
        ContentLanguage: "de",
        Metadata: { owner: "alice", note: "a  b" },
      }),
    );
    const read = await get("a/one.txt");
    expect(await read.Body?.transformToString()).toBe("hello");
    expect(read).toMatchObject({
      ETag: stored.ETag,
      ContentLength: 5,
      ContentType: "text/plain; charset=utf-8",
      CacheControl: "public, max-age=31536000, immutable",
      ContentDisposition: 'attachment; filename="one.txt"',
      ContentLanguage: "de",
      Metadata: { owner: "alice", note: "a  b" },
    });
    const head = await s3.client.send(new HeadObjectCommand({ Bucket, Key: "a/one.txt" }));
    expect(head).toMatchObject({ ContentLength: 5, ETag: '"5d41402abc4b2a76b9719d911017c592"' });
    expect(Date.now() - (head.LastModified?.getTime() ?? 0)).toBeLessThan(60_000);
  });

  test("keeps a file name in UTF-8", async () => {
    const asSent = Buffer.from('attachment; filename="Äpfel.txt"').toString("latin1");
    await s3.client.send(new PutObjectCommand({ Bucket, Key: "named", Body: "x", ContentDisposition: asSent }));
    expect((await get("named")).ContentDisposition).toBe(asSent);
  });

  test("may be empty, and may be large", async () => {
    await put("empty", "");
    expect(await textOf("empty")).toBe("");
    const large = Buffer.alloc(9 * 1024 * 1024, "plaza");
    await put("large", large);
    const read = await (await get("large")).Body?.transformToByteArray();
    expect(Buffer.from(read ?? []).equals(large)).toBe(true);
  });

  test("is replaced whole by the next upload of its key", async () => {
    await s3.client.send(
      new PutObjectCommand({
        Bucket,
        Key: "again",
        Body: "longer text",
        ContentType: "text/css",
        Metadata: { a: "1" },
      }),
    );
    await put("again", "short");
    const read = await get("again");
    expect(await read.Body?.transformToString()).toBe("short");
    expect(read).toMatchObject({ ContentType: "application/octet-stream", Metadata: {} });
  });

  test("is gone once deleted, and deleting nothing succeeds", async () => {
    await put("gone/deep/er");
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key: "gone/deep/er" }));
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key: "gone/deep/er" }));
    expect(await refusal(get("gone/deep/er"))).toEqual({ code: "NoSuchKey", status: 404 });
    const head = s3.client.send(new HeadObjectCommand({ Bucket, Key: "gone/deep/er" }));
    expect(await refusal(head)).toEqual({ code: "NotFound", status: 404 });
  });

  test.each([
    "sp ace/ünï-日本.txt",
    "plus+percent%2F%25&=?#;:@$,",
    "quotes'\"()*!~<>[]{}|^`",
    "😀/emoji",
    "123",
    "a.b..c/...",
    "._hidden",
    "x".repeat(240),
    `${"k".repeat(200)}/`.repeat(5) + "k".repeat(19),
  ])("may have the key %s", async (key) => {
    await put(key, key);
    expect(await textOf(key)).toBe(key);
    const { Contents } = await s3.client.send(new ListObjectsV2Command({ Bucket, Prefix: key }));
    expect(Contents?.map((object) => object.Key)).toEqual([key]);
    const copy = `copies/${key.slice(0, 100)}`;
    const CopySource = encodeURIComponent(`${Bucket}/${key}`);
    await s3.client.send(new CopyObjectCommand({ Bucket, Key: copy, CopySource }));
    expect(await textOf(copy)).toBe(key);
    const Delete = { Objects: [{ Key: key }, { Key: copy }] };
    const { Deleted, Errors } = await s3.client.send(new DeleteObjectsCommand({ Bucket, Delete }));
    expect(Errors ?? []).toEqual([]);
    expect(Deleted?.map((object) => object.Key)).toEqual([key, copy]);
    expect(await refusal(get(key))).toMatchObject({ code: "NoSuchKey" });
  });
});

describe("reading a part", () => {
  beforeAll(() => put("digits", "0123456789"));

  test.each([
    ["bytes=2-4", "234", "bytes 2-4/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-3", "789", "bytes 7-9/10"],
    ["bytes=-99", "0123456789", "bytes 0-9/10"],
    ["bytes=0-99", "0123456789", "bytes 0-9/10"],
  ])("%s gives %s", async (Range, text, ContentRange) => {
    const read = await get("digits", { Range });
    expect(read.ContentRange).toBe(ContentRange);
    expect(read.ContentLength).toBe(text.length);
    expect(await read.Body?.transformToString()).toBe(text);
    expect(read.$metadata.httpStatusCode).toBe(206);
  });

  test.each(["bytes=5-2", "bytes=0-1,3-4", "lines=1-2", "bytes=a-b"])("%s gives the whole", async (Range) => {
    const read = await get("digits", { Range });
    expect(read.$metadata.httpStatusCode).toBe(200);
    expect(await read.Body?.transformToString()).toBe("0123456789");
  });

  test.each([
    ["digits", "bytes=10-"],
    ["digits", "bytes=-0"],
    ["nothing", "bytes=0-"],
  ])("of %s beyond the end, %s, is refused", async (key, Range) => {
    await put("nothing", "");
    expect(await refusal(get(key, { Range }))).toEqual({ code: "InvalidRange", status: 416 });
  });
});

describe("conditional reads", () => {
  test("follow ETag and time", async () => {
    const { ETag } = await put("conditional", "text");
    const past = new Date(Date.now() - 60_000);
    const future = new Date(Date.now() + 60_000);
    expect(await textOf("conditional", { IfMatch: ETag })).toBe("text");
    expect(await textOf("conditional", { IfNoneMatch: '"other"' })).toBe("text");
    expect(await textOf("conditional", { IfModifiedSince: past })).toBe("text");
    expect(await textOf("conditional", { IfUnmodifiedSince: future })).toBe("text");
    const statusOf = async (more: object) => (await refusal(get("conditional", more))).status;
    expect(await statusOf({ IfMatch: '"other"' })).toBe(412);
    expect(await statusOf({ IfUnmodifiedSince: past })).toBe(412);
    expect(await statusOf({ IfNoneMatch: ETag })).toBe(304);
    expect(await statusOf({ IfModifiedSince: future })).toBe(304);
  });

  test("on writes hold at the moment in which the object would change", async () => {
    const write = (Key: string, more: object) =>
      s3.client.send(new PutObjectCommand({ Bucket, Key, Body: "y", ...more }));
    expect(await refusal(write("conditional", { IfNoneMatch: "*" }))).toEqual({
      code: "PreconditionFailed",
      status: 412,
    });
    expect(await refusal(write("conditional", { IfMatch: '"other"' }))).toEqual({
      code: "PreconditionFailed",
      status: 412,
    });
    expect(await refusal(write("absent", { IfMatch: '"other"' }))).toEqual({ code: "NoSuchKey", status: 404 });
    expect(await refusal(write("conditional", { IfNoneMatch: '"other"' }))).toEqual({
      code: "NotImplemented",
      status: 501,
    });
    expect(await textOf("conditional", {})).toBe("text");
    const racers = await Promise.allSettled(Array.from({ length: 20 }, () => write("first", { IfNoneMatch: "*" })));
    expect(racers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const { ETag: there } = await write("changing", {});
    await write("changing", { IfMatch: there, Body: "z" });
    expect(await textOf("changing", {})).toBe("z");
  });
});

describe("copying", () => {
  test("keeps type and metadata, or replaces them", async () => {
    const original = { Bucket, Key: "original", Body: "data", ContentType: "image/png", Metadata: { by: "bob" } };
    await s3.client.send(new PutObjectCommand(original));
    const copy = (Key: string, more = {}) =>
      s3.client.send(new CopyObjectCommand({ Bucket, Key, CopySource: "media/original", ...more }));
    const { CopyObjectResult } = await copy("same");
    expect(CopyObjectResult?.ETag).toBe('"8d777f385d3dfec8815d20f7496026dc"');
    expect(await get("same")).toMatchObject({ ContentType: "image/png", Metadata: { by: "bob" } });
    await copy("other", { MetadataDirective: "REPLACE", ContentType: "image/gif", Metadata: { by: "carol" } });
    expect(await get("other")).toMatchObject({ ContentType: "image/gif", Metadata: { by: "carol" }, ContentLength: 4 });
    await copy("original", { MetadataDirective: "REPLACE", ContentType: "image/webp" });
    expect(await get("original")).toMatchObject({ ContentType: "image/webp", Metadata: {}, ContentLength: 4 });
    expect(await refusal(copy("original"))).toMatchObject({ code: "InvalidRequest" });
  });

  test.each([
    ["media/absent", "NoSuchKey"],
    ["elsewhere/original", "NoSuchBucket"],
    ["media/../../secrets.json", "InvalidArgument"],
    ["media/%2e%2e%2fsecrets.json", "InvalidArgument"],
    ["media/original?versionId=1", "InvalidArgument"],
    ["media", "InvalidArgument"],
  ])("from %s is refused with %s", async (CopySource, code) => {
    const copy = s3.client.send(new CopyObjectCommand({ Bucket, Key: "target", CopySource }));
    expect(await refusal(copy)).toMatchObject({ code });
  });
});

describe("deleting many", () => {
  test("reports each key, and a bad one does no harm", async () => {
    await put("many/1");
    await put("many/<2>&");
    const Objects = ["many/1", "many/<2>&", "many/absent", "../../outside"].map((Key) => ({ Key }));
    const { Deleted, Errors } = await s3.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted?.map(({ Key }) => Key)).toEqual(["many/1", "many/<2>&", "many/absent"]);
    expect(Errors).toMatchObject([{ Key: "../../outside", Code: "InvalidArgument" }]);
    const { KeyCount } = await s3.client.send(new ListObjectsV2Command({ Bucket, Prefix: "many/" }));
    expect(KeyCount).toBe(0);
  });

  test("is refused beyond 1,000 keys", async () => {
    const Objects = Array.from({ length: 1001 }, (_, index) => ({ Key: `k${index}` }));
    const deleting = s3.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(await refusal(deleting)).toMatchObject({ code: "MalformedXML" });
  });
});

test("the bucket answers, others do not exist", async () => {
  await s3.client.send(new HeadBucketCommand({ Bucket }));
  expect(await refusal(s3.client.send(new HeadBucketCommand({ Bucket: "other" })))).toMatchObject({ status: 404 });
  const write = s3.client.send(new PutObjectCommand({ Bucket: "other", Key: "k", Body: "x" }));
  expect(await refusal(write)).toEqual({ code: "NoSuchBucket", status: 404 });
});
