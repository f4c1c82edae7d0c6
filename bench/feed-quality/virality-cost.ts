import { withVirality } from "./virality-replay.ts";
import { median } from "./virality-thresholds.ts";

/*
 * node bench/feed-quality/virality-cost.ts
 *
 * What a batch of 3,000 events costs the reader, which has a second for it: 50,000 people, 20,000 posts of the last two days, nine tenths
 * of the events views, and a tenth of all events on one post.
 */
await withVirality(async (sql) => {
  await sql`
    insert into private.accounts (id, username, email, phone, birth_date, created_at)
    select lpad(to_hex(n), 32, '0')::uuid, 'user' || n, 'user' || n || '@example.com', '+1' || 1000000000 + n, '1990-01-01', now() - interval '1 year'
    from generate_series(1, 50000) n`;
  await sql`insert into public.profiles (id, username, first_name, last_name, gender) select id, username, 'Robin', 'Example', 'other' from private.accounts`;
  await sql`
    insert into public.posts (id, author_id, client_id, kind, caption, state, position, published_at)
    select lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(1 + n % 50000), 32, '0')::uuid, gen_random_uuid(), 'text', 'a post', 'published', private.uuid_v7(),
      now() - random() * interval '2 days'
    from generate_series(1, 20000) n`;
  await sql`analyze`;
  const [times, counting, judging]: [number[], number[], number[]] = [[], [], []];
  for (let batch = 0; batch < 40; batch++) {
    await sql`
      insert into private.engagement (kind, actor_id, target_id, details)
      select case when random() < 0.9 then 'view' when random() < 0.8 then 'post_reaction' else 'comment' end,
        lpad(to_hex(1 + floor(random() * 50000)::int), 32, '0')::uuid,
        lpad(to_hex(case when random() < 0.1 then 1 else 1 + floor(20000 * random() ^ 3)::int end), 32, '0')::uuid,
        '{"counts": 1, "first": 1, "watched_ms": 3000, "source": "home"}'
      from generate_series(1, 3000)`;
    const start = performance.now();
    await sql.begin(async (transaction) => {
      const [place] = await transaction`select * from private.begin_reading('virality', 20000)`;
      const [counted] = await transaction`select private.count_deeds(${place?.since}, ${place?.until}) as posts`;
      const middle = performance.now();
      await transaction`select private.judge_posts(private.due_posts(${counted?.posts}::uuid[]), now())`;
      await transaction`select private.finish_reading('virality', ${place?.until})`;
      counting.push(middle - start);
      judging.push(performance.now() - middle);
    });
    times.push(performance.now() - start);
    if (batch % 10 === 0) await sql`analyze`;
  }
  const [judged] =
    await sql`select count(*) filter (where judged_at is not null)::int as posts, sum(people)::int as people from private.post_virality`;
  console.log(
    `A batch of 3,000 events: ${median(times).toFixed(0)} ms (counting ${median(counting).toFixed(0)}, judging ${median(judging).toFixed(0)});`,
  );
  console.log(
    `the slowest of 40: ${Math.max(...times).toFixed(0)} ms. ${judged?.posts} posts judged, ${judged?.people} people by trust.`,
  );
});
