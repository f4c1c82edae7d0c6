begin;
select plan(24);

-- Half of what there is is about cats, and a third of it by bob.
select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave', 'eve', 'frank', 'grace']) name;
create temporary table world on commit drop as
select n, tests.create_post(
    (array['bob', 'carol', 'dave', 'bob', 'eve', 'frank'])[1 + n % 6], 'post ' || n,
    hashtags => case when n % 2 = 0 then array['Cats', 'pets'] else array['music'] end) as id
from generate_series(1, 240) n;
select private.refresh_feed_sources();
grant select on world to authenticated;

-- The share of a topic, or of an author, in the first 50 of what alice would get at a moment.
create function pg_temp.first_fifty(at timestamptz) returns uuid[] language sql as $$
  select (private.rank_feed(tests.user_id('alice'), 'home', array_agg(post_id), array_agg(reason), array_agg(closeness), '{}', at)).post_ids[1:50]
  from private.feed_candidates(tests.user_id('alice'), at)
$$;
create function pg_temp.share_of_cats(at timestamptz) returns float language sql as $$
  select avg((post.hashtags @> '{Cats}')::int) from unnest(pg_temp.first_fifty(at)) id join public.posts post using (id)
$$;
create function pg_temp.share_of_bob(at timestamptz) returns float language sql as $$
  select avg((post.author_id = tests.user_id('bob'))::int) from unnest(pg_temp.first_fifty(at)) id join public.posts post using (id)
$$;
-- As alice's client, with the rights to call what ranks.
create function pg_temp.as_alice() returns void language sql as $$
  select set_config('request.jwt.claims', json_build_object('sub', tests.user_id('alice'), 'role', 'authenticated', 'sid', tests.user_id('alice'))::text, true)
$$;

select pg_temp.as_alice();
create temporary table before on commit drop as select pg_temp.share_of_cats(now()) as cats, pg_temp.share_of_bob(now()) as bob;
select cmp_ok((select cats from before), '>', 0.2::float, 'there are cats in the feed');
select cmp_ok((select bob from before), '>', 0.1::float, 'there are posts of bob in the feed');

select tests.authenticate_as(tests.user_id('alice'));
create temporary table cats on commit drop as
select public.not_interested((select id from world where n = 2), 'topic') as answer;
select is((select answer - array['id', 'created_at', 'fades_at', 'post_id'] from cats), '{"reason": "topic", "author": null, "topics": ["cats", "pets"]}',
  'the call answers what changed');
select is((select (answer ->> 'fades_at')::timestamptz from cats), now() + interval '30 days', 'the answer says until when');
select tests.reset_role();
select pg_temp.as_alice();
select cmp_ok(pg_temp.share_of_cats(now()), '<=', 0.2 * (select cats from before), 'after one call the share of the topic in the next fifty falls by at least four fifths');
select cmp_ok(pg_temp.share_of_cats(now() + interval '15 days'), '>', pg_temp.share_of_cats(now()), 'after half of the thirty days some of it is back');
select cmp_ok(pg_temp.share_of_cats(now() + interval '15 days'), '<', (select cats from before), 'half of the time does not bring all of it back');
select cmp_ok(pg_temp.share_of_cats(now() + interval '31 days'), '>', 0.7 * (select cats from before), 'after thirty days it is as if nothing had been said');
select ok((select id from world where n = 2) <> all (pg_temp.first_fifty(now() + interval '31 days')), 'only the post itself stays away');

select tests.authenticate_as(tests.user_id('alice'));
select is(public.undo_not_interested((select (answer ->> 'id')::uuid from cats)) ->> 'undone', 'true', 'it can be taken back');
select is(public.list_not_interested() -> 'items', '[]', 'then it is no longer listed');
select tests.reset_role();
select pg_temp.as_alice();
select cmp_ok(pg_temp.share_of_cats(now()), '>', 0.7 * (select cats from before), 'the topic is back when it has been taken back');

select tests.authenticate_as(tests.user_id('alice'));
select is(public.not_interested((select id from world where n = 3), 'author') -> 'author' ->> 'username', 'bob', 'of an author it answers whom');
select tests.reset_role();
select pg_temp.as_alice();
select cmp_ok(pg_temp.share_of_bob(now()), '<=', 0.2 * (select bob from before), 'after one call the share of the author falls by at least four fifths');

-- Pages.
select tests.authenticate_as(tests.user_id('alice'));
create temporary table page on commit drop as select public.home_feed(page_size => 10) as page;
select public.not_interested((select (page -> 'items' -> 0 ->> 'id')::uuid from page), 'post');
select isnt_empty($$ select jsonb_array_elements(public.home_feed((select page ->> 'next_cursor' from page), 10) -> 'items') $$,
  'who is in the middle of a list reads on in a new one');
select is(public.list_not_interested(page_size => 1) #>> '{items,0,reason}', 'post', 'the list begins with the last');
select is(public.list_not_interested(public.list_not_interested(page_size => 1) ->> 'next_cursor', 1) #>> '{items,0,author,username}', 'bob',
  'the next page of the list has the one before');
select public.not_interested((select id from world where n = 3), 'post');
select is(jsonb_array_length(public.list_not_interested() -> 'items'), 2, 'of one post there is one refusal, the last one');

-- What is refused.
select tests.throws_code($$ select public.not_interested((select id from world where n = 3), 'nothing') $$, 'INVALID_ARGUMENT', 422, 'a reason is one of three');
select tests.throws_code($$ select public.not_interested(gen_random_uuid(), 'post') $$, 'POST_NOT_FOUND', 404, 'a post that is not there cannot be refused');
select tests.reset_role();
select tests.create_post('alice', 'own', id => '99999999-9999-4999-8999-999999999991'), tests.create_post('bob', 'plain', id => '99999999-9999-4999-8999-999999999992');
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code($$ select public.not_interested('99999999-9999-4999-8999-999999999991', 'post') $$, 'INVALID_ARGUMENT', 422, 'an own post cannot be refused');
select tests.throws_code($$ select public.not_interested('99999999-9999-4999-8999-999999999992', 'topic') $$, 'INVALID_ARGUMENT', 422, 'the topic of a post without any cannot be refused');
-- Somebody else's.
select tests.authenticate_as(tests.user_id('carol'));
select is(public.list_not_interested() -> 'items', '[]', 'nobody sees what others have refused');
select tests.reset_role();
select set_config('test.refusal', (select id::text from private.not_interested where person_id = tests.user_id('alice') limit 1), true);
select tests.authenticate_as(tests.user_id('carol'));
select public.undo_not_interested(current_setting('test.refusal')::uuid);
select tests.reset_role();
select is((select count(*) from private.not_interested where person_id = tests.user_id('alice'))::int, 2, 'nobody takes back what another has refused');

select * from finish();
rollback;
