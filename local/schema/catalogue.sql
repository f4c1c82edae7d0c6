-- What "supabase db diff" 3.1 does not look at, one fact a row, so that two databases can be compared as sets
-- of lines. Each part was added because a deliberate change of its kind went unnoticed (tests/workflow/drift.test.ts).
with
member as (
  select classid, objid from pg_catalog.pg_depend where deptype = 'e'
),
-- Objects made after initdb. `supabase_migrations` is the CLI's own record and exists on one side only.
relation as (
  select class.*, format('%I.%I', schema.nspname, class.relname) as name
  from pg_catalog.pg_class class
  join pg_catalog.pg_namespace schema on schema.oid = class.relnamespace
  where class.oid >= 16384 and schema.nspname !~ '^pg_' and schema.nspname <> 'supabase_migrations'
    and class.oid not in (select objid from member where classid = 'pg_catalog.pg_class'::regclass)
),
routine as (
  select proc.* from pg_catalog.pg_proc proc
  where proc.oid >= 16384 and pronamespace::regnamespace::text <> 'supabase_migrations'
    and proc.oid not in (select objid from member where classid = 'pg_catalog.pg_proc'::regclass)
),
-- Kinds that the CLI calls unmanaged.
unmanaged (classid, objid) as (
  select 'pg_catalog.pg_cast'::regclass, oid from pg_catalog.pg_cast
  union all select 'pg_catalog.pg_operator'::regclass, oid from pg_catalog.pg_operator
  union all select 'pg_catalog.pg_opclass'::regclass, oid from pg_catalog.pg_opclass
  union all select 'pg_catalog.pg_opfamily'::regclass, oid from pg_catalog.pg_opfamily
  union all select 'pg_catalog.pg_language'::regclass, oid from pg_catalog.pg_language
  union all select 'pg_catalog.pg_transform'::regclass, oid from pg_catalog.pg_transform
  union all select 'pg_catalog.pg_event_trigger'::regclass, oid from pg_catalog.pg_event_trigger
  union all select 'pg_catalog.pg_ts_parser'::regclass, oid from pg_catalog.pg_ts_parser
  union all select 'pg_catalog.pg_ts_template'::regclass, oid from pg_catalog.pg_ts_template
),
privilege (object, acl) as (
  select 'database', coalesce(datacl, pg_catalog.acldefault('d', datdba))
  from pg_catalog.pg_database where datname = current_database()
  union all
  select format('schema %I', nspname), coalesce(nspacl, pg_catalog.acldefault('n', nspowner))
  from pg_catalog.pg_namespace where nspname !~ '^pg_' and nspname <> 'supabase_migrations'
  union all
  select format('relation %s', name),
    coalesce(relacl, pg_catalog.acldefault((case relkind when 'S' then 's' else 'r' end)::"char", relowner))
  from relation where relkind not in ('i', 'I')
  union all
  select format('column %s.%I', name, attname), attacl
  from relation join pg_catalog.pg_attribute on attrelid = relation.oid and not attisdropped
  union all
  select format('function %s', oid::regprocedure), coalesce(proacl, pg_catalog.acldefault('f', proowner))
  from routine
  union all
  select format('new object of kind %s made by %s in schema %s', defaclobjtype, defaclrole::regrole, defaclnamespace::regnamespace), defaclacl
  from pg_catalog.pg_default_acl
),
fact (object, fact) as (
  select format('%s %s', object.type, object.identity), format('comment %L', description)
  from pg_catalog.pg_description, pg_catalog.pg_identify_object(classoid, objoid, objsubid) object
  where (objoid >= 16384 or classoid = 'pg_catalog.pg_namespace'::regclass)
    and (classoid, objoid) not in (select classid, objid from member)

  union all
  select format('%s %s', object.type, object.identity), 'exists'
  from unmanaged, pg_catalog.pg_identify_object(classid, objid, 0) object
  where objid >= 16384 and (classid, objid) not in (select classid, objid from member)

  union all
  select format('extension %s', extname), format('version %s in schema %s', extversion, extnamespace::regnamespace)
  from pg_catalog.pg_extension

  union all
  select format('function %s', oid::regprocedure), format('owner %s, definition with MD5 %s', proowner::regrole,
    md5(pg_catalog.pg_get_functiondef(oid)))
  from routine where prokind in ('f', 'p', 'w')

  union all
  select format('relation %s', name), format('kind %s, owner %s, options %s, options of toast %s, populated %s, clustered on %s',
    relkind, relowner::regrole, reloptions,
    (select toast.reloptions from pg_catalog.pg_class toast where toast.oid = relation.reltoastrelid),
    relispopulated,
    (select indexrelid::regclass from pg_catalog.pg_index where indrelid = relation.oid and indisclustered))
  from relation

  union all
  select format('column %s.%I', name, attname), format('place %s, type %s, storage %s, compression %s, statistics %s, options %s',
    row_number() over (partition by attrelid order by attnum), pg_catalog.format_type(atttypid, atttypmod),
    attstorage, attcompression, attstattarget, attoptions)
  from relation join pg_catalog.pg_attribute on attrelid = relation.oid and attnum > 0 and not attisdropped
  where relkind not in ('S', 'i', 'I') or attstattarget is not null

  union all
  select format('text search configuration %s', cfg.oid::regconfig), format('%s to %s, number %s', token.alias, mapdict::regdictionary, mapseqno)
  from pg_catalog.pg_ts_config cfg
  join pg_catalog.pg_ts_config_map on mapcfg = cfg.oid
  join pg_catalog.ts_token_type(cfg.cfgparser) token on token.tokid = maptokentype
  where cfg.oid >= 16384

  union all
  select format('text search dictionary %s', dict.oid::regdictionary), format('template %s, options %s', tmplname, dictinitoption)
  from pg_catalog.pg_ts_dict dict join pg_catalog.pg_ts_template template on template.oid = dicttemplate
  where dict.oid >= 16384 and dict.oid not in (select objid from member where classid = 'pg_catalog.pg_ts_dict'::regclass)

  union all
  select format('statistics %s', stxname), format('%s, target %s', pg_catalog.pg_get_statisticsobjdef(oid), stxstattarget)
  from pg_catalog.pg_statistic_ext

  -- The CLI leaves out the platform's schemas and `public` itself, so every grant is listed here.
  union all
  select object, format('%s may %s%s', case grantee when 0 then 'PUBLIC' else grantee::regrole::text end,
    privilege_type, case when is_grantable then ' and grant it' end)
  from privilege, pg_catalog.aclexplode(acl)

  union all
  select 'database', format('comment %L', pg_catalog.shobj_description(oid, 'pg_database'))
  from pg_catalog.pg_database where datname = current_database()
  union all
  select 'database', format('setting of %s: %s', setrole::regrole, setting)
  from pg_catalog.pg_db_role_setting, unnest(setconfig) setting
  where setdatabase = (select oid from pg_catalog.pg_database where datname = current_database())
)
select format('%s: %s', object, fact) as line from fact
