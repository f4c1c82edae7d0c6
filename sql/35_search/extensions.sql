-- All three are trusted: `postgres` may create them here and on Supabase.
create extension if not exists unaccent schema extensions;
create extension if not exists pg_trgm schema extensions;
create extension if not exists fuzzystrmatch schema extensions;
