begin;
select plan(12);

select tests.create_user('alice', 'admin');
create temporary table closed as
  select unnest(array['accounts', 'credentials', 'sessions', 'locations']) as name;
grant select on closed to public;

select tests.authenticate_as(tests.user_id('alice'), '{"app_role": "admin"}');
select throws_ok(format('select * from private.%I', name), '42501', null, format('not even an admin''s client reads private.%s', name)) from closed;
select tests.as_anon();
select throws_ok(format('select * from private.%I', name), '42501', null, format('anon does not read private.%s', name)) from closed;
select tests.as_service();
select throws_ok(format('select * from private.%I', name), '42501', null, format('the service key does not read private.%s', name)) from closed;

select * from finish();
rollback;
