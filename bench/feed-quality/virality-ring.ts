import type { Sql } from "postgres";
import { userId } from "../content/database.ts";
import type { Story } from "./virality-data.ts";
import { withVirality } from "./virality-replay.ts";

const people = 20_000;
const members = 500;

/**
 * A day of Hacker News from the second half, with everything in the engagement log and read by Plaza's reader; and in the midst of it five posts that
 * a ring of 500 accounts of one to three days reacts to, comments on and shares within ten minutes. Then the same ring with accounts of a year.
 */
export async function ring(stories: Story[]): Promise<void> {
  const start = (stories[Math.floor(stories.length * 0.7)] as Story).appeared;
  const day = stories.filter(({ appeared }) => appeared >= start && appeared < start + 1440);
  console.log(`\n### A ring of ${members} accounts in a day of Hacker News (${day.length} stories)\n`);
  console.log(
    "| age of the ring's accounts | its posts: states | people by trust | stories that went viral |\n| --- | --- | --- | --- |",
  );
  for (const days of [2, 365]) {
    await withVirality(async (sql) => {
      await sql`update private.virality_parameters set value = 234 where name = 'viral_people'`;
      const states = await play(sql, day, start, days);
      console.log(`| ${days} days | ${states} |`);
    });
  }
}

async function play(sql: Sql, day: Story[], start: number, days: number): Promise<string> {
  await sql`
    insert into private.accounts (id, username, email, phone, birth_date, email_verified_at, created_at)
    select lpad(to_hex(n), 32, '0')::uuid, 'user' || n, 'user' || n || '@example.com', '+1' || 1000000000 + n, '1990-01-01', now(),
      now() - case when n > ${people} then ${days} * (0.5 + random()) else 200 + 800 * random() end * interval '1 day'
    from generate_series(1, ${people + members}::int) n`;
  await sql`insert into public.profiles (id, username, first_name, last_name, gender) select id, username, 'Robin', 'Example', 'other' from private.accounts`;
  // The day ends now, because the log is of now.
  const end = Math.max(...day.map(({ appeared, moments }) => appeared + Math.min(moments.at(-1)?.minute ?? 0, 720)));
  const ago = (minute: number) => new Date(Date.now() - (end - minute) * 60_000).toISOString();
  const posts = [
    ...day.map((story, number) => ({
      id: userId(number + 1_000_001),
      author: 1 + (story.author % people),
      at: ago(story.appeared),
    })),
    ...Array.from({ length: 5 }, (_, number) => ({
      id: userId(number + 2_000_001),
      author: people + 1 + number,
      at: ago(start + 700),
    })),
  ];
  await sql`
    insert into public.posts (id, author_id, client_id, kind, caption, state, position, published_at)
    select id, lpad(to_hex(author), 32, '0')::uuid, gen_random_uuid(), 'text', 'a story', 'published', private.uuid_v7(), at
    from unnest(${posts.map(({ id }) => id)}::uuid[], ${posts.map(({ author }) => author)}::int[], ${posts.map(({ at }) => at)}::timestamptz[]) post (id, author, at)`;

  const events: { minute: number; post: string; first: number; count: number; kinds: string[] }[] = [];
  for (const [number, story] of day.entries()) {
    let known = 0;
    for (const { minute, people: more } of story.moments) {
      if (minute > 720) break;
      events.push({
        minute: story.appeared + minute,
        post: userId(number + 1_000_001),
        first: (number * 377 + known) % people,
        count: more,
        kinds: ["post_reaction"],
      });
      known += more;
    }
  }
  for (let post = 0; post < 5; post++) {
    for (let minute = 0; minute < 10; minute++)
      events.push({
        minute: start + 701 + minute,
        post: userId(post + 2_000_001),
        first: people + minute * 50,
        count: 50,
        kinds: ["post_reaction", "comment", "share", "view"],
      });
  }
  events.sort((one, other) => one.minute - other.minute);
  for (let at = 0; at < events.length; ) {
    const { minute } = events[at] as { minute: number };
    const now = events.slice(at).filter((event) => event.minute < minute + 5);
    at += now.length;
    for (const event of now) {
      await sql`
        insert into private.engagement (kind, actor_id, subject_id, target_id, details, happened_at)
        select kind, lpad(to_hex(1 + (${event.first}::int + n) % ${people + members}::int), 32, '0')::uuid, null, ${event.post},
          case kind when 'view' then '{"counts": 1, "first": 1, "watched_ms": 1000, "source": "home"}' else '{}' end::jsonb, ${ago(event.minute)}
        from generate_series(0, ${event.count - 1}::int) n, unnest(${event.kinds}::text[]) kind`;
    }
    await sql.begin(async (transaction) => {
      const [place] = await transaction`select * from private.begin_reading('virality', 1000000)`;
      await transaction`select private.count_deeds(${place?.since}, ${place?.until})`;
      await transaction`
        select private.judge_posts(array(select post_id from private.post_virality where people >= 3 and post_id = any (${[...new Set(now.map(({ post }) => post))]}::uuid[])), ${ago(minute + 5)})`;
      await transaction`select private.finish_reading('virality', ${place?.until})`;
    });
  }
  const [ringed] = await sql`
    select string_agg(distinct coalesce(told.state, 'none'), ', ') as states, round(avg(known.people)::numeric, 1) as people
    from private.post_virality known
    left join (select target_id, details ->> 'state' as state from private.engagement where kind = 'viral') told on told.target_id = known.post_id
    where known.post_id >= ${userId(2_000_001)} and known.post_id <= ${userId(2_000_005)}`;
  const [others] = await sql`
    select count(distinct target_id) as viral from private.engagement
    where kind = 'viral' and details ->> 'state' = 'viral' and target_id < ${userId(2_000_001)}`;
  return `${ringed?.states} | ${ringed?.people} | ${others?.viral}`;
}
