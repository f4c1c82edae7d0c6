import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { makeMediaFolder, makeVideo } from "../support/media/files.ts";
import { MediaStack } from "./media-stack.ts";
import { expectOneResult } from "./one-result.ts";

const lockNumber = 5_005;
const folder = makeMediaFolder();
let media: MediaStack;
let video: string;

beforeAll(async () => {
  video = makeVideo(folder, "video.mp4", { size: "640x360", seconds: 6 });
  media = await MediaStack.start();
  // A worker that is about to show something waits for whoever holds the lock.
  await media.sql.unsafe(`
    create function private.hold_showing() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock_shared(${lockNumber}); return new; end $$;
    create trigger hold_showing before update of status on private.media
      for each row when (old.status <> new.status and new.status = 'ready') execute function private.hold_showing()`);
});
afterEach(() => media.signalStorage("SIGCONT"));
afterAll(() => media?.stop());

const stateOf = async (post: string) => (await media.sql`select state from public.posts where id = ${post}`)[0]?.state;

/**
 * Brings a video and its post to the moment after the first part is shown and before anything else is stored: S3 is
 * stopped in between, and stays so until the test lets it go on.
 */
async function shownInPart() {
  const owner = await media.newOwner();
  const id = await media.upload(owner, video, "video/mp4");
  const lock = await media.sql.reserve();
  try {
    await lock`select pg_advisory_lock(${lockNumber})`;
    await media.complete(owner, id);
    const post = await media.createPost(owner, id);
    await media.until(async () => {
      const waiting = await media.sql`
        select 1 from pg_locks where locktype = 'advisory' and objid = ${lockNumber} and not granted`;
      return waiting.length > 0;
    });
    const { folder } = await media.media(id);
    const keys = await media.keysBelow(`signed/${folder}/`);
    const master = await media.read(`signed/${folder}/1/master.m3u8`);
    expect(await stateOf(post)).toBe("processing");
    media.signalStorage("SIGSTOP");
    return { id, post, folder, keys, master };
  } finally {
    await lock`select pg_advisory_unlock(${lockNumber})`;
    lock.release();
  }
}

/** Waits for something, while which the video is ready and can be played. */
async function playableUntil(id: string, hlsUrl: string, condition: () => Promise<boolean>): Promise<void> {
  await media.until(async () => {
    expect((await media.media(id)).status).toBe("ready");
    expect((await fetch(hlsUrl)).status).toBe(200);
    return condition();
  });
}

const hasEnded = async (id: string) => {
  const [job] = await media.sql`select state from pgboss.job where data ->> 'id' = ${id} and name = 'process-video'`;
  return job?.state === "completed";
};

const sizesIn = (master: string) => [...master.matchAll(/RESOLUTION=(\d+x\d+)/g)].map(([, size]) => size);

test("a post appears with the smallest rendition of its video, while the rest is still to be stored", async () => {
  const { id, post, folder, keys, master } = await shownInPart();
  const part = await media.reaches(id, "ready");
  expect(await stateOf(post)).toBe("published");
  expect(part).toMatchObject({ attempt: 1, storyboard: null, variants: [{ type: "image/jpeg" }] });
  expect(part.progress).toBeLessThan(100);

  const name = (key: string) =>
    key
      .split("/")
      .at(-1)
      ?.replace(/-[\w-]{12}\./, ".");
  expect(keys.map(name).sort()).toEqual(
    ["240p.m3u8", "240p.m4s", "audio.m3u8", "audio.m4s", "master.m3u8", "poster.jpg"].sort(),
  );
  expect(sizesIn(master.text)).toEqual(["426x240"]);
  expect(master.caching).toBe("public, max-age=5");
  for (const [named] of master.text.matchAll(/[\w-]+\.m3u8/g)) expect(keys).toContain(`signed/${folder}/1/${named}`);

  media.signalStorage("SIGCONT");
  const whole = await media.isWhole(id);
  expect(whole).toMatchObject({ hls_url: part.hls_url, poster_url: part.poster_url });
  const full = await media.read(`signed/${folder}/1/master.m3u8`);
  expect(sizesIn(full.text)).toEqual(["426x240", "640x360"]);
  expect(full.caching).toBe("public, max-age=31536000, immutable");
  await expectOneResult(media, id);
});

test("a worker that is killed after the first part leaves it to be seen, and the next makes it whole at the same address", {
  timeout: 90_000,
}, async () => {
  const { id, post, folder } = await shownInPart();
  const part = await media.reaches(id, "ready");
  await media.endWorker("SIGKILL");
  media.signalStorage("SIGCONT");
  const waited = media.letTimePass(id);
  await playableUntil(id, (await media.view(id)).hls_url, async () => (await media.media(id)).progress === 100);
  await waited;
  expect(await media.media(id)).toMatchObject({
    attempt: 2,
    shown_attempt: 1,
    hls_url: part.hls_url,
    poster_url: part.poster_url,
  });
  expect(await stateOf(post)).toBe("published");
  // Nothing lies beside the one result, in no folder.
  await expectOneResult(media, id);
  expect(await media.keysBelow(`signed/${folder}/`)).toEqual(await media.keysBelow(`signed/${folder}/1/`));
  await media.until(async () => (await media.keysBelow(`private/${folder}/`)).length === 0);
});

test("what fails for good after the first part stays as it is, and the post with it", { timeout: 90_000 }, async () => {
  const { id, post, folder } = await shownInPart();
  const part = await media.reaches(id, "ready");
  await media.endWorker("SIGKILL");
  media.signalStorage("SIGCONT");
  await media.deleteOriginal(id);
  const waited = media.letTimePass(id);
  await playableUntil(id, (await media.view(id)).hls_url, () => hasEnded(id));
  await waited;
  const row = await media.media(id);
  expect(row).toMatchObject({ attempt: 2, status: "ready", error: null, hls_url: part.hls_url });
  expect(row.progress).toBeLessThan(100);
  expect(await stateOf(post)).toBe("published");
  expect((await media.keysBelow(`signed/${folder}/`)).length).toBeGreaterThanOrEqual(6);
});

test("a video that is deleted after the first part takes every object with it", async () => {
  const { id, folder } = await shownInPart();
  await media.reaches(id, "ready");
  await media.sql`delete from private.media where id = ${id}`;
  media.signalStorage("SIGCONT");
  await media.until(() => hasEnded(id));
  await media.until(async () => {
    const keys = [...(await media.keysBelow(`signed/${folder}/`)), ...(await media.keysBelow(`uploads/${folder}/`))];
    return keys.length === 0;
  });
});
