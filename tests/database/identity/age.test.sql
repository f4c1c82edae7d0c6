begin;
select plan(9);

create function pg_temp.born(years int, days int default 0) returns date language sql as $$
  select ((now() at time zone 'UTC')::date - make_interval(years => years))::date + days
$$;
create function pg_temp.account(username text, birth_date date) returns void language sql as $$
  insert into private.accounts (id, username, email, phone, birth_date)
  values (tests.user_id(username), username, username || '@example.com', '+49151' || (100000 + hashtext(username) % 90000), birth_date);
$$;
create function pg_temp.profile(username text, looking_for text[]) returns void language sql as $$
  insert into public.profiles (id, username, first_name, last_name, gender, looking_for)
  values (tests.user_id(username), username, 'A', 'B', 'other', looking_for)
$$;

select lives_ok($$select pg_temp.account('child', pg_temp.born(13))$$, 'whoever is 13 today may have an account');
select throws_ok($$select pg_temp.account('toddler', pg_temp.born(13, 1))$$, '23514', null, 'whoever will be 13 tomorrow may not have an account yet');
select throws_ok($$select pg_temp.account('ghost', '1899-12-31')$$, '23514', null, 'nobody is that old');
select is(private.age(pg_temp.born(18)), 18, 'a birthday counts from its morning');
select is(private.age(pg_temp.born(18, 1)), 17, 'a birthday does not count before its morning');

select lives_ok($$select pg_temp.profile('child', '{friendship}')$$, 'a child looks for friends');
select tests.throws_code($$update public.profiles set looking_for = '{friendship,dating}'$$, 'TOO_YOUNG', 422, 'a child looks for no date');
select pg_temp.account('adult', pg_temp.born(18));
select lives_ok($$select pg_temp.profile('adult', '{dating}')$$, 'an adult may look for one');
select lives_ok($$update public.profiles set first_name = 'C'$$, 'other changes are nobody''s age''s business');

select * from finish();
rollback;
