-- Whatever a row of people_search is made of writes it anew when it changes.
create function private.index_changed_person() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.index_people(array[coalesce(to_jsonb(new), to_jsonb(old)) ->> tg_argv[0]]::uuid[]);
  return null;
end
$$;
comment on function private.index_changed_person is 'Row trigger: indexes the person whom the column named by the argument names.';

create function private.index_changed_people() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.index_people(array(select distinct profile_id from changed));
  return null;
end
$$;
comment on function private.index_changed_people is 'Statement trigger: indexes everybody in the transition table `changed`, once.';

-- A new profile is indexed with its settings, which come a moment later.
create trigger index_person after update of username, first_name, last_name, gender, looking_for, verified_at on public.profiles
for each row when (
  (old.username, old.first_name, old.last_name, old.gender, old.looking_for, old.verified_at)
  is distinct from (new.username, new.first_name, new.last_name, new.gender, new.looking_for, new.verified_at))
execute function private.index_changed_person('id');

create trigger index_person after insert or update on private.profile_settings
for each row execute function private.index_changed_person('profile_id');

create trigger index_person after insert or update or delete on private.locations
for each row execute function private.index_changed_person('profile_id');

create trigger index_person after update of birth_date, deactivated_at, banned_until on private.accounts
for each row when (
  (old.birth_date, old.deactivated_at, old.banned_until) is distinct from (new.birth_date, new.deactivated_at, new.banned_until))
execute function private.index_changed_person('id');

create trigger index_new_interests after insert on public.profile_interests
referencing new table as changed for each statement execute function private.index_changed_people();

create trigger index_removed_interests after delete on public.profile_interests
referencing old table as changed for each statement execute function private.index_changed_people();
