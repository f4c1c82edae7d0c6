-- What later versions added to the platform. Run at every start, as the databases of earlier versions lack it.
create extension if not exists pg_stat_statements schema extensions;

-- For `alter publication supabase_realtime add table …` of a migration. The embedded Realtime serves broadcast and
-- presence, not the changes of tables, so nobody listens to it here.
do $$
begin
  if not exists (select from pg_publication where pubname = 'supabase_realtime') then
    create publication supabase_realtime;
    alter publication supabase_realtime owner to postgres;
  end if;
end
$$;
