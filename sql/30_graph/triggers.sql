create trigger count_new after insert on public.follows
  referencing new table as changed for each statement execute function private.count_follows();
create trigger count_gone after delete on public.follows
  referencing old table as changed for each statement execute function private.count_follows();
create trigger count_new after insert on public.connections
  referencing new table as changed for each statement execute function private.count_connections();
create trigger count_gone after delete on public.connections
  referencing old table as changed for each statement execute function private.count_connections();
create trigger release_edges after update on private.accounts
  for each row when (old.shadow_banned_at is not null and new.shadow_banned_at is null) execute function private.release_edges();
