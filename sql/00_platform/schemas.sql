-- Three schemas: `public` is the API, `private` is what no client may name, `analytics` is for admins.
-- Grants start from zero; every later file spells out what it opens.
create schema private;
create schema analytics;

comment on schema public is 'The API: tables under row level security, and the functions that clients call.';
comment on schema private is 'What no client may name: credentials, sessions, events, counters, helpers. Not exposed over HTTP.';
comment on schema analytics is 'Materialized views and the admin views over them.';

-- Functions are executable by everybody unless the global default is withdrawn; a per-schema default cannot take it back.
alter default privileges revoke execute on functions from public;
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public revoke all on functions from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;

-- The functions of `public` run as their caller and reach into `private` by name, so the API roles may
-- enter it. What they find there is what a file grants one by one: some functions, never a table.
grant usage on schema private to anon, authenticated, service_role;
grant usage on schema analytics to authenticated, service_role;

-- All three are trusted: `postgres` may create them here and on Supabase.
create extension if not exists unaccent schema extensions;
create extension if not exists pg_trgm schema extensions;
create extension if not exists fuzzystrmatch schema extensions;
