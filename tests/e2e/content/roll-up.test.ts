import { setTimeout as sleep } from "node:timers/promises";
import { expect, inject, test } from "vitest";
import { WirePool } from "../../../local/rest/wire/pool.ts";
import { connectDatabase } from "../../support/database.ts";
import { newPerson } from "../../support/people.ts";
import { type Post, publish } from "../../support/posts.ts";
import { call, eventually } from "../../support/rpc.ts";

const sql = connectDatabase();

test("counters are exact however often the roll-up is killed in its middle, and whoever commits late", async () => {
  const people = await Promise.all(Array.from({ length: 6 }, () => newPerson()));
  const [author] = people as [(typeof people)[0]];
  const posts = await Promise.all(Array.from({ length: 3 }, () => publish(author)));
  let over = false;

  // A roll-up whose transaction stays open, for the killer to find; the worker's own go on beside it and die as well.
  const rollUps = async () => {
    const pool = new WirePool(inject("target").databaseUrl, 1);
    const rollUp = { sql: "select private.roll_up_engagement(), pg_sleep(0.05)", values: [] };
    while (!over) await pool.transaction([rollUp]).catch(() => {});
    await pool.close();
  };
  let killed = 0;
  const killer = async () => {
    while (!over) {
      const victims = await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where pid <> pg_backend_pid() and datname = current_database() and state <> 'idle'
          and query like '%roll_up_engagement%'`;
      killed += victims.length;
      await sleep(30);
    }
  };
  const killing = killer();
  const rolling = rollUps();
  try {
    for (let round = 0; round < 5; round++) {
      const deeds = people.flatMap((person) =>
        posts.map(({ id }, n) =>
          call(person, (round + n) % 3 === 2 ? "unreact" : "react", { target: "post", target_id: id }),
        ),
      );
      await Promise.all(deeds);
    }
    await eventually(
      async () => killed,
      (deaths) => deaths >= 10,
    );
  } finally {
    over = true;
    await Promise.all([rolling, killing]);
  }

  for (const { id } of posts) {
    const [there] = await sql`select count(*)::int as reactions from public.post_reactions where post_id = ${id}`;
    const seen = () => call<Post>(author, "get_post", { post_id: id });
    await eventually(seen, ({ reactions }) => reactions.count === there?.reactions);
    // And stays so: nothing is counted a second time.
    await sleep(1_500);
    expect((await seen()).reactions.count).toBe(there?.reactions);
  }
});
