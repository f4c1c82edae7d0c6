begin;
select plan(2);

select is_empty($$
  select name from tests.our_relations
  where relkind = 'v' and not coalesce(reloptions, '{}') && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1']
$$, 'every view runs with the rights of its caller');

-- Row level security does not reach a materialized view.
select is_empty($$
  select name, grantee::regrole from tests.our_grants
  where kind = 'm' and grantee in ('anon'::regrole, 'authenticated'::regrole)
$$, 'no materialized view is granted to clients');

select * from finish();
rollback;
