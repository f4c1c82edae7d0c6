create type private.asked_days as (time_zone text, since date, until date, segment text);
comment on type private.asked_days is 'What figures are asked for: days, both included, as a time zone has them, and whom they are of.';

create function private.asked_days(
  time_zone text, since date, until date, country text, platform text, age_band text, default_days int
) returns private.asked_days
language plpgsql stable
set search_path = ''
as $$
declare
  asked private.asked_days;
begin
  asked.time_zone := private.check_time_zone(asked_days.time_zone);
  asked.until := coalesce(asked_days.until, (now() at time zone asked_days.time_zone)::date);
  asked.since := coalesce(asked_days.since, asked.until - (default_days - 1));
  if (case when asked.since between '2000-01-01' and '2100-01-01' and asked.until between '2000-01-01' and '2100-01-01'
    then asked.until - asked.since between 0 and 399 end) is not true then
    perform private.raise('INVALID_ARGUMENT', 'since and until must be 1 to 400 days of this century.', 422);
  end if;
  if num_nonnulls(country, platform, age_band) > 1 or country !~ '^[A-Z]{2}$' or platform not in ('android', 'ios', 'web', 'other')
    or age_band not in ('13-17', '18-24', '25-34', '35-44', '45-54', '55-64', '65+') then
    perform private.raise('INVALID_ARGUMENT',
      'Give country (two capital letters), platform (android, ios, web, other) or age_band (13-17, 18-24, 25-34, 35-44, 45-54, 55-64, 65+), one at most.', 422);
  end if;
  -- The narrowest that they belong to: everybody, if none is given.
  asked.segment := (private.segments_of(country, platform, age_band))[1 + num_nonnulls(country, platform, age_band)];
  return asked;
end
$$;
comment on function private.asked_days(text, date, date, text, text, text, int) is 'Checks what is asked for, and fills in the days until today. Errors: INVALID_ARGUMENT.';

create function private.day_begins(day date, time_zone text) returns int
language sql stable
set search_path = ''
as $$ select private.quarter_of(day::timestamp at time zone day_begins.time_zone) $$;
comment on function private.day_begins is 'The quarter in which a day begins where a time zone holds; days when clocks change are shorter or longer.';

create function private.quarters_of_days(time_zone text, since date, until date) returns table (day date, starts int, ends int)
language sql stable
set search_path = ''
as $$
  select date.day::date, private.day_begins(date.day::date, quarters_of_days.time_zone), private.day_begins(date.day::date + 1, quarters_of_days.time_zone)
  from generate_series(quarters_of_days.since::timestamp, quarters_of_days.until::timestamp, interval '1 day') date (day)
$$;
comment on function private.quarters_of_days is 'The days from `since` to `until`, both included, each with its first quarter of an hour and the one after its last.';

create function private.tallied(segment text, measure text, since int, until int) returns table (part text, amount bigint)
language sql stable
set search_path = ''
as $$
  select known.part, sum(known.amount)::bigint from private.tallies known
  where known.segment = tallied.segment and known.measure = tallied.measure
    and known.quarter >= tallied.since and known.quarter < tallied.until
  group by known.part
$$;
comment on function private.tallied is 'What a measure comes to in the quarters from `since` to before `until`.';

create function private.tallied_by_day(asked private.asked_days, measures text[]) returns table (day date, measure text, part text, amount bigint)
language sql stable
set search_path = ''
as $$
  select days.day, measure, counted.part, counted.amount
  from private.quarters_of_days(asked.time_zone, asked.since, asked.until) days
  cross join unnest(measures || ''::text) measure
  -- A day without anything has a row too: that of no measure.
  left join lateral private.tallied(asked.segment, measure, days.starts, days.ends) counted on measure <> ''
  where measure = '' or counted.amount is not null
$$;
comment on function private.tallied_by_day is 'What measures come to on each of the days asked for, and for every day one row of no measure.';

create function private.shown_tallies(time_zone text, since date, until date, country text, platform text, age_band text, measures text[])
returns table (day date, measure text, part text, amount bigint)
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.active_admin_id();
  return query
    select * from private.tallied_by_day(
      private.asked_days(time_zone, since, until, country, platform, age_band, 30), shown_tallies.measures);
end
$$;
comment on function private.shown_tallies is '
What the daily figures that can be added up are made of, for admins: private.tallied_by_day of the days and people asked for. Errors: as
analytics.content_daily.';
grant execute on function private.shown_tallies to authenticated;
