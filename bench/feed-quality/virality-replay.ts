import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import postgres, { type Sql } from "postgres";
import { startBenchDatabase, userId } from "../content/database.ts";
import type { Story } from "./virality-data.ts";

const project = fileURLToPath(new URL("../../", import.meta.url));
const time = (minute: number) => new Date(minute * 60_000).toISOString();

/** A database with Plaza's schema and the rows of its virality, without durability: this is about numbers, not about speed. */
export async function withVirality<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
  const database = await startBenchDatabase({ fsync: "off", synchronous_commit: "off", shared_buffers: "256MB" });
  const sql = postgres(database.postgresUrl, { max: 1, onnotice: () => {}, prepare: false });
  try {
    for (const rows of ["feed_weights", "virality"]) {
      const [file] = globSync(`supabase/migrations/*_${rows}.sql`, { cwd: project });
      await sql.unsafe(readFileSync(`${project}${file}`, "utf8")).simple();
    }
    await sql.unsafe(readFileSync(new URL("virality-replay.sql", import.meta.url), "utf8")).simple();
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
    await database.stop();
  }
}

/** Puts authors, posts, and everything that will be observed into the database; post number n is `userId(n + 1)`. */
export async function load(sql: Sql, stories: Story[], viewsPerExposure: number): Promise<void> {
  const authors = [...new Set(stories.map((story) => story.author))];
  await sql`
    insert into private.accounts (id, username, email, phone, birth_date)
    select ('a' || lpad(to_hex(n), 31, '0'))::uuid, 'author' || n, 'author' || n || '@example.com', '+1' || 1000000000 + n, '1990-01-01'
    from unnest(${authors}::int[]) n`;
  await sql`
    insert into public.profiles (id, username, first_name, last_name, gender)
    select id, username, 'Robin', 'Example', 'other' from private.accounts where username like 'author%'`;
  await sql`
    insert into public.posts (id, author_id, client_id, kind, caption, state, position, published_at)
    select lpad(to_hex(n), 32, '0')::uuid, ('a' || lpad(to_hex(author), 31, '0'))::uuid, gen_random_uuid(), 'text', 'a story', 'published', private.uuid_v7(), at
    from unnest(${stories.map((story) => story.author)}::int[], ${stories.map((story) => time(story.appeared))}::timestamptz[])
      with ordinality story (author, at, n)`;
  const rows: { at: string; post_id: string; people: number; commenters: number; views: number }[] = [];
  const flush = async () => {
    await sql`
      insert into bench.observation (at, post_id, people, commenters, views)
      select * from unnest(${rows.map((row) => row.at)}::timestamptz[], ${rows.map((row) => row.post_id)}::uuid[], ${rows.map((row) => row.people)}::real[],
        ${rows.map((row) => row.commenters)}::real[], ${rows.map((row) => row.views)}::real[])`;
    rows.length = 0;
  };
  for (const [number, story] of stories.entries()) {
    for (const moment of story.moments) {
      rows.push({
        at: time(story.appeared + moment.minute),
        post_id: userId(number + 1),
        people: moment.people,
        commenters: moment.commenters,
        views: moment.exposure * viewsPerExposure,
      });
    }
    if (rows.length > 20_000) await flush();
  }
  await flush();
  await sql`create index on bench.observation (at)`;
  await sql`analyze bench.observation, public.posts, private.accounts, public.profiles`;
}

/** Plays back what lies between two minutes, ten days a transaction. */
export async function replay(sql: Sql, since: number, until: number, isLearning: boolean): Promise<void> {
  for (let start = since; start < until; start += 14_400) {
    await sql`select bench.replay(${time(start)}, ${time(Math.min(start + 14_400, until))}, ${isLearning})`;
    await sql`analyze private.post_virality, private.post_minutes, private.reach_predictions, private.author_reach`;
  }
}
