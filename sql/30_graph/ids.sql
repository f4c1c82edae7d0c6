-- Whom the caller follows, is connected with, has muted: for the policies and queries of later domains. Each is computed
-- once a statement, as an InitPlan. Two forms, because the arrays may have ten thousand elements:
--   author_id = any ((select private.followed_ids())::uuid[])        where an index on author_id finds the rows;
--   author_id in (select unnest(private.followed_ids()))             where rows are found otherwise and only filtered:
-- Postgres hashes the second, and compares each row with the whole array in the first: for 500 rows and 10,000 people
-- 6 ms against 37. PL/pgSQL keeps their plans.
create function private.followed_ids() returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := auth.uid();
begin
  return (select coalesce(array_agg(followee_id), '{}') from public.follows where follower_id = caller);
end
$$;
comment on function private.followed_ids is 'Whom the caller follows; about follow_limit() at most. See the forms of use in sql/30_graph/ids.sql.';
grant execute on function private.followed_ids to authenticated;

create function private.connected_ids() returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := auth.uid();
begin
  return (select coalesce(array_agg(other_id), '{}') from public.connections where person_id = caller);
end
$$;
comment on function private.connected_ids is 'With whom the caller is connected; connection_limit() at most. Used as followed_ids.';
grant execute on function private.connected_ids to authenticated;

create function private.muted_ids() returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := auth.uid();
begin
  return (select coalesce(array_agg(muted_id), '{}') from public.mutes where muter_id = caller and until > now());
end
$$;
comment on function private.muted_ids is 'Whom the caller has muted at this moment. Used as followed_ids.';
grant execute on function private.muted_ids to authenticated;
