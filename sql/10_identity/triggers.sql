-- Realtime keeps what it knows of a client until the next token: it is told when a session ends.
create function private.leave_realtime() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  changed jsonb := to_jsonb(new);
begin
  perform private.recheck_person(coalesce(changed ->> 'account_id', changed ->> 'id')::uuid);
  return null;
end
$$;
comment on function private.leave_realtime is 'Trigger: whose session has ended, or who is banned, leaves the topics that they are on with it.';

create trigger leave_realtime after update of revoked_at on private.sessions
  for each row when (old.revoked_at is null and new.revoked_at is not null) execute function private.leave_realtime();
create trigger leave_realtime after update of banned_until on private.accounts
  for each row when (new.banned_until is distinct from old.banned_until) execute function private.leave_realtime();

create trigger note_ban before insert on private.sessions for each row execute function private.note_ban_of_new();
create trigger note_ban after update of banned_until on private.accounts
  for each row when (new.banned_until is distinct from old.banned_until) execute function private.note_ban();
