begin;
select plan(25);
select tests.open_tables();

-- alice writes; bob follows her, carol is connected with her, dave is nothing to her, erin is blocked.
select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave', 'erin', 'mod']) name;
update private.accounts set app_role = 'moderator' where username = 'mod';
insert into public.follows (follower_id, followee_id) values (tests.user_id('bob'), tests.user_id('alice'));
insert into public.connections (person_id, other_id) values
  (tests.user_id('carol'), tests.user_id('alice')), (tests.user_id('alice'), tests.user_id('carol'));
insert into public.follows (follower_id, followee_id) values (tests.user_id('erin'), tests.user_id('alice'));
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('alice'), tests.user_id('erin'));
select tests.create_post('alice', 'public'), tests.create_post('alice', 'followers', 'followers'), tests.create_post('alice', 'connections', 'connections');
insert into public.posts (author_id, client_id, kind, caption, state) select tests.user_id('alice'), gen_random_uuid(), 'text', state, state
from unnest(array['draft', 'scheduled', 'processing', 'failed']) state;
select tests.create_post('alice', 'archived'), tests.create_post('alice', 'deleted');
update public.posts set state = 'archived' where caption = 'archived';
update public.posts set deleted_at = now() where caption = 'deleted';

-- The policy, and the views that functions go by, by name of the reader.
create function pg_temp.seen_by(name text) returns text[] language plpgsql as $$
declare
  by_policy text;
  by_view text;
  one_by_one text;
begin
  perform tests.authenticate_as(tests.user_id(name));
  by_policy := (select string_agg(caption, ' ' order by caption) from public.posts);
  perform tests.become('none', jsonb_build_object('sub', tests.user_id(name), 'role', 'authenticated'));
  by_view := (select string_agg(caption, ' ' order by caption) from private.visible_posts);
  one_by_one := (select string_agg(caption, ' ' order by caption) from private.visible_single_posts);
  if by_view is distinct from one_by_one then
    raise 'A list has "%", one by one there are "%".', by_view, one_by_one;
  end if;
  perform tests.reset_role();
  return array[by_policy, by_view];
end $$;

select is(pg_temp.seen_by('alice'), array['archived connections deleted draft failed followers processing public scheduled',
  'connections followers public'], 'authors see all they have written; in lists, what is published');
select is(pg_temp.seen_by('bob'), array['followers public', 'followers public'], 'followers see what is for followers');
select is(pg_temp.seen_by('carol'), array['connections public', 'connections public'], 'connections see what is for connections');
select is(pg_temp.seen_by('dave'), array['public', 'public'], 'others see what is for everybody');
select is(pg_temp.seen_by('erin'), array[null, null]::text[], 'the blocked see nothing, though they follow');
select is(pg_temp.seen_by('mod'), array['public', 'public'], 'moderators read as everybody does: their work goes through its own functions');

select tests.as_service();
select is((select count(*) from public.posts), 9::bigint, 'the service key reads everything');
select tests.as_anon();
select throws_ok('select from public.posts', '42501', null, 'anon reads nothing');

select tests.reset_role();
update public.profiles set is_private = true where id = tests.user_id('alice');
select is(pg_temp.seen_by('dave'), array[null, null]::text[], 'an account that turns private closes its posts to everybody');
select is(pg_temp.seen_by('bob'), array['followers public', 'followers public'], 'an account that turns private keeps its posts open to its followers');
select tests.create_post('alice', 'public2');
select is(pg_temp.seen_by('dave'), array[null, null]::text[], 'also those that it writes then');
update public.profiles set is_private = false where id = tests.user_id('alice');
select is(pg_temp.seen_by('dave'), array['public public2', 'public public2'], 'until it opens again');
update private.accounts set deactivated_at = now() where username = 'alice';
select is(pg_temp.seen_by('bob'), array[null, null]::text[], 'an account that sleeps shows nothing to anybody');
update private.accounts set deactivated_at = null where username = 'alice';
select is(pg_temp.seen_by('bob'), array['followers public public2', 'followers public public2'], 'an account that wakes up shows all that it showed');

-- Everything that can be done to a post begins with seeing it.
create temporary table hidden_post as select id from public.posts where caption = 'followers';
grant select on hidden_post to authenticated;
select tests.authenticate_as(tests.user_id('dave'));
select tests.throws_code($$ select public.get_post((select id from hidden_post)) $$, 'POST_NOT_FOUND', 404, 'what cannot be seen cannot be read');
select tests.throws_code($$ select public.react('post', (select id from hidden_post)) $$, 'POST_NOT_FOUND', 404, 'what cannot be seen cannot be reacted to');
select tests.throws_code($$ select public.add_comment(gen_random_uuid(), (select id from hidden_post), 'x') $$, 'POST_NOT_FOUND', 404, 'what cannot be seen cannot be commented on');
select tests.throws_code($$ select public.list_comments((select id from hidden_post)) $$, 'POST_NOT_FOUND', 404, 'the comments of what cannot be seen cannot be read');
select tests.throws_code($$ select public.list_reactions('post', (select id from hidden_post)) $$, 'POST_NOT_FOUND', 404, 'the reactions to what cannot be seen cannot be read');
select tests.throws_code($$ select public.share_post((select id from hidden_post)) $$, 'POST_NOT_FOUND', 404, 'what cannot be seen cannot be shared');
select tests.throws_code($$ select public.save_post((select id from hidden_post)) $$, 'POST_NOT_FOUND', 404, 'what cannot be seen cannot be saved');
select tests.throws_code($$ select public.list_post_edits((select id from hidden_post)) $$, 'POST_NOT_FOUND', 404, 'the history of what cannot be seen cannot be read');
select is(public.record_views(jsonb_build_array(jsonb_build_object('post_id', (select id from hidden_post), 'watched_ms', 1, 'source', 'home'))) ->> 'counted', '0', 'what cannot be seen cannot be viewed');
select is((private.topic_access('post:' || (select id from hidden_post))).receive, '{}'::text[], 'the counters of what cannot be seen cannot be watched');
select tests.authenticate_as(tests.user_id('bob'));
select is((private.topic_access('post:' || (select id from hidden_post))).receive, '{broadcast}'::text[], 'which those may who see it');

select * from finish();
rollback;
