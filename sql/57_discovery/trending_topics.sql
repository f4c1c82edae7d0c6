create function public.trending_topics(
  latitude double precision default null,
  longitude double precision default null,
  within_km int default 50,
  language text default null,
  page_size int default 20
) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_trending_topics(latitude, longitude, within_km, language, page_size);
end
$$;
comment on function public.trending_topics is '
What more people than usual have to do with in the last 24 hours, the most surprising first: {items: [{topic, people, usual}], next_cursor: null}. `people`
and `usual`: how many in 24 hours, now and on an average day of the week before, to the nearest whole number by their trust. Everywhere, or within
`within_km` (5 to 200) of a place (degrees); `language`: only posts that seem to be in it. Topics that the caller has muted are left out, and those that
moderators have refused. Errors: NOT_AUTHENTICATED, INVALID_LOCATION, INVALID_ARGUMENT, INVALID_PAGE_SIZE.';
grant execute on function public.trending_topics to authenticated;

create function private.list_trending_topics(latitude double precision, longitude double precision, within_km int, language text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  size int := private.page_size(page_size);
  settings private.feed_settings := private.feed_settings_of(caller);
  is_reviewed boolean := private.setting('trends_are_reviewed');
begin
  if num_nulls(latitude, longitude) = 1 or (coalesce(latitude, 0) between -90 and 90 and coalesce(longitude, 0) between -180 and 180) is not true then
    perform private.raise('INVALID_LOCATION', 'latitude must be -90 to 90 and longitude -180 to 180, both or neither.', 422);
  end if;
  if (within_km between 5 and 200) is not true then
    perform private.raise('INVALID_ARGUMENT', 'within_km must be 5 to 200.', 422);
  end if;
  return (
    select jsonb_build_object('items', coalesce(jsonb_agg(
        jsonb_build_object('topic', topic, 'people', round(people), 'usual', round(usual)) order by score desc, topic), '[]'), 'next_cursor', null)
    from (
      select trend.topic, trend.people::numeric, trend.usual::numeric, trend.score
      from (
        select known.topic, known.people, known.usual, known.score from private.trending_topics known
        where latitude is null and known.language = coalesce(list_trending_topics.language, '') and known.place <= 300
        union all
        select here.topic, here.people, here.usual, here.score
        from private.topics_around(private.location_cell(latitude, longitude), within_km, list_trending_topics.language) here
        where latitude is not null
      ) trend
      left join private.topic_reviews review on review.topic = trend.topic
      where coalesce(review.approved, not is_reviewed) and trend.topic <> all (settings.muted_topics)
      order by trend.score desc, trend.topic
      limit size
    ) listed);
end
$$;
comment on function private.list_trending_topics is 'The step of trending_topics that reads. Errors: as trending_topics.';
grant execute on function private.list_trending_topics to authenticated;

create function private.topics_around(cell int, within_km int, language text)
returns table (topic text, people double precision, usual double precision, score double precision)
language sql stable
set search_path = ''
as $$
  select summed.topic, summed.people, summed.usual, (summed.people - summed.usual) ^ 2 / summed.usual
  from (
    select hours.topic, sum(hours.people) filter (where hours.hour > now() - interval '24 hours') as people,
      greatest(coalesce(sum(hours.people) filter (where hours.hour <= now() - interval '24 hours'), 0) / 7, 1)::double precision as usual
    from private.topic_hours hours
    where hours.tile in (select private.tiles_within(topics_around.cell, topics_around.within_km)) and hours.hour > now() - interval '8 days'
      and (topics_around.language is null or hours.language = topics_around.language)
    group by hours.topic
  ) summed
  where summed.people >= 1 and summed.people > summed.usual
$$;
comment on function private.topics_around is 'Topics that more people than usual have to do with in an area: as private.trending_topics, read from the counters of its tiles.';
