-- What the schema-wide pass (tests/database/schema) looks at: our schemas, without what extensions brought.
create view tests.our_relations as
select class.*, class.oid::regclass::text as name, schema.nspname as schema
from pg_class class
join pg_namespace schema on schema.oid = class.relnamespace and schema.nspname in ('public', 'private', 'analytics')
where not exists (
  select from pg_depend where classid = 'pg_class'::regclass and objid = class.oid and deptype = 'e');

create view tests.our_functions as
select proc.*, proc.oid::regprocedure::text as name, schema.nspname as schema
from pg_proc proc
join pg_namespace schema on schema.oid = proc.pronamespace and schema.nspname in ('public', 'private', 'analytics')
where not exists (
  select from pg_depend where classid = 'pg_proc'::regclass and objid = proc.oid and deptype = 'e');

-- Every privilege that somebody holds, the built-in defaults included. `grantee` 0 is PUBLIC.
create view tests.our_grants as
select relation.schema, relation.name, relation.relkind::text as kind, grantee, privilege_type
from tests.our_relations relation,
  aclexplode(coalesce(relacl, acldefault((case relkind when 'S' then 's' else 'r' end)::"char", relowner)))
where relkind not in ('i', 'I')
union all
select relation.schema, relation.name || '.' || attname, 'column', grantee, privilege_type
from tests.our_relations relation
join pg_attribute on attrelid = relation.oid and attnum > 0 and not attisdropped, aclexplode(attacl)
union all
select routine.schema, routine.name, 'function', grantee, privilege_type
from tests.our_functions routine, aclexplode(coalesce(proacl, acldefault('f', proowner)))
union all
select nspname, nspname, 'schema', grantee, privilege_type
from pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner)))
where nspname in ('public', 'private', 'analytics');
