begin;
select plan(20);

select ok(private.is_username_reserved(name), name || ' is reserved')
from unnest(array['admin', 'support', 'plaza', 'moderator', 'www', '404']) name;
select ok(private.is_username_reserved(name), name || ' looks like a reserved name')
from unnest(array['adm1n', 'ADMIN', 'a.d_m.i.n', 'adrnin', 'supp0rt', 'p1aza', 'vvvvvv', '5t4ff']) name;
select ok(not private.is_username_reserved(name), name || ' is nobody''s but its finder''s')
from unnest(array['alice', 'administrador', 'plazas', 'soa']) name;

select tests.create_user('alice');
select cmp_ok(cardinality(private.suggest_usernames('alice')), '=', 3, 'there are suggestions for a taken name');
select is(
  (select count(*) from unnest(private.suggest_usernames('a.very.long.username_of_som012')) suggestion
   where suggestion ~ '^[a-z0-9][a-z0-9._]{1,28}[a-z0-9_]$'), 3::bigint,
  'also for one that leaves no room behind it');

select * from finish();
rollback;
