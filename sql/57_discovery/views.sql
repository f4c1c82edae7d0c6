-- Trends by surprise: what happens against what is usual, (seen - usual)² / usual as in Pearson's chi-squared test, so whatever is always big
-- never trends. Source of the idea: Mastodon's trends. Made anew every minute or five by private.refresh_trends().
create materialized view private.trending_topics as
  select topic, language, people, usual, (people - usual) ^ 2 / usual as score,
    row_number() over (partition by language order by (people - usual) ^ 2 / usual desc, topic) as place
  from (
    select topic, language, coalesce(sum(recent), 0::double precision) as people,
      greatest(coalesce(sum(before), 0::double precision) / 7::double precision, 1::double precision) as usual
    from (
      select topic, of_language as language,
        case when hour > now() - interval '24 hours' then hours.people end as recent,
        case when hour <= now() - interval '24 hours' then hours.people end as before
      from private.topic_hours hours
      -- Each counts for its language and for all.
      cross join lateral unnest(case when hours.language = '' then array['']::text[] else array[hours.language, ''] end) any_language (of_language)
      where hour > now() - interval '8 days'
    ) counted
    group by topic, language
  ) summed
  where people >= 3::double precision and people > usual;
create unique index trending_topics_place on private.trending_topics (language, place);
comment on materialized view private.trending_topics is 'Topics that more people than usual had to do with in the last 24 hours; language is empty for all together.';

create materialized view private.trending_posts as
  select within, post_id, score, row_number() over (partition by within order by score desc, post_id) as place
  from (
    select counted.within, counted.post_id, (counted.deeds - usual.deeds) ^ 2 / usual.deeds as score
    from (
      -- First what happened to each post, and then what is usual: most have too little, and need no look at their author.
      select "window".name as within, "window".length, hours.post_id, sum(hours.deeds) as deeds
      from (values ('1h', interval '1 hour'), ('24h', interval '24 hours'), ('7d', interval '7 days')) "window" (name, length)
      join (
        select post_id, hour, reactions + 2 * comments + 2 * saves + 3 * shares as deeds from private.post_hours
        where hour > now() - interval '7 days 1 hour'
      -- An hour that has begun counts whole: a trend is not to wait for the clock.
      ) hours on hours.hour > now() - "window".length - interval '1 hour'
      group by "window".name, "window".length, hours.post_id
      having sum(hours.deeds) >= 3
    ) counted
    join public.posts post on post.id = counted.post_id
    cross join lateral (
      -- What the author usually has in such a time.
      select 1 + coalesce((select sum(past.reactions + 2 * past.comments + 2 * past.saves + 3 * past.shares) from private.author_hours past
        where past.author_id = post.author_id and past.hour between now() - interval '15 days' and now() - interval '7 days 1 hour')
        * extract(epoch from counted.length) / (7.95 * 86400), 0) as deeds
    ) usual
    left join private.viral_vetoes veto on veto.post_id = post.id
    where counted.deeds > usual.deeds and post.state = 'published' and post.audience = 'public' and post.deleted_at is null
      and post.content_warning is null and veto.post_id is null
  ) scored;
create unique index trending_posts_post_id on private.trending_posts (within, post_id);
create index trending_posts_place on private.trending_posts (within, place);
comment on materialized view private.trending_posts is '
Public posts with which more happened in the last hour, 24 hours or 7 days than is usual for their authors: reactions, comments and saves twice, shares
three times.';

-- The rules of home_feed that are about a post and its author. Those about what was read and given out already, and about kinds, are the
-- feed's alone: whoever searches may look for what they know. Whoever writes finds their own.
create view private.proposed_posts with (security_invoker = true) as
  select post.*
  from private.visible_posts post
  cross join (
    select own as settings, private.leaves_out(own) as leaves_out, private.any_word_of(own.muted_words) as unwanted,
      private.is_adult((select auth.uid())) as is_adult
    from private.feed_settings_of((select auth.uid())) own
    -- Once a list.
    offset 0
  ) viewer
  where post.author_id = (select auth.uid()) or (
    post.author_id <> all ((select private.muted_ids())::uuid[])
    and (viewer.is_adult is not true
      or not exists (select from private.accounts author where author.id = post.author_id and author.birth_date > private.adults_since())
      or post.author_id in (select unnest(private.connected_ids())))
    and (not exists (select from private.automod_flags flag where flag.target = 'post' and flag.target_id = post.id)
      or post.author_id in (select unnest(private.followed_ids())))
    and not exists (select from private.not_interested refused where refused.person_id = (select auth.uid()) and refused.post_id = post.id)
    and (post.content_warning is null or viewer.is_adult is true)
    and not (viewer.leaves_out and private.is_left_out(post.id, post.caption, post.content_warning, viewer.settings, viewer.unwanted)));
comment on view private.proposed_posts is '
The visible posts that lists may propose to the caller: nothing of people who are muted, of minors to adults with whom they are not connected, nothing flagged unless the
author is followed, nothing refused, nothing sensitive for those who hide it or are under 18, and no muted topics and words. The own posts are all in.';
