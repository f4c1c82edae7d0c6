import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, inject, test } from "vitest";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { publish } from "../../support/posts.ts";
import { call, eventually } from "../../support/rpc.ts";

const sql = connectDatabase();

interface Explanation {
  factors: { factor: string; value: number }[];
}
const factorOf = async (viewer: Person, post_id: string, name: string) =>
  (await call<Explanation>(viewer, "explain_feed_item", { post_id })).factors.find(({ factor }) => factor === name)
    ?.value;
const view = (viewer: Person, post_id: string, watched_ms: number) =>
  call(viewer, "record_views", { views: [{ post_id, watched_ms, source: "home" }] });

test("what somebody watches and skips is in their next page within seconds", async () => {
  const [viewer, liked, skipped] = await Promise.all([newPerson(), newPerson(), newPerson()]);
  const posts = await Promise.all([liked, liked, skipped, skipped].map((author) => publish(author)));
  const [watched, next, passedBy, other] = posts.map(({ id }) => id) as [string, string, string, string];
  await view(viewer, watched, 30_000);
  await view(viewer, passedBy, 300);
  await eventually(
    async () => [await factorOf(viewer, next, "author"), await factorOf(viewer, other, "skips")] as const,
    ([author = 0, skips = 0]) => author > 0.3 && skips < -0.3,
  );
});

test("a reader that is killed in the midst of its work loses nothing and doubles nothing", async () => {
  const author = await newPerson();
  const people = await Promise.all(Array.from({ length: 6 }, () => newPerson()));
  const [one, two] = [await publish(author), await publish(author)].map(({ id }) => id) as [string, string];
  // Whoever learns must wait for this table, in the middle of a transaction that has written others. (A lock of rows would
  // be a write, and a reader waits for all writes before the lines that it reads.)
  await sql.begin(async (hold) => {
    await hold`lock table private.topic_affinity in share mode`;
    await Promise.all(
      people.flatMap((person) =>
        [one, two].map((post_id) => call(person, "react", { target: "post", target_id: post_id })),
      ),
    );
    for (let round = 0; round < 3; round++) await killReader();
  });
  const engagers = await eventually(
    async () =>
      await sql<{ engagers: number; weight: number }[]>`
      select engagers, private.heat_at(heat, now(), private.post_half_life()) as weight
      from private.post_signals where post_id in (${one}, ${two})`,
    (rows) => rows.every((row) => row.engagers >= people.length),
  );
  for (const row of engagers) {
    expect(row.engagers).toBe(people.length);
    expect(row.weight).toBeCloseTo(0.5 + people.length, 1);
  }
  const [likes] =
    await sql`select count(*)::int as n from private.tastes where liked_ids @> array[${one}, ${two}]::uuid[]`;
  expect(likes?.n).toBe(people.length);
});

/** Starts a reader in a process of its own, and kills both it and its session while they work. */
async function killReader(): Promise<void> {
  const program = `
    import postgres from "postgres";
    const sql = postgres(process.env.DATABASE_URL, { max: 1, connection: { application_name: "doomed-reader" } });
    for (;;) await sql\`select private.learn_from_engagement()\`.catch(() => {});`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: fileURLToPath(new URL("../../../", import.meta.url)),
    env: { ...process.env, DATABASE_URL: inject("target").databaseUrl },
    stdio: "ignore",
  });
  const exited = once(child, "exit");
  await expect
    .poll(
      async () => {
        const [killed] = await sql`
        select pg_terminate_backend(pid) as gone from pg_stat_activity
        where application_name = 'doomed-reader' and wait_event_type = 'Lock'`;
        return killed?.gone;
      },
      { interval: 20 },
    )
    .toBe(true);
  child.kill("SIGKILL");
  await exited;
}
