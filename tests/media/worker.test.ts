import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeLongVideo, makeMediaFolder, phonePhoto } from "../support/media/files.ts";
import { MediaStack } from "./media-stack.ts";

let media: MediaStack;
beforeAll(async () => {
  media = await MediaStack.start();
});
afterAll(() => media?.stop());

const folder = makeMediaFolder();

/** Begins a long transcode and waits until it is under way. */
async function underWay(): Promise<{ owner: string; id: string }> {
  const owner = await media.newOwner();
  const id = await media.upload(owner, makeLongVideo(folder, 20), "video/mp4");
  await media.complete(owner, id);
  await media.until(async () => (await media.media(id)).progress > 0);
  return { owner, id };
}

/** As if the time had passed after which a silent worker is taken for dead, and that until the next try. */
async function letTimePass(id: string): Promise<void> {
  const { sql } = media;
  await media.until(async () => {
    await sql`
      update pgboss.job set heartbeat_on = now() - interval '10 minutes'
      where data ->> 'id' = ${id} and state = 'active' and heartbeat_on < now() - interval '2 seconds'`;
    await sql`update pgboss.job set start_after = now() where data ->> 'id' = ${id} and state = 'retry'`;
    return (await media.media(id)).attempt > 1;
  });
}

const commandsOf = (name: string) =>
  execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(name));

/** Everything that the row names is there, and nothing else. */
async function expectOneResult(id: string): Promise<void> {
  const row = await media.media(id);
  const named = [...row.variants.map(({ url }) => url), row.hls_url, row.poster_url, row.storyboard.url];
  const keys = await media.keysBelow(`public/${row.folder}/${row.attempt}/`);
  for (const url of named) {
    expect((await fetch(url)).status, url).toBe(200);
    expect(
      keys.some((key) => url.endsWith(key)),
      url,
    ).toBe(true);
  }
  // Two renditions with a playlist each and the sound's, the master, the file, two pictures.
  expect(keys).toHaveLength(2 * 3 + 1 + 1 + 2);
}

test("a worker that is killed in the middle of a transcode leaves one correct result, made by the next", {
  timeout: 90_000,
}, async () => {
  const { id } = await underWay();
  const pid = media.workerPid;
  await media.endWorker("SIGKILL");
  await media.until(async () => !commandsOf("ffmpeg -nostdin").some((line) => line.includes(`/${pid}-`)));
  await letTimePass(id);
  const row = await media.reaches(id, "ready");
  expect(row.attempt).toBe(2);
  await expectOneResult(id);
  const abandoned = readdirSync(join(tmpdir(), "plaza-media")).filter((name) => name.startsWith(`${pid}-`));
  expect(abandoned).toEqual([]);
});

test("an attempt that was given up and still lives counts no more", async () => {
  const owner = await media.newOwner();
  const id = await media.upload(owner, await phonePhoto(100, 100), "image/jpeg");
  const { sql } = media;
  await sql`update private.media set status = 'processing', completed_at = now(), etag = 'x', attempt = 2 where id = ${id}`;
  const [late] = await sql`
    select private.report_media_progress(${id}, 1, 50) as progress,
      private.finish_media(${id}, 1, '{"variants": []}') as finish, private.fail_media(${id}, 1, 'late') as fail`;
  expect(late).toEqual({ progress: false, finish: false, fail: false });
  expect(await media.media(id)).toMatchObject({ status: "processing", attempt: 2, progress: 0 });
});

test("fifty uploads of one person do not keep out another's one", { timeout: 60_000 }, async () => {
  const [robin, kim] = [await media.newOwner(), await media.newOwner()];
  const photo = await phonePhoto(600, 400);
  const robins = await Promise.all(Array.from({ length: 50 }, () => media.upload(robin, photo, "image/jpeg")));
  const kims = await media.upload(kim, photo, "image/jpeg");
  for (const id of robins) await media.complete(robin, id);
  await media.complete(kim, kims);
  await media.reaches(kims, "ready");
  const [row] = await media.sql`
    select count(*)::int as waiting from private.media where owner_id = ${robin} and status = 'processing'`;
  expect(row?.waiting).toBeGreaterThan(20);
  await media.sql`delete from private.accounts where id = ${robin}`;
});

test("what fails for a reason on our side is tried again, and after the last try the owner is told", async () => {
  const owner = await media.newOwner();
  const id = await media.upload(owner, await phonePhoto(100, 100), "image/jpeg");
  const { sql } = media;
  // The dead letter of a job whose every try has failed.
  await sql`update private.media set status = 'processing', completed_at = now(), etag = 'x' where id = ${id}`;
  await sql`select private.enqueue('give-up-media', ${sql.json({ id })})`;
  expect(await media.reaches(id, "failed")).toMatchObject({
    error: "The file could not be processed, for a reason on our side. Upload it again later.",
  });
  const queues =
    await sql`select name, dead_letter, retry_limit, retry_backoff from pgboss.queue where name like 'process-%'`;
  expect(queues).toHaveLength(4);
  for (const queue of queues) {
    expect(queue).toMatchObject({ dead_letter: "give-up-media", retry_limit: 4, retry_backoff: true });
  }
});

test("a worker that is asked to stop hands back what it cannot finish, and the next one finishes it", {
  timeout: 90_000,
}, async () => {
  const { id } = await underWay();
  await media.endWorker("SIGTERM");
  const [job] = await media.sql`select state from pgboss.job where data ->> 'id' = ${id} and name = 'process-video'`;
  expect(["retry", "active", "completed"]).toContain(job?.state);
  await media.until(async () => {
    await media.sql`update pgboss.job set start_after = now() where data ->> 'id' = ${id} and state = 'retry'`;
    return (await media.media(id)).status === "ready";
  });
  await expectOneResult(id);
});

test("a job that is written down while no worker runs waits for one", async () => {
  const owner = await media.newOwner();
  const id = await media.upload(owner, await phonePhoto(100, 100), "image/jpeg");
  const pid = media.workerPid;
  process.kill(pid, "SIGKILL");
  await media.complete(owner, id);
  await media.reaches(id, "ready");
  expect(media.workerPid).not.toBe(pid);
});
