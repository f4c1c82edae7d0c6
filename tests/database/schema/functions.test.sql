begin;
select plan(5);

select is_empty($$
  select name from tests.our_functions
  where prokind <> 'a' and not coalesce(proconfig, '{}') @> array['search_path=""']
$$, 'every function has an empty search_path');

select is_empty($$
  select name from tests.our_functions where obj_description(our_functions.oid, 'pg_proc') is null
$$, 'every function has a comment');

select is_empty($$
  select name from tests.our_functions where schema in ('public', 'analytics') and prosecdef
$$, 'no function of an exposed schema runs with its owner''s rights');

select is_empty($$
  select name from tests.our_functions
  where schema = 'public' and prorettype <> 'trigger'::regtype and pronargs > 0
    and (proargnames is null or '' = any(proargnames))
$$, 'every argument of a function in public has a name');

select is_empty($$
  select name from tests.our_functions
  where exists (select from unnest(proargnames) argument where argument ~ '^p_' or argument !~ '^[a-z0-9_]*$')
$$, 'arguments are named for the API, in snake case and without p_');

select * from finish();
rollback;
