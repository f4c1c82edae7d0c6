-- What a client may read as a table is written down here, with what a filter could do to it in mind: a filter may be any
-- comparison and any regular expression, without a limit.
begin;
select plan(4);

select set_eq($$
  select relation.relname::text from pg_class relation
  where relation.relnamespace = 'public'::regnamespace and relation.relkind in ('r', 'p', 'v', 'm')
    and has_any_column_privilege('authenticated', relation.oid, 'select') $$, array[
  -- The catalogue.
  'interests',
  -- One's own rows, by policy.
  'blocks', 'follows', 'follow_requests', 'connection_requests', 'connections', 'mutes', 'post_reactions', 'comment_reactions',
  'post_shares', 'saved_posts',
  -- One's own, and for moderators all.
  'verification_requests'], 'clients read these tables, and no other');
select set_eq($$
  select relation.relname::text from pg_class relation
  where relation.relnamespace = 'public'::regnamespace and relation.relkind in ('r', 'p', 'v', 'm')
    and has_any_column_privilege('anon', relation.oid, 'select') $$, array['interests'], 'nobody who is not signed in reads any but the catalogue');

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol']) name;
select tests.befriend('alice', 'bob');
select tests.create_post('alice', id => '99999999-9999-9999-9999-999999999999');
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('alice'), tests.user_id('bob'));
insert into public.mutes (muter_id, muted_id) values (tests.user_id('alice'), tests.user_id('bob'));
insert into public.follows (follower_id, followee_id) values (tests.user_id('alice'), tests.user_id('bob'));
insert into public.follow_requests (follower_id, followee_id) values (tests.user_id('alice'), tests.user_id('bob'));
insert into public.connection_requests (requester_id, addressee_id) values (tests.user_id('alice'), tests.user_id('bob'));
insert into public.post_reactions (post_id, user_id, emoji) values ('99999999-9999-9999-9999-999999999999', tests.user_id('alice'), '❤️');
insert into public.saved_posts (user_id, post_id) values (tests.user_id('alice'), '99999999-9999-9999-9999-999999999999');
insert into public.post_shares (post_id, user_id, via) values ('99999999-9999-9999-9999-999999999999', tests.user_id('alice'), 'repost');
insert into public.verification_requests (profile_id, statement) values (tests.user_id('alice'), 'I am who I say that I am.');

create function pg_temp.rows_of(username text) returns table (name text, rows bigint) language plpgsql as $$
begin
  perform tests.authenticate_as(tests.user_id(username));
  for name in select unnest(array['blocks', 'follows', 'follow_requests', 'connection_requests', 'connections', 'mutes', 'post_reactions',
    'post_shares', 'saved_posts', 'verification_requests']) loop
    -- No star: of verification_requests one column is not for clients.
    execute format('select count(*) from public.%I', name) into rows;
    return next;
  end loop;
end
$$;
select is_empty($$ select * from pg_temp.rows_of('carol') where rows > 0 $$, 'a stranger reads no row of others in any of them');
select tests.reset_role();
select is_empty($$ select * from pg_temp.rows_of('alice') where rows = 0 $$, 'everybody reads rows of their own in all of them');

select * from finish();
rollback;
