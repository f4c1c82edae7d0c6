-- The one rule of who is shown to others. The profile holds a copy of it, because every way to a person leads through it
-- and none of them should have to look into another table: they read private.shown_people or private.visible_people.
create function private.hidden_until(account private.accounts) returns timestamptz
language sql immutable
set search_path = ''
as $$
  select case when account.deactivated_at is not null then 'infinity'
    else coalesce(greatest(account.banned_until, account.shadow_banned_until), '-infinity') end
$$;
comment on function private.hidden_until is '
Until when an account is shown to nobody but its owner: while it is deactivated, banned or shadow banned. A further reason to hide somebody is
written here, and nowhere else.';

create function private.hide_profile() returns trigger
language plpgsql volatile
set search_path = ''
as $$
begin
  update public.profiles set hidden_until = private.hidden_until(new) where id = new.id;
  return null;
end
$$;
comment on function private.hide_profile is 'Trigger: a profile is hidden and shown again with its account.';

create trigger hide_profile after update on private.accounts
  for each row when (private.hidden_until(old) <> private.hidden_until(new)) execute function private.hide_profile();

create function private.show_people_again() returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  shown bigint;
begin
  perform private.end_shadow_ban(person.id)
  from public.profiles person
  join private.accounts account on account.id = person.id and account.shadow_banned_until <= now()
  where person.hidden_until > '-infinity' and person.hidden_until <= now();
  update public.profiles set hidden_until = '-infinity' where hidden_until > '-infinity' and hidden_until <= now();
  get diagnostics shown = row_count;
  return shown;
end
$$;
comment on function private.show_people_again is '
Ends the hiding of those whose time is over, and returns how many. They are shown at once; what is stored because of it, as the
audience of their posts, follows with this. The worker calls it every ten seconds.';
