import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeLongVideo, makeMediaFolder, phonePhoto } from "../support/media/files.ts";
import { MediaStack } from "./media-stack.ts";
import { expectOneResult } from "./one-result.ts";

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

const commandsOf = (name: string) =>
  execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(name));

test("a worker that is killed in the middle of a transcode leaves one correct result, made by the next", {
  timeout: 90_000,
}, async () => {
  const { id } = await underWay();
  const pid = media.workerPid;
  await media.endWorker("SIGKILL");
  await media.until(async () => !commandsOf("ffmpeg -nostdin").some((line) => line.includes(`/${pid}-`)));
  await media.letTimePass(id);
  const row = await media.isWhole(id);
  expect(row.attempt).toBe(2);
  await expectOneResult(media, id);
  const abandoned = readdirSync(join(tmpdir(), `plaza-media-${process.getuid?.() ?? "user"}`)).filter((name) =>
    name.startsWith(`${pid}-`),
  );
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

test("what fails five times for a reason on our side is given up, and the owner is told", {
  timeout: 60_000,
}, async () => {
  const owner = await media.newOwner();
  const id = await media.upload(owner, await phonePhoto(100, 100), "image/jpeg");
  const { sql } = media;
  // The picture is fine and is converted each time; it is the database that will not have it.
  await sql.unsafe(`
    create function private.refuse_result() returns trigger language plpgsql as $$ begin raise 'not today'; end $$;
    create trigger refuse_result before update of status on private.media
      for each row when (new.id = '${id}' and new.status = 'ready') execute function private.refuse_result()`);
  try {
    await media.complete(owner, id);
    await media.until(async () => {
      await sql`update pgboss.job set start_after = now() where data ->> 'id' = ${id} and state = 'retry'`;
      return (await media.media(id)).status === "failed";
    });
  } finally {
    await sql.unsafe("drop trigger refuse_result on private.media; drop function private.refuse_result()");
  }
  const row = await media.media(id);
  expect(row).toMatchObject({
    attempt: 5,
    error: "The file could not be processed, for a reason on our side. Upload it again later.",
  });
  const jobs =
    await sql`select name, state, retry_count from pgboss.job where data ->> 'id' = ${id} and name like 'process-%'`;
  expect(jobs).toEqual([{ name: "process-image", state: "failed", retry_count: 4 }]);
  await media.until(async () => (await media.keysBelow(`signed/${row.folder}/`)).length === 0);
  const queues =
    await sql`select dead_letter, retry_limit, retry_backoff from pgboss.queue where name like 'process-%'`;
  const retried = { dead_letter: "give-up-media", retry_limit: 4, retry_backoff: true };
  expect(queues).toEqual([retried, retried, retried, retried]);
});

test("a worker that is asked to stop hands back what it cannot finish in time, and the next one finishes it", {
  timeout: 90_000,
}, async () => {
  const { id } = await underWay();
  const pid = media.workerPid;
  // However fast the machine is: this transcode will not end by itself.
  for (const line of commandsOf("ffmpeg -nostdin").filter((line) => line.includes(`/${pid}-`))) {
    process.kill(Number.parseInt(line, 10), "SIGSTOP");
  }
  await media.endWorker("SIGTERM");
  expect(commandsOf("ffmpeg -nostdin").filter((line) => line.includes(`/${pid}-`))).toEqual([]);
  await media.letTimePass(id);
  expect((await media.isWhole(id)).attempt).toBe(2);
  const [job] =
    await media.sql`select retry_count from pgboss.job where data ->> 'id' = ${id} and name = 'process-video'`;
  expect(job?.retry_count).toBe(1);
  await expectOneResult(media, id);
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
