-- By which clock a person lives.
begin;
select plan(9);
select tests.create_user('alice');
select tests.authenticate_as(tests.user_id('alice'));
select is(public.get_notification_settings() ->> 'time_zone', 'UTC', 'who has set no time zone lives by UTC');
select is(public.set_notification_settings('{"time_zone": "Europe/Berlin"}') ->> 'time_zone', 'Europe/Berlin', 'a time zone is kept');
select is(public.set_notification_settings('{"strangers": "box"}') ->> 'time_zone', 'Europe/Berlin', 'another setting leaves the time zone');
select is(public.set_notification_settings('{"time_zone": "aSIA/kolkata"}') ->> 'time_zone', 'Asia/Kolkata',
  'a time zone is kept as the list writes it, so that one zone is one');
-- All of these Postgres takes for a zone, or for a name of one.
select tests.throws_code(format('select public.set_notification_settings(jsonb_build_object(%L, %s))', 'time_zone', bad), 'INVALID_SETTINGS', 422,
  'no time zone: ' || bad)
from unnest(array['''Foo+3''::text', '''Europe/Nowhere''::text', '''posix/Europe/Berlin''::text', 'null::text', '7']) bad;
select * from finish();
rollback;
