-- The roles of a Supabase database, with the attributes they have there. Cluster-wide and idempotent:
-- run once a start, as the superuser `supabase_admin` that initdb made.
-- `postgres` is deliberately no superuser: what works here must work on Supabase.
do $$
begin
  if to_regrole('postgres') is null then
    create role postgres login createrole createdb replication bypassrls;
  end if;
  if to_regrole('anon') is null then
    create role anon nologin noinherit;
    create role authenticated nologin noinherit;
    create role service_role nologin noinherit bypassrls;
  end if;
  if to_regrole('authenticator') is null then
    create role authenticator login noinherit;
  end if;
  if to_regrole('supabase_auth_admin') is null then
    create role supabase_auth_admin nologin noinherit createrole;
  end if;
  if to_regrole('supabase_realtime_admin') is null then
    create role supabase_realtime_admin nologin noinherit;
  end if;
end
$$;

grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role to postgres with admin option;
grant pg_monitor, pg_signal_backend, pg_read_all_data to postgres with admin option;

-- The limits that Supabase sets, so that a slow query fails here as it would there.
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
alter role postgres set search_path = "$user", public, extensions;
alter role supabase_admin set search_path = "$user", public, auth, extensions;

-- As supautils lets it on Supabase: a migration may configure PostgREST in the database (PostgREST's "In-Database Configuration").
grant authenticator to postgres with admin option;
grant set on parameter pgrst.db_pre_request to postgres;

-- On Supabase, supautils lets postgres configure PostgREST (db_max_rows and the like) on the role that it logs in
-- as. What stands there holds on Supabase; the embedded REST says at its start that it does not follow it.
grant set on parameter
  "pgrst.db_aggregates_enabled", "pgrst.db_anon_role", "pgrst.db_extra_search_path", "pgrst.db_hoisted_tx_settings",
  "pgrst.db_max_rows", "pgrst.db_plan_enabled", "pgrst.db_pre_request", "pgrst.db_prepared_statements",
  "pgrst.db_root_spec", "pgrst.db_schemas", "pgrst.db_tx_end", "pgrst.jwt_aud", "pgrst.jwt_role_claim_key",
  "pgrst.jwt_secret", "pgrst.jwt_secret_is_base64", "pgrst.openapi_mode", "pgrst.openapi_security_active",
  "pgrst.openapi_server_proxy_uri", "pgrst.server_cors_allowed_origins", "pgrst.server_timing_enabled",
  "pgrst.server_trace_header"
to postgres;

-- An error of a request is answered to whoever made it. It quotes what was sent, so a log of them is filled by
-- anybody: what concerns the server itself is still logged.
alter role authenticator set log_min_messages = 'log';
