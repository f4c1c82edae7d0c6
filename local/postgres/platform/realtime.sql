-- Realtime's schema as Supabase Realtime makes it: messages, and the functions that send them.
create schema realtime authorization supabase_realtime_admin;
