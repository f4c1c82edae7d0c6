create function private.refresh_trends() returns int
language plpgsql volatile
set search_path = ''
as $$
begin
  refresh materialized view concurrently private.trending_posts;
  refresh materialized view concurrently private.trending_topics;
  return 0;
end
$$;
comment on function private.refresh_trends is 'Makes the trends anew. The worker calls it by schedule; who reads them waits for nothing.';
