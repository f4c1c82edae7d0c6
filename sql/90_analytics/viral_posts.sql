create function private.shown_viral_posts(time_zone text, since date, until date)
returns table (
  post_id uuid, author_id uuid, kind text, went_viral_at timestamptz, state text, viewers bigint, deeds bigint, viewers_before bigint,
  lead_hours double precision, curve jsonb
)
language plpgsql stable security definer
set search_path = ''
as $$
declare
  asked private.asked_days;
begin
  perform private.active_admin_id();
  asked := private.asked_days(time_zone, since, until, null, null, null, 30);
  return query
    select post.id, post.author_id, post.kind, run.began_at, coalesce(known.state, 'none'), spread.viewers, spread.deeds, spread.viewers_before,
      extract(epoch from spread.half_at - run.began_at)::double precision / 3600, spread.curve
    from (
      select * from private.viral_runs begun
      where begun.began_at >= asked.since::timestamp at time zone asked.time_zone and begun.began_at < (asked.until + 1)::timestamp at time zone asked.time_zone
      order by begun.began_at desc
      limit 50
    ) run
    join public.posts post on post.id = run.post_id
    left join private.post_virality known on known.post_id = run.post_id
    cross join lateral (
      select coalesce(sum(hour.viewers), 0)::bigint as viewers, coalesce(sum(hour.deeds), 0)::bigint as deeds,
        coalesce(sum(hour.viewers) filter (where hour.at + interval '1 hour' <= run.began_at), 0)::bigint as viewers_before,
        min(hour.at + interval '1 hour') filter (where 2 * hour.until_here >= hour.total) as half_at,
        coalesce(jsonb_agg(jsonb_build_object('at', hour.at, 'viewers', hour.viewers, 'deeds', hour.deeds) order by hour.at) filter (where hour.place <= 168), '[]')
          as curve
      from (
        select counted.hour as at, counted.viewers, counted.reactions + counted.comments + counted.shares + counted.saves as deeds,
          sum(counted.viewers) over (order by counted.hour) as until_here, sum(counted.viewers) over () as total, row_number() over (order by counted.hour) as place
        from private.post_hours counted where counted.post_id = run.post_id
      ) hour
    ) spread
    order by run.began_at desc;
end
$$;
comment on function private.shown_viral_posts is 'The rows of analytics.viral_posts. Errors: as there.';
grant execute on function private.shown_viral_posts to authenticated;

create function analytics.viral_posts(
  time_zone text default 'UTC', since date default null, until date default null
)
returns table (
  post_id uuid, author_id uuid, kind text, went_viral_at timestamptz, state text, viewers bigint, deeds bigint, viewers_before bigint,
  lead_hours double precision, curve jsonb
)
language plpgsql stable
set search_path = ''
as $$
begin
  return query select * from private.shown_viral_posts(time_zone, since, until);
end
$$;
comment on function analytics.viral_posts is '
For admins: the columns of the view viral_posts for the days from `since` to `until` as they begin and end in `time_zone`; without them the 30
days until today. At most 400 days.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function analytics.viral_posts to authenticated;

create view analytics.viral_posts with (security_invoker = true) as
  select post_id, author_id, kind, went_viral_at, state, viewers, deeds, viewers_before, lead_hours, curve
  from private.shown_viral_posts('UTC'::text, null::date, null::date);
comment on view analytics.viral_posts is '
For admins: the posts that went viral on the last 30 days (UTC), the 50 newest, the newest first.
- went_viral_at: When private.next_virality first found the post viral.
- state: What it is now: none, rising, viral or cooled.
- viewers: Different people who saw it, until now.
- deeds: Reactions, comments, shares and saves, until now.
- viewers_before: Of viewers: those of the hours that were over when it went viral.
- lead_hours: By how much its being found viral came before half of its viewers so far had seen it, to the end of that hour; negative if after it.
- curve: [{at, viewers, deeds}] by hour (UTC), of its first 168 hours with any.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant select on analytics.viral_posts to authenticated;
