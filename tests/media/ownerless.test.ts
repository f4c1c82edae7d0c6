import { afterAll, beforeAll, expect, test } from "vitest";
import type { WorkerContext } from "../../media-worker/queue.ts";
import { sweepUploadObjects } from "../../media-worker/queues/sweep-upload-objects.ts";
import { Storage } from "../../media-worker/storage.ts";
import { phonePhoto } from "../support/media/files.ts";
import { MediaStack } from "./media-stack.ts";

let media: MediaStack;
beforeAll(async () => {
  media = await MediaStack.start();
});
afterAll(() => media?.stop());

const photo = await phonePhoto(100, 100);

test("what is sent after a medium is ready, failed or deleted stays nobody's for long; what is on its way stays", async () => {
  const owner = await media.newOwner();
  const [ready, failed, deleted, pending, waiting] = await Promise.all(
    Array.from({ length: 5 }, () => media.upload(owner, photo, "image/jpeg")),
  );
  const ids = [ready, failed, deleted, pending, waiting] as string[];
  const folders = await Promise.all(ids.map(async (id) => (await media.media(id)).folder));
  await media.complete(owner, ready as string);
  await media.isWhole(ready as string);
  await media.until(async () => (await media.keysBelow(`uploads/${folders[0]}/`)).length === 0);
  await media.sql`update private.media set status = 'failed', error = 'x', completed_at = now(), etag = 'x' where id = ${failed as string}`;
  await media.sql`delete from private.media where id = ${deleted as string}`;
  await media.sql`update private.media set status = 'processing', completed_at = now(), etag = 'x' where id = ${waiting as string}`;
  await media.until(async () => (await media.keysBelow(`uploads/${folders[2]}/`)).length === 0);
  // The addresses still work: their signatures do.
  for (const folder of folders) await media.put(`uploads/${folder}/original`, photo);

  const { S3_BUCKET, STORAGE_S3_URL, S3_PROTOCOL_REGION, S3_PROTOCOL_ACCESS_KEY_ID, S3_PROTOCOL_ACCESS_KEY_SECRET } =
    media.stack.values;
  const storage = new Storage({
    endpoint: STORAGE_S3_URL,
    region: S3_PROTOCOL_REGION,
    bucket: S3_BUCKET,
    accessKeyId: S3_PROTOCOL_ACCESS_KEY_ID,
    secretAccessKey: S3_PROTOCOL_ACCESS_KEY_SECRET,
    publicUrl: "",
  });
  await sweepUploadObjects.handle({ sql: media.sql, storage, say: () => {} } as unknown as WorkerContext);
  storage.close();
  const left = await Promise.all(folders.map((folder) => media.keysBelow(`uploads/${folder}/`)));
  expect(left.map((keys) => keys.length)).toEqual([0, 0, 0, 1, 1]);
});
