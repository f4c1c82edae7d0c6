import { fileURLToPath } from "node:url";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ScratchPostgres, startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { applyMigrations } from "../../local/schema/migrations.ts";
import { isJobQueue, type WorkerContext } from "../../media-worker/queue.ts";
import { queues } from "../../media-worker/queues/index.ts";
import { readers } from "../../media-worker/queues/readers.ts";
import { upkeep } from "../../media-worker/queues/upkeep.ts";
import { startWorkerProcess } from "../mail/worker-process.ts";

let database: ScratchPostgres;
let sql: Sql;
beforeAll(async () => {
  database = await startScratchPostgres();
  await applyMigrations(fileURLToPath(new URL("../..", import.meta.url)), database.postgresUrl);
  sql = postgres(database.postgresUrl, { max: 2, onnotice: () => {} });
}, 60_000);
afterAll(async () => {
  await sql?.end();
  await database?.stop();
});

const said: unknown[] = [];
const context = () =>
  ({ sql, say: (message: string, details: unknown) => said.push({ message, details }) }) as unknown as WorkerContext;

test("no two queues have one name, and dead letters go to a queue that stands before", () => {
  const names = queues.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const [place, queue] of queues.entries()) {
    if (isJobQueue(queue) && queue.deadLetter) expect(names.slice(0, place)).toContain(queue.deadLetter);
  }
});

test.each([...upkeep, ...readers])("$name calls a function that there is, as the role of the worker", async (queue) => {
  await queue.handle(context());
});

const workerEnvironment = () => ({
  PATH: "/nowhere",
  DATABASE_URL: database.postgresUrl,
  APP_URL: "http://127.0.0.1:9",
  MAIL_TOKEN_SECRET: "of no mail",
  FUNCTIONS_URL: "http://127.0.0.1:9/functions/v1",
  INBOX_FOLDER: "/nowhere",
});

test("a worker makes the shared sources of the feed anew when it starts, before their minute has come", async () => {
  await sql.unsafe(`
    create sequence private.test_refreshes;
    create or replace function private.refresh_feed_sources() returns int language sql as
      $$ select nextval('private.test_refreshes')::int $$`);
  const worker = await startWorkerProcess(workerEnvironment());
  await expect
    .poll(async () => (await sql`select is_called from private.test_refreshes`)[0]?.is_called, { timeout: 5_000 })
    .toBe(true);
  await worker.kill("SIGTERM");
});

test("a worker without ffmpeg says so at its start, and uploads that it cannot convert are refused", async () => {
  const worker = await startWorkerProcess(workerEnvironment());
  await worker.kill("SIGTERM");
  expect(await sql`select is_possible from private.media_conversion`).toEqual([{ is_possible: false }]);
  expect(worker.log).toContain("ffmpeg 5 or newer is missing");
});

test("what comes in batches is done batch by batch until nothing is left, and the log says how much it was", async () => {
  const posts = upkeep.find(({ name }) => name === "purge-posts");
  await sql.unsafe(`
    create sequence private.test_batches;
    create or replace function private.purge_posts() returns bigint language sql as
      $$ select greatest(0, 3 - nextval('private.test_batches')) $$`);
  said.length = 0;
  await posts?.handle(context());
  expect(said).toEqual([{ message: "upkeep", details: { queue: "purge-posts", rows: 3 } }]);
});
