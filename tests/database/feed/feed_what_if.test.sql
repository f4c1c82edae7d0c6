-- Judging other weights on logs of which the true answer is known.
begin;
select plan(14);

select tests.create_user(name) from unnest(array['alice', 'bob']) name;
select tests.create_user('reader' || n) from generate_series(1, 60) n;
update private.accounts set app_role = 'admin' where username = 'alice';
update private.feed_weights set weight = 0.1 where feed = 'home' and factor = 'temperature';
create temporary table post on commit drop as
select tests.create_post('bob', 'liked') as liked, tests.create_post('bob', 'not liked') as not_liked, tests.create_post('bob', 'third') as third;

-- The factors of a candidate of which only one differs from 0.
create function pg_temp.factors(name text, value real) returns real[] language sql as $$
  select array_agg(case when factor = name then value else 0 end order by place) from unnest(private.feed_factor_names()) with ordinality known (factor, place)
$$;
create function pg_temp.log(n int, ids uuid[], factors real[], propensities real[], served int) returns void language sql as $$
  insert into private.feed_log (id, person_id, feed, served_at, post_ids, factors, propensities, served, weights)
  select private.uuid_v7(), tests.user_id('reader' || n), 'home', now() - interval '1 hour', ids, factors, propensities, served,
    private.weights_for('home', private.feed_settings_of(tests.user_id('reader' || n)))
$$;
create function pg_temp.judge(weights jsonb) returns jsonb language sql as $$ select private.judge_weights(weights, 'home', 5) $$;

-- Everybody likes the one and does not like the other; half of the lists begin with the one.
insert into public.post_reactions (post_id, user_id, emoji) select liked, tests.user_id('reader' || n), '👍' from post, generate_series(1, 60) n;
select pg_temp.log(1 + n % 60, case when n % 2 = 0 then array[liked, not_liked] else array[not_liked, liked] end,
  case when n % 2 = 0 then array[pg_temp.factors('viral', 1), pg_temp.factors('viral', 0)] else array[pg_temp.factors('viral', 0), pg_temp.factors('viral', 1)] end,
  '{0.5,1}', 1)
from post, generate_series(1, 400) n;
-- A weight that makes the one three times as likely to be first: ln 3 of the temperature more than now.
create temporary table answer on commit drop as
select pg_temp.judge(jsonb_build_object('viral', (select weight from private.feed_weights where feed = 'home' and factor = 'viral') + 0.1 * ln(3))) as told;
select is((select told #>> '{now,value}' from answer)::numeric, 0.5, 'now half of the first places are liked');
select ok((select abs((told #>> '{then,value}')::numeric - 0.75) < 0.001 from answer), 'with the other weight three quarters would be');
select ok((select abs((told #>> '{difference,value}')::numeric - 0.25) < 0.001 from answer), 'the difference is told');
select ok((select (told #>> '{difference,low}')::numeric > 0 and (told #>> '{difference,low}')::numeric < 0.25 and (told #>> '{difference,high}')::numeric > 0.25 from answer),
  'the interval of the difference holds the truth and excludes that there is none');
select is((select told - array['now', 'then', 'difference', 'effective'] from answer), '{"lists": 400, "people": 60, "places": 1}', 'it is told what it rests on');
select ok((select (told ->> 'effective')::int = 320 from answer), 'lists weighed by 1.5 and 0.5 are worth four fifths of their number');
select is((pg_temp.judge(jsonb_build_object('viral', (select weight from private.feed_weights where feed = 'home' and factor = 'viral')))) #>> '{difference,value}', '0.0000',
  'the weights of now make no difference');

-- Longer lists: every order of three, each as often as its chance of now. What somebody does with a place depends on those before it.
delete from private.feed_log where true;
delete from public.post_reactions where true;
create temporary table liking (id uuid, factor real);
insert into liking select liked, 0 from post union all select not_liked, 0.1 from post union all select third, 0.3 from post;
insert into public.post_reactions (post_id, user_id, emoji) select (select not_liked from post), tests.user_id('reader' || n), '👍' from generate_series(1, 60) n;
insert into public.saved_posts (post_id, user_id) select (select third from post), tests.user_id('reader' || n) from generate_series(1, 60) n;
create temporary table ordering on commit drop as
select one.id as a, two.id as b, three.id as c, one.factor as fa, two.factor as fb, three.factor as fc,
  row_number() over () as n
from liking one, liking two, liking three where one.id <> two.id and two.id <> three.id and one.id <> three.id;
select pg_temp.log((1 + (n + 6 * times) % 60)::int, array[a, b, c], array[pg_temp.factors('viral', fa), pg_temp.factors('viral', fb), pg_temp.factors('viral', fc)],
  array[1 / 3.0, 1 / 2.0, 1]::real[], 3)
from ordering, generate_series(1, 45) times;
-- By brute force: the law of Plackett and Luce with the other weight, place by place.
create function pg_temp.truth(more float) returns numeric language sql as $$
  with chance as (
    select *, exp(more * fa / 0.1) / (select sum(exp(more * factor / 0.1)) from liking)
      * exp(more * fb / 0.1) / (select sum(exp(more * factor / 0.1)) from liking where id <> a) as p
    from ordering
  ), reward as (
    select post.liked as id, 0 as value from post union all select post.not_liked, 1 from post union all select post.third, 2 from post
  )
  select (sum(p * (first.value + second.value)) / 2)::numeric
  from chance join reward first on first.id = a join reward second on second.id = b
$$;
update private.feed_log set served = 2 where true;
select ok((select abs((pg_temp.judge(jsonb_build_object('viral', (select weight from private.feed_weights where feed = 'home' and factor = 'viral') + 0.3)) #>> '{then,value}')::numeric
  - pg_temp.truth(0.3)) < 0.001), 'lists of three places agree with the law by brute force');
select ok((select abs((pg_temp.judge(jsonb_build_object('viral', (select weight from private.feed_weights where feed = 'home' and factor = 'viral') - 0.2)) #>> '{then,value}')::numeric
  - pg_temp.truth(-0.2)) < 0.001), 'a smaller weight agrees with it, too');

-- When there is no answer.
select tests.throws_code($$ select pg_temp.judge('{"viral": 10}') $$, 'FEED_LOG_TOO_SMALL', 409, 'weights that the log says too little about are not judged');
delete from private.feed_log where person_id <> tests.user_id('reader1');
select tests.throws_code($$ select pg_temp.judge('{"viral": 0.5}') $$, 'FEED_LOG_TOO_SMALL', 409, 'a log of few people is not judged');
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code($$ select public.feed_what_if('{"nothing": 1}') $$, 'INVALID_FEED_SETTINGS', 422, 'an unknown factor is refused');
select tests.throws_code($$ select public.feed_what_if('{"viral": 1e99}') $$, 'INVALID_FEED_SETTINGS', 422, 'a weight out of bounds is refused');
-- The account says who is an admin, whatever the token says.
select tests.authenticate_as(tests.user_id('bob'), '{"app_role": "admin"}');
select tests.throws_code($$ select public.feed_what_if('{"viral": 1}') $$, 'NOT_ALLOWED', 403, 'whoever is no admin judges nothing');

select * from finish();
rollback;
