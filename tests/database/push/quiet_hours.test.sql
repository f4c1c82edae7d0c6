-- Quiet hours are those of the clock on the wall, also in the nights in which it is changed.
begin;
select plan(8);

create temporary table zone as
select name from unnest(array[
  'Europe/Berlin', 'Europe/London', 'Europe/Dublin', 'Europe/Lisbon', 'Europe/Madrid', 'Europe/Paris', 'Europe/Rome', 'Europe/Vienna', 'Europe/Zurich',
  'Europe/Amsterdam', 'Europe/Brussels', 'Europe/Copenhagen', 'Europe/Stockholm', 'Europe/Oslo', 'Europe/Helsinki', 'Europe/Warsaw', 'Europe/Prague',
  'Europe/Athens', 'Europe/Kyiv', 'Europe/Chisinau', 'Atlantic/Azores', 'Atlantic/Canary', 'America/New_York', 'America/Chicago', 'America/Denver',
  'America/Los_Angeles', 'America/Anchorage', 'America/St_Johns', 'America/Halifax', 'America/Havana', 'America/Santiago', 'America/Nuuk',
  'Africa/Casablanca', 'Asia/Beirut', 'Asia/Jerusalem', 'Australia/Sydney', 'Australia/Lord_Howe', 'Pacific/Auckland', 'Pacific/Chatham',
  'Antarctica/Troll']) name;

-- Where the distance to UTC is another one an hour later.
create temporary table change as
select zone.name, hour as at
from zone
cross join generate_series('2026-01-01T00:00Z'::timestamptz, '2026-12-31T23:00Z', interval '1 hour') hour
where (hour at time zone zone.name) + interval '1 hour' <> (hour + interval '1 hour') at time zone zone.name;
select is((select count(*)::int from (select name from change group by name having count(*) >= 2) changing), 40,
  'forty time zones change their clocks twice in the year of this test');

create temporary table moment as
select change.name, tick as at, quiet.quiet_from, quiet.quiet_until, tick at time zone change.name as here
from change
cross join lateral generate_series(change.at - interval '14 hours', change.at + interval '14 hours', interval '10 minutes') tick
cross join (values ('22:00'::time, '07:00'::time), ('01:30', '02:30'), ('02:30', '03:15'), ('23:40', '00:20'), ('00:00', '06:00'), ('13:00', '14:00'))
  quiet (quiet_from, quiet_until);
create temporary table answer as
select moment.*, private.quiet_until(at, quiet_from, quiet_until, name) as till,
  (extract(epoch from here::time - quiet_from)::int + 86400) % 86400 < (extract(epoch from quiet_until - quiet_from)::int + 86400) % 86400 as is_quiet
from moment;

select is((select count(*)::int from answer where is_quiet <> (till is not null)), 0, 'it is quiet when the clock on the wall says so, and at no other time');
select ok((select count(*) > 1000 from answer where is_quiet), 'much of what is tried lies in quiet hours');
select is((select count(*)::int from answer where till <= at), 0, 'what is deferred is deferred to later');
select is((select count(*)::int from answer where private.quiet_until(till, quiet_from, quiet_until, name) is not null), 0,
  'what was deferred finds no quiet when its time has come');
-- Two hours are those of Troll.
select is((select count(*)::int from answer
  where till - at > make_interval(secs => (extract(epoch from quiet_until - quiet_from)::int + 86400) % 86400) + interval '2 hours'), 0,
  'nothing waits for longer than the quiet hours and what the clock goes back');
select is((select count(*)::int from answer
  where till is not null and here::date = '2026-03-29' and name = 'Europe/Berlin' and quiet_from = '22:00' and till <> '2026-03-29T05:00Z'), 0,
  'in the short night of Berlin quiet ends at seven by summer time');
select is(private.quiet_until('2026-10-25T00:30Z', '01:30', '02:30', 'Europe/Berlin'), null, 'half past two is over at its first coming');
select * from finish();
rollback;
