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
create trigger index_person after update of username, first_name, last_name, gender, looking_for, verified_at, hidden_until, is_private on public.profiles
for each row when (old.username <> new.username or old.first_name <> new.first_name or old.last_name <> new.last_name
  or old.gender <> new.gender or old.looking_for <> new.looking_for or old.verified_at is distinct from new.verified_at
  or old.hidden_until <> new.hidden_until or old.is_private <> new.is_private)
execute function private.index_changed_person('id');

create trigger index_person after insert or update on private.profile_settings
for each row execute function private.index_changed_person('profile_id');

create trigger index_person after insert or update or delete on private.locations
for each row execute function private.index_changed_person('profile_id');

create trigger index_person after update of birth_date on private.accounts
for each row when (old.birth_date <> new.birth_date)
execute function private.index_changed_person('id');

create trigger index_new_interests after insert on public.profile_interests
referencing new table as changed for each statement execute function private.index_changed_people();

create trigger index_removed_interests after delete on public.profile_interests
referencing old table as changed for each statement execute function private.index_changed_people();

-- The copies.
create function private.copy_people() returns trigger
language plpgsql volatile security definer
set search_path = ''
-- Plans are kept. One that was made for a single person and empty copies must be as good for a hundred thousand.
set enable_seqscan = off
as $$
begin
  if tg_op = 'UPDATE' then
    with outdated as (
      delete from private.people_top top using changed where top.profile_id = changed.profile_id returning changed.*
    )
    insert into private.people_top select * from outdated;
  -- As long as there is room, nobody new waits for the schedule. An estimate will do: the schedule tidies up.
  elsif (select reltuples from pg_catalog.pg_class where oid = 'private.people_top'::regclass) < 50000 then
    insert into private.people_top select * from changed where is_discoverable and hidden_until <= now() on conflict do nothing;
  end if;
  delete from private.people_online online using changed where online.profile_id = changed.profile_id;
  insert into private.people_online
  select changed.* from changed join private.presence using (profile_id) where shows_online
  on conflict do nothing;
  return null;
end
$$;
comment on function private.copy_people is 'Statement trigger of people_search: brings the rows of `changed` in people_top and people_online up to date.';

create trigger copy_new_people after insert on private.people_search
referencing new table as changed for each statement execute function private.copy_people();

create trigger copy_changed_people after update on private.people_search
referencing new table as changed for each statement execute function private.copy_people();

create function private.copy_present_person() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    delete from private.people_online online where online.profile_id = old.profile_id;
  else
    insert into private.people_online
    select person.* from private.people_search person where person.profile_id = new.profile_id and person.shows_online
    on conflict do nothing;
  end if;
  return null;
end
$$;
comment on function private.copy_present_person is 'Row trigger of presence: who comes is copied to people_online, who goes is removed.';

-- A heartbeat of somebody who is there already is an update, and none of this.
create trigger copy_present_person after insert or delete on private.presence
for each row execute function private.copy_present_person();
