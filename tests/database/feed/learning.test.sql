-- What ranking learns from what people do, and that nobody can teach it more than one person has to say.
begin;
select plan(27);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave', 'eve']) name;
create temporary table post on commit drop as select tests.create_post('bob', 'a post', hashtags => array['Sea']) as id;
create function pg_temp.post() returns uuid language sql as $$ select id from post $$;
create function pg_temp.does(who text, kind text, details jsonb default '{}') returns void language sql as $$
  insert into private.engagement (kind, actor_id, subject_id, target_id, details, happened_at)
  values (does.kind, tests.user_id(who), tests.user_id('bob'), pg_temp.post(), does.details, clock_timestamp())
$$;
create function pg_temp.read() returns int language sql as $$ select tests.read_all('learn_from_engagement') $$;
-- What the post has gathered beyond the half reaction that it began with.
create function pg_temp.warmth() returns numeric language sql as $$
  select round((private.heat_at(heat, now(), private.post_half_life()) - 0.5)::numeric, 2) from private.post_signals where post_id = pg_temp.post()
$$;
create function pg_temp.engagers() returns text language sql as $$
  select engagers || ' ' || array(select username from unnest(recent_engager_ids) with ordinality known (id, n) join public.profiles using (id) order by n)::text
  from private.post_signals where post_id = pg_temp.post()
$$;

select pg_temp.does('alice', 'post_reaction'), pg_temp.does('carol', 'save'), pg_temp.does('dave', 'share');
select pg_temp.read();
select is(pg_temp.warmth(), 6.00, 'a reaction is 1, a save 2, a share 3');
select is(pg_temp.engagers(), '3 {dave,carol,alice}', 'who did something with it, the last first');
select pg_temp.does('alice', 'post_unreaction'), pg_temp.does('carol', 'unsave'), pg_temp.does('dave', 'unshare');
select pg_temp.read();
select is(pg_temp.warmth(), 0.00, 'what is taken back is gone');
select is(pg_temp.engagers(), '0 {}', 'who takes it back is no engager any more');

-- Taste.
select is((select round(private.heat_at(heat, now(), private.taste_half_life())::numeric, 2) from private.author_affinity where person_id = tests.user_id('carol')), 0.00,
  'what is taken back leaves no taste for the author');
select pg_temp.does('eve', 'save');
select pg_temp.read();
select is((select round(private.heat_at(heat, now(), private.taste_half_life())::numeric, 2) from private.author_affinity where person_id = tests.user_id('eve')), 2.00,
  'the taste for an author is what was done with the posts');
select is((select round(private.heat_at(heat, now(), private.taste_half_life())::numeric, 2) from private.topic_affinity where person_id = tests.user_id('eve')), 2.00,
  'the taste for a topic is what was done with the posts');
select is(private.heat_at(null, now(), '1 day'), 0::float, 'nothing weighs nothing');
select pg_temp.does('eve', 'unsave');
select pg_temp.read();
-- Loops.
select pg_temp.does('alice', kind) from generate_series(1, 20) n, unnest(array['post_reaction', 'post_unreaction']) kind;
select pg_temp.read();
select is(pg_temp.warmth(), 0.00, 'to like and unlike all the time warms nothing up');
select is(pg_temp.engagers(), '0 {}', 'to like and unlike all the time leaves no engager');
create function pg_temp.loop(times int) returns void language plpgsql as $$
begin
  for n in 1 .. times loop
    perform pg_temp.does('alice', 'post_reaction');
    perform pg_temp.read();
    perform pg_temp.does('alice', 'post_unreaction');
    perform pg_temp.read();
  end loop;
  perform pg_temp.does('alice', 'post_reaction');
  perform pg_temp.read();
end
$$;
select pg_temp.loop(5);
select is(pg_temp.warmth(), 1.00, 'to like and unlike from one reading to the next warms nothing up');
select is(pg_temp.engagers(), '1 {alice}', 'one person is one engager');
select is((select cardinality(liked_ids) from private.tastes where person_id = tests.user_id('alice')), 1, 'a post that somebody has liked again is liked once');
select pg_temp.does('alice', 'post_unreaction');
select pg_temp.read();
select is((select liked_ids from private.tastes where person_id = tests.user_id('alice')), '{}', 'what is taken back was not liked');
select pg_temp.does('alice', 'comment') from generate_series(1, 10);
select pg_temp.read();
select pg_temp.does('alice', 'comment') from generate_series(1, 10);
select pg_temp.read();
select is(pg_temp.warmth(), 2.00, 'twenty comments of one person count as one');
select pg_temp.does('carol', 'comment');
select pg_temp.read();
select is(pg_temp.warmth(), 4.00, 'one of somebody else counts');
-- Watch time, in pieces and again and again: through the function that reports it.
create function pg_temp.watches(who text, ms int) returns void language plpgsql as $$
declare
  id uuid := pg_temp.post();
begin
  perform tests.authenticate_as(tests.user_id(who));
  perform public.record_views(jsonb_build_array(jsonb_build_object('post_id', id, 'watched_ms', ms, 'source', 'home')));
  perform tests.reset_role();
end
$$;
select pg_temp.watches('dave', 15000);
select pg_temp.read();
select is(pg_temp.warmth(), 4.26, 'to look at it for a quarter of a minute is a quarter of a reaction');
select pg_temp.watches('dave', 20000) from generate_series(1, 20);
select pg_temp.read();
select is(pg_temp.warmth(), 4.50, 'however long and often somebody looks, it is half a reaction');

-- Whoever is hidden reaches nobody.
update public.profiles set hidden_until = 'infinity' where username = 'eve';
select pg_temp.does('eve', 'post_reaction'), pg_temp.does('eve', 'comment'), pg_temp.does('eve', 'share');
select pg_temp.read();
select is(pg_temp.warmth(), 4.50, 'what somebody does who is hidden and not told warms nothing up');
select is(pg_temp.engagers(), '2 {carol,alice}', 'somebody who is hidden is no engager');
select isnt_empty($$ select from private.author_affinity where person_id = tests.user_id('eve') $$, 'the feed of somebody who is hidden learns as ever, so that nothing tells them');
-- Own deeds.
select pg_temp.does('bob', 'comment'), pg_temp.does('bob', 'post_reaction');
select pg_temp.read();
select is(pg_temp.warmth(), 4.50, 'authors warm nothing up of their own');

-- Neighbours.
select pg_temp.does('dave', 'post_reaction');
select pg_temp.read();
select is((select array(select username from unnest(neighbour_ids) id join public.profiles using (id) order by 1)::text from private.tastes where person_id = tests.user_id('dave')),
  '{alice,carol}', 'who likes what others have liked becomes their neighbour');
create temporary table closeness on commit drop as select weights[1] as weight from private.tastes where person_id = tests.user_id('dave');
select pg_temp.does('dave', 'post_reaction', '{"previous": "x"}'), pg_temp.does('dave', 'save');
select pg_temp.read();
select cmp_ok((select weights[1] from private.tastes where person_id = tests.user_id('dave')), '<=', (select weight from closeness), 'one shared post brings them near once');
-- Others' likes become candidates, unless the neighbour is muted, blocked or hidden.
create temporary table liked on commit drop as select tests.create_post('bob', 'liked by carol') as id;
update private.tastes set liked_ids = array[(select id from liked)], liked_at = array[now()] where person_id = tests.user_id('carol');
create function pg_temp.reason(change text) returns text language plpgsql as $$
declare
  said text;
begin
  execute change;
  perform set_config('request.jwt.claims', json_build_object('sub', tests.user_id('dave'), 'role', 'authenticated')::text, true);
  said := (select reason from private.feed_candidates(tests.user_id('dave'), now()) where post_id = (select id from liked));
  raise exception sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return said;
end
$$;
select is(pg_temp.reason('select'), 'liked_by_similar', 'what a neighbour likes becomes a candidate');
select is(pg_temp.reason($$ insert into public.mutes (muter_id, muted_id, until) values (tests.user_id('dave'), tests.user_id('carol'), 'infinity') $$), 'latest', 'a neighbour who is muted brings nothing');
select is(
  pg_temp.reason($$ insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('carol'), tests.user_id('dave')) $$) || ' '
  || pg_temp.reason($$ update public.profiles set hidden_until = 'infinity' where username = 'carol' $$), 'latest latest', 'a neighbour who is blocked or hidden brings nothing');

select * from finish();
rollback;
