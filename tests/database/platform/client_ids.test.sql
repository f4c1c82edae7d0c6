-- What was right once stays so: a retry finds what it made by its client_id, whatever has changed meanwhile.
begin;
select plan(5);

select tests.create_user(name) from unnest(array['alice', 'bob']) name;
create temporary table made as select post, tests.create_talk('alice', 'bob') as talk from tests.create_post('alice') post;
-- Each function of the API with a client_id: arguments that are right, and the same call with others that never are.
create temporary table way (name text, good text, bad text);
insert into way select name, format(good, case name when 'send_message' then talk else post end), format(bad, case name when 'send_message' then talk else post end) from made, (values
  ('create_post', '''text'', ''hello''', '''nonsense'', '''', publish_at => now() - interval ''1 day'''),
  ('add_comment', '%L, ''hello''', '%L, '''''),
  ('send_message', '%L, ''text'', ''hello''', '%L, ''nonsense'', '''''),
  ('create_group', '''Club''', '''''')) given (name, good, bad);
grant select on way to authenticated;
select set_eq($$ select routine.proname::text from pg_proc routine
  where routine.pronamespace = 'public'::regnamespace and 'client_id' = any (routine.proargnames) $$,
  'select name from way', 'every function with a client_id is tried');

select tests.authenticate_as(tests.user_id('alice'));
create function pg_temp.id_of(statement text) returns text language plpgsql as $$
declare
  answer jsonb;
begin
  execute statement into answer;
  return coalesce(answer ->> 'id', answer #>> '{conversation,id}');
end
$$;
grant execute on function pg_temp.id_of to authenticated;
select is(pg_temp.id_of(format('select public.%s(%L, %s)', name, client, bad)), first, format('a retry of %s is answered with what there is', name))
from (select name, bad, client, pg_temp.id_of(format('select public.%s(%L, %s)', name, client, good)) as first
  from (select way.*, gen_random_uuid() as client from way) tried) tried;
select * from finish();
rollback;
