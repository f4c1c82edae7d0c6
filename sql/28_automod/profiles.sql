-- What people say of themselves is seen wherever they are. Profiles are of an earlier domain, so this comes to them by triggers.
create function private.moderate_profile() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.flag_text('profile', new.id, new.id,
    private.moderate_text(concat_ws(E'\n', new.username, new.first_name || ' ' || new.last_name, new.pronouns, new.bio)));
  return null;
end
$$;
comment on function private.moderate_profile is 'Trigger: moderates username, names, pronouns and bio when they change. Errors: CONTENT_REJECTED.';

create trigger moderate_new after insert on public.profiles
  for each row execute function private.moderate_profile();
create trigger moderate_changed after update of username, first_name, last_name, pronouns, bio on public.profiles
  for each row when (old.username <> new.username or old.first_name <> new.first_name or old.last_name <> new.last_name or old.bio <> new.bio
    or old.pronouns is distinct from new.pronouns)
  execute function private.moderate_profile();

create function private.moderate_verification() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  -- Moderators read it anyway: nothing to flag.
  perform private.moderate_text(new.statement);
  return null;
end
$$;
comment on function private.moderate_verification is 'Trigger: moderates what somebody asks for the badge with. Errors: CONTENT_REJECTED.';

create trigger moderate_new after insert on public.verification_requests
  for each row execute function private.moderate_verification();
