-- Who learns whether somebody is there, and when they were: every path by which that is told, for everybody who asks, and for each choice.
begin;
select plan(22);

-- Bob is the one who is there. Alice asks.
select tests.create_user('alice'), tests.create_user('bob');
update private.rate_limits set capacity = 1e6;

-- What Alice learns: `present` while Bob is online, `past` when he has gone.
create temporary table paths (name text, query text);
insert into paths values
  ('presence_of', $$ select item ->> 'status' from jsonb_array_elements(public.presence_of(array[tests.user_id('bob')]) -> 'items') item $$),
  ('last seen', $$ select item ->> 'last_seen_at' from jsonb_array_elements(public.presence_of(array[tests.user_id('bob')]) -> 'items') item $$),
  ('search card', $$ select case when (item ->> 'online')::boolean then 'online' when not (item ->> 'online')::boolean then 'offline' end
    from jsonb_array_elements(public.search_people('bob') -> 'items') item $$),
  ('online_only', $$ select 'online' from jsonb_array_elements(public.search_people('bob', online_only => true) -> 'items') item $$);
grant select on paths to authenticated;

create temporary table choices (name text, change text, told text);
insert into choices values
  ('a stranger', 'select', 'presence_of, last seen, search card, online_only'),
  ('a follower', $$ insert into public.follows (follower_id, followee_id) values (tests.user_id('alice'), tests.user_id('bob')) $$, 'presence_of, last seen, search card, online_only'),
  ('a connection', $$ select tests.befriend('alice', 'bob') $$, 'presence_of, last seen, search card, online_only, event'),
  ('a stranger, of a private account', $$ update public.profiles set is_private = true where username = 'bob' $$, ''),
  ('whom a private account follows', $$ update public.profiles set is_private = true where username = 'bob';
    insert into public.follows (follower_id, followee_id) values (tests.user_id('bob'), tests.user_id('alice')) $$, ''),
  -- A search says the same to everybody, so of private accounts nothing.
  ('a follower of a private account', $$ update public.profiles set is_private = true where username = 'bob';
    insert into public.follows (follower_id, followee_id) values (tests.user_id('alice'), tests.user_id('bob')) $$, 'presence_of, last seen'),
  ('a connection of a private account', $$ update public.profiles set is_private = true where username = 'bob'; select tests.befriend('alice', 'bob') $$,
    'presence_of, last seen, event'),
  ('a connection, of who does not show it', $$ select tests.befriend('alice', 'bob');
    update private.profile_settings set show_online = false where profile_id = tests.user_id('bob') $$, ''),
  ('a connection, of who does not show when', $$ select tests.befriend('alice', 'bob');
    update private.profile_settings set show_last_seen = false where profile_id = tests.user_id('bob') $$, 'presence_of, search card, online_only, event'),
  ('a connection, of who is not found', $$ select tests.befriend('alice', 'bob');
    update private.profile_settings set discoverable = false where profile_id = tests.user_id('bob') $$, 'presence_of, last seen, event'),
  ('who is blocked', $$ select tests.befriend('alice', 'bob'); insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('bob'), tests.user_id('alice')) $$, ''),
  ('who has blocked', $$ select tests.befriend('alice', 'bob'); insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('alice'), tests.user_id('bob')) $$, ''),
  ('a connection, of who is banned', $$ select tests.befriend('alice', 'bob'); update private.accounts set banned_until = 'infinity' where username = 'bob' $$, ''),
  ('a connection, of who has left for now', $$ select tests.befriend('alice', 'bob'); update private.accounts set deactivated_at = now() where username = 'bob' $$, ''),
  ('an adult, of a minor', $$ update private.accounts set birth_date = current_date - interval '15 years' where username = 'bob' $$, ''),
  ('a minor, of an adult', $$ update private.accounts set birth_date = current_date - interval '15 years' where username = 'alice' $$, ''),
  ('an adult follower, of a minor', $$ update private.accounts set birth_date = current_date - interval '15 years' where username = 'bob';
    insert into public.follows (follower_id, followee_id) values (tests.user_id('alice'), tests.user_id('bob')) $$, ''),
  ('a connected adult, of a minor', $$ update private.accounts set birth_date = current_date - interval '15 years' where username = 'bob'; select tests.befriend('alice', 'bob') $$,
    'presence_of, last seen, search card, online_only, event');

create function pg_temp.reads(name text, query text) returns text language plpgsql as $$
declare
  answer text;
begin
  perform tests.authenticate_as(tests.user_id('alice'));
  execute query into answer;
  perform tests.reset_role();
  return answer;
end $$;
create function pg_temp.is_there(since interval) returns void language sql as $$
  insert into private.presence as present (profile_id, device, active_at, seen_at) values (tests.user_id('bob'), 'web', now() - since, now() - since)
  on conflict (profile_id) do update set active_at = excluded.active_at, seen_at = excluded.seen_at $$;

-- By which paths Alice learns that Bob is there, or, for the time, that he was.
create function pg_temp.told(change text) returns text language plpgsql as $$
declare
  paths_that_tell text[] := '{}';
  path record;
begin
  -- What was done for the last choice is taken back with the subtransaction.
  begin
    execute change;
    perform tests.authenticate_as(tests.user_id('alice')), public.heartbeat();
    perform tests.reset_role();
    perform private.tell_presence_changes();
    delete from realtime.messages;
    perform pg_temp.is_there('1 second');
    perform private.tell_presence_changes();
    for path in select * from paths where name <> 'last seen' order by name loop
      if pg_temp.reads(path.name, path.query) = 'online' then
        paths_that_tell := paths_that_tell || path.name;
      end if;
    end loop;
    if exists (select from realtime.messages where event = 'presence' and topic = 'user:' || tests.user_id('alice')) then
      paths_that_tell := paths_that_tell || 'event'::text;
    end if;
    perform pg_temp.is_there('1 hour');
    if pg_temp.reads('last seen', (select query from paths where name = 'last seen')) is not null then
      paths_that_tell := paths_that_tell || 'last seen'::text;
    end if;
    raise exception 'over';
  exception when raise_exception then
    perform tests.reset_role();
  end;
  return (select coalesce(string_agg(told, ', ' order by told), '') from unnest(paths_that_tell) told);
end $$;

select is(pg_temp.told(change), (select coalesce(string_agg(path, ', ' order by path), '') from regexp_split_to_table(nullif(told, ''), ', ') path),
  format('%s learns by %s', name, coalesce(nullif(told, ''), 'nothing')))
from choices;

-- Oneself.
select pg_temp.is_there('1 second');
update private.profile_settings set show_online = false where profile_id = tests.user_id('bob');
select tests.authenticate_as(tests.user_id('bob'));
select is(public.presence_of(array[tests.user_id('bob')]) #>> '{items,0,status}', null, 'who does not show it looks the same to themselves as to others');
select tests.reset_role();
update public.profiles set is_private = true where username = 'bob';
select is((select shows_online from private.people_search where profile_id = tests.user_id('bob')), false, 'the search knows nothing of it');
update private.profile_settings set show_online = true where profile_id = tests.user_id('bob');
select is((select count(*) from private.people_online where profile_id = tests.user_id('bob')), 0::bigint, 'a private account is in no list of who is there');
update public.profiles set is_private = false where username = 'bob';
select is((select count(*) from private.people_online where profile_id = tests.user_id('bob')), 1::bigint, 'an account that becomes public is in it again');
select * from finish();
rollback;
