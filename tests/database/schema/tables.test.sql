begin;
select plan(6);

select is_empty($$
  select name from tests.our_relations where schema = 'public' and relkind in ('r', 'p') and not relrowsecurity
$$, 'every table in public has row level security');

select is_empty($$
  select name from tests.our_relations
  where schema = 'public' and relkind in ('r', 'p') and not relispartition
    and not exists (select from pg_policy where polrelid = our_relations.oid)
    and coalesce(obj_description(our_relations.oid, 'pg_class'), '') !~* 'no policy'
$$, 'every table in public has a policy, or a comment that says "no policy" and why');

select is_empty($$
  select name from tests.our_relations
  where relkind in ('r', 'p', 'v', 'm') and not relispartition and obj_description(our_relations.oid, 'pg_class') is null
$$, 'every table and view has a comment');

select is_empty($$
  select name from tests.our_relations
  where relkind in ('r', 'p') and not relispartition
    and not exists (select from pg_constraint where conrelid = our_relations.oid and contype = 'p')
$$, 'every table has a primary key');

-- An index serves a foreign key when its first columns are the key's, or when it is unique over some of them. It may leave out
-- the rows whose key is null.
select is_empty($$
  select name || ': ' || conname
  from tests.our_relations
  join pg_constraint on conrelid = our_relations.oid and contype = 'f' and conparentid = 0
  where not exists (
    select from pg_index
    where indrelid = conrelid and (indpred is null or pg_get_expr(indpred, indrelid) = (
        select format('(%I IS NOT NULL)', attname) from pg_attribute where attrelid = conrelid and attnum = conkey[1]))
      and (indkey::int2[])[0:least(indnkeyatts, cardinality(conkey)) - 1] <@ conkey
      and (indnkeyatts >= cardinality(conkey) or indisunique))
$$, 'every foreign key has an index');

select is_empty($$
  select name || '.' || attname
  from tests.our_relations join pg_attribute on attrelid = our_relations.oid and attnum > 0 and not attisdropped
  where relkind in ('r', 'p', 'v', 'm', 'c') and atttypid in ('timestamp'::regtype, 'timestamp[]'::regtype)
$$, 'every column of time is timestamptz');

select * from finish();
rollback;
