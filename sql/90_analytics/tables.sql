-- Who was active in which quarter of an hour: every time zone in use is a whole number of quarters away from UTC, so the
-- borders of each one's days are borders of quarters too, also on days when clocks change.
create function private.quarter_of(at timestamptz) returns int
language sql immutable
set search_path = ''
as $$ select floor(extract(epoch from at) / 900)::int $$;
comment on function private.quarter_of is 'The number of the quarter of an hour that a moment lies in, counted from 1970 in UTC.';

create table private.activity (
  person_id uuid not null references public.profiles (id) on delete cascade,
  quarter int not null,
  primary key (person_id, quarter),
  constraint quarter_is_positive check (quarter > 0)
);
alter table private.activity enable row level security;
-- Rows arrive in the order of time: for recounts.
create index activity_quarter on private.activity using brin (quarter);
comment on table private.activity is '
The quarters of an hour in which somebody did something (private.activity_kinds). Written only by private.count_activity, and deleted
only with the person, all rows of theirs at once: private.activity_links follows.';
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
