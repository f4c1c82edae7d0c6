begin;
select plan(6);

-- The right to enter the schema public is Postgres' own, and opens nothing inside.
select is_empty($$
  select name, privilege_type from tests.our_grants
  where grantee = 0 and (name, privilege_type) <> ('public', 'USAGE')
$$, 'nothing is granted to PUBLIC');

select is_empty($$
  select name, grantee::regrole, privilege_type from tests.our_grants
  where schema = 'private' and kind not in ('schema', 'function')
    and grantee in ('anon'::regrole, 'authenticated'::regrole)
$$, 'clients have no grant on a table, view or sequence in private');

select is_empty($$
  select name, grantee::regrole from tests.our_grants
  where kind = 'schema' and privilege_type = 'CREATE'
    and grantee in ('anon'::regrole, 'authenticated'::regrole, 'service_role'::regrole)
$$, 'no API role may create objects');

select is_empty($$
  select name, grantee::regrole, privilege_type from tests.our_grants
  where kind in ('r', 'p', 'v', 'm') and privilege_type not in ('SELECT', 'DELETE')
    and grantee in ('anon'::regrole, 'authenticated'::regrole)
$$, 'clients insert and update by column lists, and may do nothing to a table beyond reading and writing rows');

select is_empty($$
  select defaclnamespace::regnamespace, defaclobjtype, grantee::regrole, privilege_type
  from pg_default_acl, aclexplode(defaclacl)
  where defaclrole = 'postgres'::regrole
    and (defaclnamespace = 0 or defaclnamespace::regnamespace::text in ('public', 'private', 'analytics'))
    and grantee in (0, 'anon'::regrole, 'authenticated'::regrole)
    and (defaclobjtype, grantee) <> ('T', 0)
$$, 'no default privilege opens a new object to clients');

select ok(exists (
  select from pg_default_acl
  where defaclrole = 'postgres'::regrole and defaclnamespace = 0 and defaclobjtype = 'f'
), 'new functions are not executable by PUBLIC, which is Postgres'' built-in default');

select * from finish();
rollback;
