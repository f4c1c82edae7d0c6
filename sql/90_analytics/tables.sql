-- Who was active in which quarter of an hour: every time zone in use is a whole number of quarters away from UTC, so the
-- borders of each one's days are borders of quarters too, also on days when clocks change.
create function private.quarter_of(at timestamptz) returns int
language sql immutable
set search_path = ''
as $$ select floor(extract(epoch from at) / 900)::int $$;
comment on function private.quarter_of is 'The number of the quarter of an hour that a moment lies in, counted from 1970 in UTC.';

create function private.day_of_quarter(quarter int, time_zone text) returns date
language sql stable
set search_path = ''
as $$
  select case quarter when 0 then '-infinity'::date when 2147483647 then 'infinity'::date
    else (to_timestamp(quarter * 900::bigint) at time zone day_of_quarter.time_zone)::date end
$$;
comment on function private.day_of_quarter is 'The day that a quarter of an hour lies in where a time zone holds; before the first and after the last one: -infinity, infinity.';

-- One row a person: where they belong, and how far they have come.
create table private.lifecycles (
  person_id uuid primary key references public.profiles (id) on delete cascade,
  registered_at timestamptz not null,
  country text,
  platform text not null,
  age_band text not null,
  steps smallint not null default 0
);
alter table private.lifecycles enable row level security;
comment on table private.lifecycles is '
What figures divide people by, and which steps of the funnel they have made. A row is made by the reader of the log, and deleted with
the person, who is thereby taken out of every count of people.';
comment on column private.lifecycles.country is 'ISO 3166 code of the country that their phone number''s calling code is of; null for a number of none.';
comment on column private.lifecycles.platform is 'What they registered with: private.platform_of.';
comment on column private.lifecycles.age_band is 'private.age_band of last night.';
comment on column private.lifecycles.steps is 'One bit each, from the lowest: private.funnel_steps.';

create table private.activity (
  person_id uuid not null references private.lifecycles (person_id),
  quarter int not null,
  primary key (person_id, quarter),
  constraint quarter_is_positive check (quarter > 0)
);
alter table private.activity enable row level security;
-- Rows arrive in the order of time: for recounts.
create index activity_quarter on private.activity using brin (quarter);
comment on table private.activity is '
The quarters of an hour in which somebody did something (private.activity_kinds). Written only by private.count_activity, and deleted
only with the person, all rows of theirs at once: private.activity_links and private.activity_days follow.';
comment on column private.activity.quarter is 'private.quarter_of of what they did.';

-- The exact number of different people in any window, without looking at people: everybody who was active in it has exactly one
-- last quarter in it, from which their next one lies beyond its end.
create table private.activity_links (
  quarter int not null,
  next_quarter int not null,
  people int not null,
  primary key (quarter, next_quarter),
  constraint next_is_later check (quarter < next_quarter)
);
alter table private.activity_links enable row level security;
-- Windows that end now: beyond them lies only "never again".
create index activity_links_next_quarter on private.activity_links (next_quarter, quarter);
comment on table private.activity_links is 'How many people were active in one quarter of an hour and, after it, next in the other.';
comment on column private.activity_links.quarter is 'private.quarter_of; 0 stands before the first time.';
comment on column private.activity_links.next_quarter is 'private.quarter_of; 2147483647 stands after the last time so far.';

create type private.activity_change as (person_id uuid, quarter int, next_quarter int, people int);
comment on type private.activity_change is 'A link of one person that is new (people: 1), or is no more (-1).';

create table private.kept_time_zones (
  time_zone text primary key,
  kept_since timestamptz
);
alter table private.kept_time_zones enable row level security;
comment on table private.kept_time_zones is '
The time zones whose days are kept in private.activity_days. Figures of others are made of quarters when they are asked for, which takes longer.';
comment on column private.kept_time_zones.kept_since is 'Null until the reader of the log has made the days that are over.';

create table private.activity_days (
  time_zone text collate "C" not null,
  segment text collate "C" not null,
  day date not null,
  next_day date not null,
  people int not null,
  primary key (time_zone, segment, day, next_day),
  constraint next_is_later check (day < next_day)
);
alter table private.activity_days enable row level security;
-- Who comes on a day, whenever they were there before.
create index activity_days_next_day on private.activity_days (time_zone, segment, next_day, day);
comment on table private.activity_days is '
private.activity_links by the days of a time zone, for everybody and for each segment of people: how many were active on one day and, after it,
next on the other. A few rows a day and gap, however many people there are.';
comment on column private.activity_days.segment is 'One of private.segments_of.';
comment on column private.activity_days.day is '-infinity stands before the first time, infinity in next_day after the last one so far.';

create table private.tallies (
  segment text collate "C" not null,
  measure text collate "C" not null,
  quarter int not null,
  part text collate "C" not null,
  amount bigint not null,
  primary key (segment, measure, quarter, part)
) with (fillfactor = 80);
alter table private.tallies enable row level security;
-- The purge.
create index tallies_quarter on private.tallies using brin (quarter);
comment on table private.tallies is '
What can be added up, by quarter of an hour: what was done, whoever did it. Kept for 800 days. It says nothing about whom it is of, so it stays
when an account goes; but for what counts people (cohort, retained, step, through), whose quarter is that of their registration.';
comment on column private.tallies.measure is 'A kind of event, or what private.tally was called with.';
comment on column private.tallies.part is 'What the measure is divided into, such as the kind of a post; empty for one that is not.';

create table private.viral_runs (
  post_id uuid primary key references public.posts (id) on delete cascade,
  began_at timestamptz not null
);
alter table private.viral_runs enable row level security;
-- The newest.
create index viral_runs_began_at on private.viral_runs (began_at);
comment on table private.viral_runs is 'When each post went viral for the first time.';

create table private.call_times (
  hour timestamptz not null,
  call text collate "C" not null,
  at_most_ms int not null,
  requests bigint not null,
  refused bigint not null,
  errors bigint not null,
  took_ms bigint not null,
  primary key (hour, call, at_most_ms)
);
alter table private.call_times enable row level security;
comment on table private.call_times is 'How often each function was called in an hour (UTC), by how long it took: at most so many milliseconds. Kept for 30 days.';
