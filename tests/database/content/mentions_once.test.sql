begin;
select plan(2);

select tests.create_user('person' || n) from generate_series(1, 30) n;
create temporary sequence readings;
grant usage on sequence readings to public;
-- Each account used to be compared with a list that was read out of the text anew.
create or replace function private.usernames_in(written text) returns text[] language plpgsql immutable strict set search_path = '' as $$
begin
  perform nextval('pg_temp.readings');
  return array['person2', 'person3'];
end $$;
create temporary table post on commit drop as select tests.create_post('person1', id => '99999999-9999-9999-9999-999999999999') as id;
grant select on post to authenticated;
select setval('readings', 1);
select tests.authenticate_as(tests.user_id('person1'));
select is(jsonb_array_length(public.add_comment(gen_random_uuid(), id, 'Hello @person2 and @person3') -> 'mentions'), 2, 'a comment names those whom it mentions') from post;
select tests.reset_role();
select cmp_ok((select last_value from readings), '<=', 4::bigint, 'whom a text mentions is read out of it once, however many people there are');

select * from finish();
rollback;
