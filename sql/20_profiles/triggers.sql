create function private.add_profile_settings() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  insert into private.profile_settings (profile_id) values (new.id);
  return null;
end
$$;
comment on function private.add_profile_settings is 'Gives a new profile its settings, so that their defaults are written down once.';

create trigger add_settings after insert on public.profiles
for each row execute function private.add_profile_settings();
