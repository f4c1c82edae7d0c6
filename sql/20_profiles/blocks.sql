-- A block works in both directions and in every read path. It belongs to profiles rather than to the graph,
-- because already the question who may see a profile depends on it.
create table public.blocks (
  blocker_id uuid not null references public.profiles (id) on delete cascade,
  blocked_id uuid not null references public.profiles (id) on delete cascade,
  id uuid not null default private.uuid_v7(),
  created_at timestamptz not null default now(),
  primary key (blocker_id, blocked_id),
  constraint nobody_blocks_themselves check (blocker_id <> blocked_id)
);
alter table public.blocks enable row level security;
-- Who has blocked somebody: the other half of every look-up.
create index blocks_blocked_id on public.blocks (blocked_id, blocker_id);
-- A page of list_blocked.
create index blocks_blocker_id on public.blocks (blocker_id, id);
comment on table public.blocks is 'Who has blocked whom. Both are invisible to each other.';
comment on column public.blocks.id is 'UUID version 7: its order is the order of blocking.';

create policy select_own on public.blocks for select to authenticated using (blocker_id = (select auth.uid()));
grant select on public.blocks to authenticated, service_role;

create function private.hidden_ids() returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := auth.uid();
begin
  return (
    select coalesce(array_agg(hidden.id), '{}')
    from (
      select blocked_id from public.blocks where blocker_id = caller
      union all
      select blocker_id from public.blocks where blocked_id = caller
    ) hidden (id));
end
$$;
comment on function private.hidden_ids is '
The people whom the caller has blocked or who have blocked the caller. In policies and queries:
author_id <> all ((select private.hidden_ids())::uuid[]), which is computed once a statement. Runs as its owner,
because nobody may see who has blocked them. PL/pgSQL, because that keeps its plans: every read asks for this.';
grant execute on function private.hidden_ids to authenticated;

create function private.hidden_from(user_id uuid) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(array_agg(hidden.id), '{}')
    from (
      select blocked_id from public.blocks where blocker_id = user_id
      union all
      select blocker_id from public.blocks where blocked_id = user_id
    ) hidden (id));
end
$$;
comment on function private.hidden_from is 'As hidden_ids, for somebody else than the caller: the worker tells of what people did, and calls for nobody.';
