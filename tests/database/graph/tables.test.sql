-- Every table of the graph, every role, every verb.
begin;
select plan(106);

select tests.create_user('alice'), tests.create_user('bob'), tests.create_user('carol'), tests.create_user('dave', 'moderator');
insert into public.follows (follower_id, followee_id) values (tests.user_id('alice'), tests.user_id('bob'));
insert into public.follow_requests (follower_id, followee_id) values (tests.user_id('alice'), tests.user_id('bob'));
insert into public.connection_requests (requester_id, addressee_id) values (tests.user_id('alice'), tests.user_id('bob'));
insert into public.connections (person_id, other_id)
values (tests.user_id('alice'), tests.user_id('bob')), (tests.user_id('bob'), tests.user_id('alice'));
insert into public.mutes (muter_id, muted_id) values (tests.user_id('alice'), tests.user_id('bob'));
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('alice'), tests.user_id('bob'));

create temporary table edges as
select * from (values
  ('follows', 'follower_id', 'followee_id', 1, 1),
  ('follow_requests', 'follower_id', 'followee_id', 1, 1),
  ('connection_requests', 'requester_id', 'addressee_id', 1, 1),
  ('connections', 'person_id', 'other_id', 1, 1),
  ('mutes', 'muter_id', 'muted_id', 1, 0),
  ('blocks', 'blocker_id', 'blocked_id', 1, 0)
) edge (name, near, far, seen_by_alice, seen_by_bob);
create temporary table hidden as select unnest(array['dismissed_suggestions', 'graph_stats', 'engagement']) as name;
grant select on edges, hidden to public;

create function pg_temp.visible(name text) returns int language plpgsql as $$
declare
  found int;
begin
  execute format('select count(*) from public.%I', name) into found;
  return found;
end $$;

create function pg_temp.nobody_writes(who text) returns setof text language sql as $$
  select throws_ok(format('insert into public.%I (%I, %I) values (tests.user_id(''carol''), tests.user_id(''alice''))', name, near, far),
    '42501', null, format('%s inserts nothing into %s', who, name)) from edges
  union all
  select throws_ok(format('update public.%I set %I = %2$I', name, near), '42501', null, format('%s updates nothing in %s', who, name)) from edges
  union all
  select throws_ok(format('delete from public.%I', name), '42501', null, format('%s deletes nothing from %s', who, name)) from edges
$$;
grant execute on function pg_temp.visible, pg_temp.nobody_writes to public;

select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.visible(name), seen_by_alice, format('Alice sees her own row of %s', name)) from edges;
select pg_temp.nobody_writes('the owner');
select throws_ok(format('select from private.%I', name), '42501', null, format('no client reads private.%s', name)) from hidden;

select tests.authenticate_as(tests.user_id('bob'));
select is(pg_temp.visible(name), seen_by_bob, format('the other side sees %s of %s', seen_by_bob, name)) from edges;

select tests.authenticate_as(tests.user_id('carol'));
select is(pg_temp.visible(name), 0, format('a third person sees nothing of %s', name)) from edges;

select tests.authenticate_as(tests.user_id('dave'), '{"app_role": "moderator"}');
select is(pg_temp.visible(name), 0, format('a moderator does not see %s', name)) from edges;
select pg_temp.nobody_writes('a moderator');
select throws_ok(format('select from private.%I', name), '42501', null, format('nobody reads private.%s', name)) from hidden;

select tests.as_anon();
select throws_ok(format('select from public.%I', name), '42501', null, format('anon does not read %s', name)) from edges;
select pg_temp.nobody_writes('anon');

select tests.as_service();
select is(pg_temp.visible(name), case name when 'connections' then 2 else 1 end, format('the service key reads %s', name)) from edges;
select throws_ok(format('delete from public.%I', name), '42501', null, format('nobody deletes from %s', name)) from edges;
select throws_ok(format('select from private.%I', name), '42501', null, format('the service key does not read private.%s', name)) from hidden;

select tests.reset_role();
update public.connection_requests set state = 'declined', ended_at = now();
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.visible('connection_requests'), 0, 'nobody reads that they were declined');

select * from finish();
rollback;
