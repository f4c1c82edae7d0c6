-- Whoever has the badge is worth imitating: a username that could be mistaken for theirs is refused to others. Identity
-- knows no badges, so it keeps the list and this fills it.
create function private.protect_username() returns trigger
language plpgsql volatile
set search_path = ''
as $$
begin
  if new.verified_at is null then
    delete from private.protected_usernames protected where protected.account_id = new.id;
  else
    insert into private.protected_usernames (account_id, username) values (new.id, new.username) on conflict do nothing;
  end if;
  return null;
end
$$;
comment on function private.protect_username is 'Trigger: a username is protected from look-alikes as long as its owner has the badge.';

create trigger protect_username after update of verified_at on public.profiles
  for each row when ((old.verified_at is null) <> (new.verified_at is null)) execute function private.protect_username();
create trigger protect_new_username after insert on public.profiles
  for each row when (new.verified_at is not null) execute function private.protect_username();
