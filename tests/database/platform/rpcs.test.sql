begin;
select plan(1);

select is_empty($$
  select proname from tests.our_functions join pg_language language on language.oid = prolang
  where schema = 'public' and lanname <> 'plpgsql'
$$, 'every RPC keeps its plans, as PL/pgSQL does');

select * from finish();
rollback;
