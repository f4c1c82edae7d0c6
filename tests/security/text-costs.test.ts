import { expect, inject, test } from "vitest";
import { connectDatabase } from "../support/database.ts";
import { newPerson } from "../support/people.ts";
import { hostileTexts, prepareReaders, readersOfTexts, workOf } from "./support/hostile-texts.ts";

// What strangers write is read by these functions before anybody knows what it is. A back-reference once made 5,000 characters cost
// minutes of a core: the work may grow with a text, and not with its square. How long it takes is in bench/text.
const sql = connectDatabase();

/** Four times the text is four times the work; by its square it would be sixteen times. */
const growth = 9;
/** Below this, in milliseconds, what a call costs besides its text is most of it. */
const negligible = 2;

test.runIf(inject("target").dataFolder)(
  "four times as long a text, of any script, is no more than some four times the work",
  async () => {
    await newPerson();
    const session = await sql.reserve();
    await session`begin`;
    await prepareReaders(session);
    const [own] = await session`select pg_backend_pid() as pid`;
    const readers = await readersOfTexts(session);
    expect(readers.length).toBeGreaterThanOrEqual(30);
    const [short, long] = [hostileTexts(1250), hostileTexts(5000)];
    const outgrown: string[] = [];
    for (const reader of readers) {
      for (const [what, text] of long) {
        // What is negligible in full length has nothing to compare.
        if ((await workOf(session, own?.pid, reader, text, 0, 1)) <= negligible) continue;
        const less = await workOf(session, own?.pid, reader, short.get(what) as string, 0, 2);
        const bound = Math.max(negligible, growth * less);
        const more = await workOf(session, own?.pid, reader, text, bound);
        if (more > bound)
          outgrown.push(`${reader} of ${JSON.stringify(what)}: ${less.toFixed(1)} -> ${more.toFixed(1)} ms`);
      }
    }
    await session`rollback`;
    session.release();
    expect(outgrown).toEqual([]);
  },
);

test.runIf(inject("target").dataFolder)("work that grows with the square of a text is seen", async () => {
  const session = await sql.reserve();
  await session`begin`;
  await session.unsafe(`
    create function private.walks_again_and_again(written text) returns text language sql as
    $$ select regexp_replace(written, '([^\\d\\s])\\1+', '\\1', 'g') $$`);
  const [own] = await session`select pg_backend_pid() as pid`;
  const call = "private.walks_again_and_again";
  const less = await workOf(session, own?.pid, call, "ab".repeat(50), 0);
  expect(await workOf(session, own?.pid, call, "ab".repeat(200), 0)).toBeGreaterThan(growth * less);
  await session`rollback`;
  session.release();
});
