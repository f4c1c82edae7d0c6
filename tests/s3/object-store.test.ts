import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { UploadStore } from "../../local/s3/store/upload-store.ts";

let folder: string;
let store: UploadStore;

/** Hands the store bytes as the server does, once they have been received. */
function receive<T>(bytes: Buffer, use: (content: Readable) => Promise<T>): Promise<T> {
  return store.withIncoming((path) => {
    writeFileSync(path, bytes);
    const content = Readable.from([]);
    const md5 = createHash("md5").update(bytes).digest("hex");
    store.attachReceived(content, { path, size: bytes.length, md5, checksums: new Map() });
    return use(content);
  });
}

const put = (key: string) => receive(Buffer.from(key), (content) => store.putObject({ key, content, metadata: {} }));
const remove = (key: string) => store.deleteObject("media", key);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "plaza-s3-"));
  store = new UploadStore(folder, "media");
  await store.open();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("removing emptied folders races neither with new objects in them nor with listings", async () => {
  await put("kept/object");
  for (let round = 0; round < 40; round++) {
    await put("a/b/c/old");
    const changes = [remove("a/b/c/old"), put("a/b/c/new"), remove("a/b/c/new"), put("a/b/other"), remove("a/b/other")];
    const [listing] = await Promise.all([store.keys(""), ...changes]);
    expect(listing).toContain("kept/object");
    await Promise.all([remove("a/b/c/new"), remove("a/b/other")]);
  }
  expect(await store.keys("")).toEqual(["kept/object"]);
});

test("a part that is replaced while its upload is completed does not get into the object", async () => {
  const uploadId = "0".repeat(32);
  const putPart = (number: number, bytes: Buffer) =>
    receive(bytes, (content) => store.putPart("media", uploadId, String(number), content));
  await store.initiateUpload("media", "joined", uploadId, {});
  // Long enough to copy that the second part can be replaced meanwhile.
  const first = await putPart(1, Buffer.alloc(64 * 1024 * 1024));
  const second = await putPart(2, Buffer.from("the part that was named"));
  const named = [first, second].map(({ md5 }, index) => ({ number: index + 1, etag: md5 }));
  const completed = store.completeUpload("joined", uploadId, named, 2 ** 30).catch((error) => error);
  await expect.poll(() => readdirSync(join(folder, "incoming")), { interval: 1 }).toHaveLength(1);
  await putPart(2, Buffer.from("another"));
  expect(await completed).toMatchObject({ code: "InvalidPart" });
  expect(await store.keys("joined")).toEqual([]);
});
