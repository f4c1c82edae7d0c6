begin;
select plan(1);

select is_empty($$
  select name from tests.our_relations where relname !~ '^[a-z][a-z0-9_]*$'
  union all
  select name || '.' || attname
  from tests.our_relations join pg_attribute on attrelid = our_relations.oid and attnum > 0 and not attisdropped
  where relkind in ('r', 'p', 'v', 'm', 'c') and attname !~ '^[a-z][a-z0-9_]*$'
  union all
  select name from tests.our_functions where proname !~ '^[a-z][a-z0-9_]*$'
  union all
  select name || ': ' || conname
  from tests.our_relations join pg_constraint on conrelid = our_relations.oid where conname !~ '^[a-z][a-z0-9_]*$'
  union all
  select typname
  from pg_type join pg_namespace schema on schema.oid = typnamespace and schema.nspname in ('public', 'private', 'analytics')
  where typtype in ('e', 'd', 'r') and typname !~ '^[a-z][a-z0-9_]*$'
  union all
  select enumlabel from pg_enum join pg_type on pg_type.oid = enumtypid
  join pg_namespace schema on schema.oid = typnamespace and schema.nspname in ('public', 'private', 'analytics')
  where enumlabel !~ '^[a-z][a-z0-9_]*$'
$$, 'every name is snake case and needs no quotes');

select * from finish();
rollback;
