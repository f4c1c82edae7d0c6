create function analytics.media_daily(
  time_zone text default 'UTC', since date default null, until date default null, country text default null, platform text default null, age_band text default null
)
returns table (
  day date, processed bigint, images bigint, videos bigint, audios bigint, files bigint, failed bigint, failure_rate double precision,
  mean_image_s double precision, mean_video_s double precision
)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
    select counted.day, coalesce(sum(counted.amount) filter (where counted.measure = 'media_ready'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'media_ready' and counted.part = 'image'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'media_ready' and counted.part = 'video'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'media_ready' and counted.part = 'audio'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'media_ready' and counted.part = 'file'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'media_failure'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'media_failure'), 0)::double precision
        / nullif(sum(counted.amount) filter (where counted.measure in ('media_ready', 'media_failure')), 0),
      sum(counted.amount) filter (where counted.measure = 'media_ms' and counted.part = 'image')::double precision / 1000
        / nullif(sum(counted.amount) filter (where counted.measure = 'media_ready' and counted.part = 'image'), 0),
      sum(counted.amount) filter (where counted.measure = 'media_ms' and counted.part = 'video')::double precision / 1000
        / nullif(sum(counted.amount) filter (where counted.measure = 'media_ready' and counted.part = 'video'), 0)
    from private.shown_tallies(time_zone, since, until, country, platform, age_band, array['media_ready', 'media_failure', 'media_ms']) counted
    group by counted.day
    order by counted.day;
end
$$;
comment on function analytics.media_daily is '
For admins: the columns of the view media_daily for the days from `since` to `until` as they begin and end in `time_zone`; without them the 30
days until today. At most 400 days. `country`, `platform` or `age_band`, one of them at most: of these people alone.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function analytics.media_daily to authenticated;

create view analytics.media_daily with (security_invoker = true) as
  select day, processed, images, videos, audios, files, failed, failure_rate, mean_image_s, mean_video_s
  from analytics.media_daily();
comment on view analytics.media_daily is '
For admins: what became of uploads on each of the last 30 days (UTC).
- processed: Media that became ready, in whole, on this day.
- images: Of processed: pictures.
- videos: Of processed: videos.
- audios: Of processed: sound.
- files: Of processed: other files.
- failed: Media that were given up.
- failure_rate: failed divided by processed and failed; null without any.
- mean_image_s: Seconds from the end of the upload until a picture was ready, on average.
- mean_video_s: Seconds from the end of the upload until all of a video was ready, on average.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant select on analytics.media_daily to authenticated;
