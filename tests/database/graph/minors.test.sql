-- Every path on which people meet, by every pair that may or may not: a new path is a new line of `paths`.
begin;
select plan(8);
select tests.open_tables();

select tests.create_user(name) from unnest(array['adult', 'adult2', 'minor', 'minor2']) name;
update private.accounts set birth_date = current_date - interval '15 years' where username like 'minor%';
update private.rate_limits set capacity = 100000;
insert into public.interests (slug, name) values ('sailing-test', 'Sailing');
insert into public.profile_interests (profile_id, interest) select id, 'sailing-test' from public.profiles;
insert into public.posts (id, author_id, client_id, kind, caption, state, visibility, comments_from, position, published_at, cell)
select private.uuid_v7(), id, gen_random_uuid(), 'text', 'by ' || username, 'published', 'public', 'everyone', private.uuid_v7(), now(), private.location_cell(48, 11)
from public.profiles;
insert into private.locations (profile_id, latitude, longitude) select id, 48, 11 from public.profiles;

create temporary table everybody as select tests.create_group('adult', 'adult2', 'minor', 'minor2') as club;
create temporary table clubs as select username, tests.create_group(username) as club from public.profiles;
grant select on everybody, clubs to authenticated;
create function tests.club_of(username text) returns uuid language sql stable as $$
  select club from clubs where clubs.username = club_of.username $$;
grant execute on function tests.club_of to authenticated;

-- Whether `caller` gets through to `other`. It undoes what it did.
create function pg_temp.gets_through(path text, caller text, other text) returns boolean language plpgsql as $$
declare
  wanted uuid := tests.user_id(other);
  done boolean;
begin
  perform tests.authenticate_as(tests.user_id(caller));
  begin
    done := case path
      when 'search_people' then exists (
        select from jsonb_array_elements(public.search_people(other) -> 'items') item where item ->> 'id' = wanted::text)
      when 'typeahead_people' then exists (
        select from jsonb_array_elements(public.typeahead_people(other) -> 'items') item where item ->> 'id' = wanted::text)
      when 'follow_suggestions' then exists (
        select from jsonb_array_elements(public.follow_suggestions() -> 'items') item where item #>> '{user,id}' = wanted::text)
      when 'age in get_profile' then public.get_profile(user_id => wanted) ->> 'age' is not null
      when 'interests in get_profile' then public.get_profile(user_id => wanted) -> 'interests' <> '[]'
      when 'list_followers of somebody else' then exists (
        select from jsonb_array_elements(public.list_followers(tests.user_id('alice')) -> 'items') item where item #>> '{user,id}' = wanted::text)
      when 'request_connection' then public.request_connection(wanted) ->> 'connection' in ('requested', 'connected')
      when 'mention' then public.create_post(gen_random_uuid(), caption => 'hello @' || other)::text like '%' || wanted || '%'
      when 'start_conversation' then public.start_conversation(wanted) ->> 'id' is not null
      when 'create_group' then public.create_group(gen_random_uuid(), 'Club', array[wanted]) #>> '{not_added}' = '[]'
      when 'add_members' then public.add_members(tests.club_of(caller), array[wanted]) #>> '{not_added}' = '[]'
      when 'mention in a group' then
        public.send_message(gen_random_uuid(), (select club from everybody), body => 'hello @' || other) -> 'mentions' <> '[]'
      when 'presence_of' then public.presence_of(array[wanted]) #>> '{items,0,status}' is not null
      when 'nearby_feed' then exists (
        select from jsonb_array_elements(public.nearby_feed() -> 'items') item where item #>> '{author,id}' = wanted::text)
      when 'home_feed' then exists (
        select from jsonb_array_elements(public.home_feed(page_size => 100) -> 'items') item where item #>> '{author,id}' = wanted::text)
      when 'follow' then public.follow(wanted) is not null
      when 'add_comment' then (public.add_comment(gen_random_uuid(), (select post.id from public.posts post where post.author_id = wanted), 'nice')) is not null
    end;
    raise exception using errcode = 'TS001';
  exception
    when sqlstate 'TS001' then null;
    when sqlstate 'PGRST' then
      done := case when sqlerrm::jsonb ->> 'code' in ('CONTACT_NOT_ALLOWED', 'COMMENTS_CLOSED', 'MESSAGES_NOT_ALLOWED') then false end;
  end;
  perform tests.reset_role();
  return done;
end
$$;

-- Whom everybody follows, so that there is a list of followers to look into.
select tests.create_user('alice');
insert into public.follows (follower_id, followee_id) select id, tests.user_id('alice') from public.profiles where username <> 'alice';

create temporary table pairs on commit drop as
select * from (values ('adult', 'minor', false), ('minor', 'adult', false), ('adult', 'adult2', true), ('minor', 'minor2', true)) pair (caller, other, may);
create temporary table paths on commit drop as
select * from (values ('search_people', false), ('typeahead_people', false), ('follow_suggestions', false), ('age in get_profile', false),
  ('interests in get_profile', false), ('list_followers of somebody else', false), ('request_connection', false), ('mention', false),
  ('start_conversation', false), ('create_group', false), ('add_members', false), ('mention in a group', false), ('presence_of', false), ('nearby_feed', false),
  -- What adults publish is for everybody: minors may follow it and say something to it.
  ('follow', true), ('add_comment', true), ('home_feed', true)) path (name, minor_may);

create function pg_temp.wrong() returns setof text language sql as $$
  select format('%s: %s to %s gives %s', paths.name, caller, other, result)
  from pairs, paths, lateral pg_temp.gets_through(paths.name, caller, other) result
  where result is distinct from (may or minor_may and caller = 'minor')
$$;
select is_empty('select pg_temp.wrong()', 'on no path do minors and adults meet, and on each those of one side do');

insert into public.connections (person_id, other_id) values
  (tests.user_id('adult'), tests.user_id('minor')), (tests.user_id('minor'), tests.user_id('adult'));
update pairs set may = true;
-- There is nothing to ask for any more; and newcomers of the same interests are looked for on one's own side alone.
delete from paths where name in ('request_connection', 'follow_suggestions');
select is_empty('select pg_temp.wrong()', 'those who are connected do, both ways');
delete from public.connections;

-- What was begun earlier, or when both were minors.
select tests.reset_role();
insert into public.connection_requests (requester_id, addressee_id, id) values
  (tests.user_id('adult'), tests.user_id('minor'), 'aaaaaaaa-0000-0000-0000-000000000000');
insert into public.follow_requests (follower_id, followee_id) values (tests.user_id('adult'), tests.user_id('minor'));
select tests.authenticate_as(tests.user_id('minor'));
select tests.throws_code($$ select public.answer_connection('aaaaaaaa-0000-0000-0000-000000000000', true) $$, 'CONTACT_NOT_ALLOWED', 403,
  'an earlier request cannot be accepted');
select lives_ok($$ select public.answer_connection('aaaaaaaa-0000-0000-0000-000000000000', false) $$, 'an earlier request across the ages is declined');
select tests.throws_code($$ select public.answer_follow(tests.user_id('adult'), true) $$, 'CONTACT_NOT_ALLOWED', 403, 'an earlier request to follow across the ages cannot be accepted');
select lives_ok($$ select public.answer_follow(tests.user_id('adult'), false) $$, 'which is declined too');

select tests.reset_role();
select is(private.may_meet(tests.user_id('adult'), gen_random_uuid()), false, 'nobody may meet who is not there');
update private.accounts set birth_date = private.adults_since() where username = 'minor';
select is(private.may_meet(tests.user_id('adult'), tests.user_id('minor')), true, 'on the day of being 18 it is over');

select * from finish();
rollback;
