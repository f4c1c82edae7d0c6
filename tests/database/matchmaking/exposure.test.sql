-- Proposals are spread: another crowd at each run, in which some are told yes ten times as readily as others.
begin;
select plan(4);

create temporary table drawn as select round(random()::numeric, 6) as seed;
select diag('seed ' || seed), setseed(seed::float8) from drawn;
create temporary table crowd as select n, tests.create_user('person' || n) as id from generate_series(1, 61) n;
create function pg_temp.look(person uuid, given double precision, liked double precision) returns void language sql as $$
  insert into private.match_tickets (person_id, mode, intent, is_minor, gender, age, place_key, gives, gets, newness)
  values (person, 'compatible', 'friendship', false, 'other', 30, private.place_key(null, null, null), given, liked, 0.1);
  insert into private.presence (profile_id, device, seen_at) values (person, 'web', now()) $$;
select pg_temp.look(id, 4 * random() - 2, 4 * random() - 2) from crowd;
create temporary table asked (round int, person_id uuid);

-- A round: eight look for somebody, and all proposals come to nothing.
create function pg_temp.play(round int, who uuid[]) returns void language plpgsql as $$
begin
  perform private.match_now(person) from unnest(who) person;
  insert into asked select play.round, side.person_id from private.match_proposals proposal
  cross join lateral (values (low_id), (high_id)) side (person_id) where proposal.state = 'open';
  perform private.end_proposal(proposal, 'cancelled', '{}') from private.match_proposals proposal where proposal.state = 'open';
end $$;
select pg_temp.play(round, array(select id from crowd where round = round order by random() limit 8)) from generate_series(1, 60) round;

create temporary table counted as
select person.id, count(asked.person_id) as times from crowd person left join asked on asked.person_id = person.id group by person.id;
select cmp_ok((select count(*) from asked), '>', 500::bigint, 'there were many proposals');
select cmp_ok((select max(times) from counted)::double precision, '<=', (select 3 * percentile_cont(0.5) within group (order by times) from counted),
  'nobody is proposed more than three times as often as the median, however popular');
select is_empty('select id from counted where times = 0', 'nobody is left out, however unpopular');

select tests.create_user('newcomer');
select pg_temp.look(tests.user_id('newcomer'), 0, -2);
select pg_temp.play(61, array(select id from crowd order by random() limit 2)), pg_temp.play(62, array(select id from crowd order by random() limit 2));
select isnt_empty($$ select from asked where person_id = tests.user_id('newcomer') $$, 'a newcomer is proposed within the first two rounds, without asking');

select * from finish();
rollback;
