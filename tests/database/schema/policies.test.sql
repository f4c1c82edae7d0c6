begin;
select plan(2);

select is_empty($$
  select name || ': ' || polname
  from tests.our_relations join pg_policy on polrelid = our_relations.oid
  where 0 = any(polroles)
$$, 'every policy names its roles');

-- Several permissive policies are each evaluated for every row. A policy for all commands counts for each.
select is_empty($$
  select name, command, role::regrole, array_agg(polname order by polname)
  from tests.our_relations
  join pg_policy on polrelid = our_relations.oid and polpermissive,
    unnest(polroles) role,
    unnest(case polcmd when '*' then array['r', 'a', 'w', 'd'] else array[polcmd::text] end) command
  group by name, command, role
  having count(*) > 1
$$, 'there is one permissive policy a command and role');

select * from finish();
rollback;
