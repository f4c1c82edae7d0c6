begin;
select plan(13);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave', 'erin', 'frank']) name;
insert into public.follows (follower_id, followee_id) select tests.user_id(name), tests.user_id('alice') from unnest(array['bob', 'carol', 'dave', 'erin']) name;
insert into public.follows (follower_id, followee_id) values (tests.user_id('bob'), tests.user_id('carol'));
-- Carol is offline, Dave has left, Erin has muted Alice, Frank does not follow her.
insert into private.presence (profile_id, device, seen_at)
select tests.user_id(name), 'web', now() - gone from (values ('bob', interval '0'), ('dave', '1 day'), ('erin', '0'), ('frank', '0')) there (name, gone);
insert into public.mutes (muter_id, muted_id, until) values (tests.user_id('erin'), tests.user_id('alice'), 'infinity');

-- Posts, each with the event that its author hears.
create function pg_temp.post(author text, visibility text default 'public') returns uuid language sql as $$
  select tests.authenticate_as(tests.user_id(author));
  select (public.create_post(gen_random_uuid(), 'text', 'hello', visibility => visibility) ->> 'id')::uuid;
$$;
grant execute on function pg_temp.post to authenticated;
create temporary table made (first uuid, second uuid, third uuid);
grant select, insert on made to authenticated;
insert into made select pg_temp.post('alice'), pg_temp.post('alice'), pg_temp.post('carol');
select tests.reset_role();
select results_eq($$ select topic, payload - 'id' from tests.events('post') order by payload ->> 'post_id' $$,
  $$ select 'user:' || tests.user_id(author), jsonb_build_object('post_id', post, 'state', 'published')
     from made, lateral (values ('alice', first), ('alice', second), ('carol', third)) own (author, post) order by post::text $$,
  'authors hear that their posts have appeared');

select is(tests.read_all('tell_followers'), 1, 'followers who are online are told, and nobody else');
select results_eq($$ select topic, payload - 'id' from tests.events('feed') $$,
  $$ select 'user:' || tests.user_id('bob'), jsonb_build_object('post_ids', jsonb_build_array(third, second, first)) from made $$,
  'once, of all that has appeared meanwhile, the newest first');
select is(tests.read_all('tell_followers'), 0, 'what followers have heard of is not told again');

-- Who may not see it is not told.
select pg_temp.post('alice', 'connections');
select tests.reset_role();
select is(tests.read_all('tell_followers'), 0, 'what is for connections is not told to followers');
select tests.befriend('alice', 'bob');
select pg_temp.post('alice', 'connections');
select tests.reset_role();
select is(tests.read_all('tell_followers'), 1, 'unless they are connected');
select pg_temp.post('alice', 'followers');
select tests.reset_role();
select is(tests.read_all('tell_followers'), 1, 'what is for followers is for them');
select tests.authenticate_as(tests.user_id('alice'));
select public.archive_post(id) from (select pg_temp.post('alice') as id) post;
select tests.reset_role();
select is(tests.read_all('tell_followers'), 0, 'what is gone before they could be told is not told');
select tests.events('feed');

-- A bound on the people of a post, and on the posts of an event.
delete from private.rate_buckets;
select pg_temp.post('alice') from generate_series(1, 22);
select tests.reset_role();
select tests.read_all('tell_followers');
select is(jsonb_array_length(payload -> 'post_ids'), 20, 'an event names the last 20 posts') from tests.events('feed');

-- A post whose media fail.
create temporary table slow as
select id, tests.create_media('alice', 'image', 'processing') as medium from (select gen_random_uuid() as id) client;
grant select on slow to authenticated;
select tests.authenticate_as(tests.user_id('alice'));
select public.create_post(id, 'image', media_ids => array[medium]) from slow;
select tests.reset_role();
select tests.events('post');
select is_empty($$ select * from tests.events('post') $$, 'a post that waits for its media has not appeared');
update private.media set status = 'failed', error = 'broken' where id = (select medium from slow);
select is(payload ->> 'state', 'failed', 'its author hears that they have failed') from tests.events('post');
create temporary table later as select tests.create_media('alice', 'image', 'processing') as medium;
grant select on later to authenticated;
select tests.authenticate_as(tests.user_id('alice'));
select public.create_post(gen_random_uuid(), 'image', media_ids => array[medium]) from later;
select tests.reset_role();
update private.media set status = 'ready', error = null where id = (select medium from later);
select is(payload ->> 'state', 'published', 'nobody else hears that a post has appeared') from tests.events('post');
select is(tests.read_all('tell_followers'), 1, 'followers hear of a post when it has appeared');
select * from finish();
rollback;
