/** Functions of the exposed schemas that can be called by RPC; `$1` is the array of schemas. */
export const functionsQuery = `
select
  namespace.nspname as schema,
  function.proname as name,
  function.provolatile = 'v' as is_volatile,
  function.proretset as returns_set,
  not has_function_privilege('anon', function.oid, 'execute')
    and has_function_privilege('authenticated', function.oid, 'execute') as needs_session,
  base.typname as return_type,
  base.typnamespace = 'pg_catalog'::regnamespace as returns_builtin,
  base.typtype = 'c' or coalesce(function.proargmodes::text[] && '{t,b,o}', false) as returns_composite,
  (
    select coalesce(json_agg(json_build_object(
      'name', coalesce(argument.name, ''),
      'type', case argument.type
        -- without these, json_to_record would cut values to the length 1
        when 'bit'::regtype then 'bit varying'
        when 'bit[]'::regtype then 'bit varying[]'
        when 'character'::regtype then 'character varying'
        when 'character[]'::regtype then 'character varying[]'
        else argument.type::regtype::text
      end,
      'isRequired', argument.position <= function.pronargs - function.pronargdefaults,
      'isVariadic', coalesce(argument.mode = 'v', false)
    ) order by argument.position), '[]')
    from (
      select name, type, mode, row_number() over (order by ordinality) as position
      from unnest(
        coalesce(function.proallargtypes, function.proargtypes::oid[]), function.proargnames, function.proargmodes
      ) with ordinality as declared (type, name, mode, ordinality)
      where coalesce(mode, 'i') in ('i', 'b', 'v')
    ) as argument
  ) as parameters,
  (
    select coalesce(json_agg(json_build_array(
      split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1)
    )), '[]')
    from unnest(function.proconfig) as setting
    where setting like 'statement\\_timeout=%' or setting like 'plan\\_filter.statement\\_cost\\_limit=%'
  ) as settings
from pg_proc as function
join pg_namespace as namespace on namespace.oid = function.pronamespace
join pg_type as base on base.oid = pg_basetype(function.prorettype)
where function.prokind = 'f'
  and function.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
  and namespace.nspname = any ($1)
order by schema, name, function.pronargs, function.oid`;

/** The settings of the roles that the login role may become, if it may apply them for a transaction. */
export const roleSettingsQuery = `
select
  entry.rolname as role,
  json_agg(json_build_array(entry.name, entry.value)) as settings
from (
  select
    role.rolname,
    split_part(setting, '=', 1) as name,
    substr(setting, strpos(setting, '=') + 1) as value
  from pg_auth_members as member
  join pg_roles as role on role.oid = member.roleid
  cross join unnest(role.rolconfig) as setting
  where member.member = current_user::regrole
) as entry
join pg_settings on pg_settings.name = entry.name
  and (pg_settings.context = 'user' or has_parameter_privilege(current_user, pg_settings.name, 'set'))
-- takes effect only before a transaction begins
where entry.name <> 'default_transaction_isolation'
group by entry.rolname`;

const ownSettings = (condition: string) => `
select split_part(setting, '=', 1) as name, substr(setting, strpos(setting, '=') + 1) as value
from pg_db_role_setting
join pg_roles as role on role.oid = setrole
cross join unnest(setconfig) as setting
where role.rolname = current_user and ${condition}`;

/** PostgREST's `db-pre-request`: the function that every transaction begins with. */
export const preRequestQuery = ownSettings("setting like 'pgrst.db\\_pre\\_request=%'");

/** What only PostgREST follows: `alter role authenticator set pgrst.…` */
export const configurationQuery = ownSettings(
  "setting like 'pgrst.%' and setting not like 'pgrst.db\\_pre\\_request=%'",
);
