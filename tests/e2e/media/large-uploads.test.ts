import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { callFunction } from "../../support/clients.ts";
import { makeMediaFolder, makeVideo } from "../../support/media/files.ts";
import { announce, complete, settled } from "../../support/media/uploads.ts";
import { newPerson } from "../../support/people.ts";

interface LargeUpload {
  media_id: string;
  upload_id: string;
  part_size: number;
  parts: { number: number; url: string; byte_size: number }[];
  uploaded: { number: number; etag: string; byte_size: number }[];
}

const mebibyte = 1024 * 1024;
const robin = await newPerson();
const token = robin.session.access_token;

/** A short video in an MP4 of 70 MiB: what follows its last box is a box that players skip. */
function largeVideo(): Buffer {
  const video = readFileSync(makeVideo(makeMediaFolder(), "short.mp4", { seconds: 1 }));
  const file = Buffer.alloc(70 * mebibyte);
  video.copy(file);
  file.writeUInt32BE(file.length - video.length, video.length);
  file.write("free", video.length + 4);
  return file;
}

test("a large upload goes on after an interruption with the parts that are missing", async () => {
  const file = largeVideo();
  const body = { purpose: "post", content_type: "video/mp4", byte_size: file.length };
  const started = (await announce(robin, body)).body as unknown as LargeUpload;
  expect(started.parts.map(({ byte_size }) => byte_size / mebibyte)).toEqual([16, 16, 16, 16, 6]);
  const put = ({ number, url, byte_size }: LargeUpload["parts"][number]) => {
    const from = (number - 1) * started.part_size;
    return fetch(url, { method: "PUT", body: file.subarray(from, from + byte_size) as BodyInit });
  };
  for (const part of started.parts.slice(0, 2)) expect((await put(part)).status).toBe(200);
  expect(await complete(robin, started.media_id)).toMatchObject({
    status: 409,
    body: { code: "MEDIA_NOT_UPLOADED", details: "missing parts: 3, 4, 5" },
  });

  const path = `media/uploads/${started.media_id}`;
  const resumed = (await callFunction(path, { method: "GET", token })).body as unknown as LargeUpload;
  expect(resumed.uploaded.map(({ number }) => number)).toEqual([1, 2]);
  expect(resumed.parts.map(({ number }) => number)).toEqual([3, 4, 5]);
  const tooShort = { ...(resumed.parts[0] as LargeUpload["parts"][number]), byte_size: 1000 };
  expect((await put(tooShort)).status).toBe(403);
  const answers = await Promise.all(resumed.parts.map(put));
  const sent = resumed.parts.map(({ number }, index) => ({ number, etag: answers[index]?.headers.get("etag") }));

  const wrong = [{ number: 1, etag: '"00000000000000000000000000000000"' }];
  expect(await complete(robin, started.media_id, { parts: wrong })).toMatchObject({
    status: 422,
    body: { code: "MEDIA_PARTS_INVALID" },
  });
  const parts = [...resumed.uploaded.map(({ number, etag }) => ({ number, etag })), ...sent];
  expect(await complete(robin, started.media_id, { parts })).toMatchObject({ status: 202 });
  expect(await settled(robin, started.media_id)).toMatchObject({ status: "ready", width: 320 });
  const over = await callFunction(path, { method: "GET", token });
  expect(over).toMatchObject({ status: 409, body: { code: "MEDIA_ALREADY_COMPLETE" } });
});
