-- Whoever has put their account to sleep is invisible. The profile holds a copy of that, because every way to a
-- person leads through it and none of them should have to look into another table.
create function private.copy_deactivation() returns trigger
language plpgsql volatile
set search_path = ''
as $$
begin
  update public.profiles set is_active = new.deactivated_at is null where id = new.id;
  return null;
end
$$;
comment on function private.copy_deactivation is 'Trigger: a profile falls asleep and wakes up with its account.';

create trigger copy_deactivation after update of deactivated_at on private.accounts
  for each row when (old.deactivated_at is distinct from new.deactivated_at) execute function private.copy_deactivation();
