begin;
select plan(3);

select tests.create_user('alice'), tests.create_user('bob'), tests.create_user('carol');
insert into private.match_tickets (person_id, mode, intent, is_minor, gender, age, place_key)
select tests.user_id(name), 'compatible', 'friendship', false, 'other', 35, 0 from unnest(array['alice', 'bob', 'carol']) name;
insert into private.presence (profile_id, device, seen_at)
select tests.user_id(name), 'web', now() from unnest(array['alice', 'bob', 'carol']) name;
create function pg_temp.fit(one text, other text) returns boolean language sql as $$
  select count(*) = 2 from private.weigh_pairs(array[tests.user_id(one), tests.user_id(other)], '{1,2}', '{2,1}') $$;
select ok(pg_temp.fit('alice', 'bob'), 'two who look for the same fit each other');
select tests.authenticate_as(tests.user_id('alice'));
select public.report('user', tests.user_id('bob'), 'harassment');
select tests.reset_role();
select ok(not pg_temp.fit('alice', 'bob'), 'whoever has reported somebody is never matched with them');
select ok(pg_temp.fit('bob', 'carol'), 'others still are');

select * from finish();
rollback;
