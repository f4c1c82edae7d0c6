create function public.update_profile(changes jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.change_profile(update_profile.changes);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.update_profile is '
Changes some fields of the own profile and returns it as GET auth/me does: {first_name, last_name, username, gender,
pronouns, bio, links, looking_for}, each one optional. Names have 1 to 50 characters, pronouns up to 40 (null removes them), a bio
up to 500; links are up to five https addresses; looking_for is any of dating (from 18 years on) and friendship. Who
changes first name, last name or username loses the badge of the verified.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_PROFILE (details names every wrong or unknown field), CONTENT_REJECTED, USERNAME_TAKEN,
USERNAME_RESERVED, TOO_YOUNG (for dating), RATE_LIMITED.';
grant execute on function public.update_profile to authenticated;

create function private.change_profile(changes jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  person public.profiles;
  new_username text := lower(private.trimmed(changes ->> 'username'));
begin
  perform private.check_profile_changes(changes);
  perform private.take_token('update_profile', caller::text);
  select * into strict person from public.profiles where id = caller for update;
  perform private.active_caller_id();
  if new_username <> person.username then
    perform private.rename_account(caller, new_username);
  end if;
  update public.profiles profile set
    first_name = coalesce(private.trimmed(changes ->> 'first_name'), person.first_name),
    last_name = coalesce(private.trimmed(changes ->> 'last_name'), person.last_name),
    gender = coalesce(changes ->> 'gender', person.gender),
    pronouns = case when changes ? 'pronouns' then nullif(private.trimmed(changes ->> 'pronouns'), '') else person.pronouns end,
    bio = case when changes ? 'bio' then coalesce(private.trimmed(changes ->> 'bio'), '') else person.bio end,
    links = case when changes ? 'links' then array(select jsonb_array_elements_text(changes -> 'links')) else person.links end,
    looking_for = case when changes ? 'looking_for'
      then array(select distinct jsonb_array_elements_text(changes -> 'looking_for')) else person.looking_for end
  where profile.id = caller;
  -- Moderators have confirmed a name: another one is not confirmed.
  update public.profiles profile set verified_at = null
  where profile.id = caller and profile.verified_at is not null
    and (profile.username, profile.first_name, profile.last_name) <> (person.username, person.first_name, person.last_name);
  perform private.emit('profile_change', caller);
  return private.own_profile(caller);
end
$$;
comment on function private.change_profile is 'The step of update_profile that writes. Emits profile_change (details: {}). Errors: as update_profile.';
grant execute on function private.change_profile to authenticated;

create function private.rename_account(account_id uuid, username text) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  taken text;
begin
  perform private.check_username(rename_account.username, rename_account.account_id);
  perform private.take_token('rename_account', account_id::text);
  update private.accounts account set username = rename_account.username where account.id = account_id;
exception when unique_violation then
  get stacked diagnostics taken = constraint_name;
  perform private.raise_taken(taken);
end
$$;
comment on function private.rename_account is 'Gives an account another username; the profile follows. Errors: USERNAME_TAKEN, USERNAME_RESERVED,
RATE_LIMITED.';

create function private.check_profile_changes(changes jsonb) returns void
language plpgsql immutable
set search_path = ''
as $$
declare
  problems text;
begin
  perform private.check_keys(changes, 'INVALID_PROFILE', array[
    'first_name', 'last_name', 'username', 'gender', 'pronouns', 'bio', 'links', 'looking_for']);
  select string_agg(format('%s: %s', change.key, problem), '; ' order by change.key) into problems
  from jsonb_each(changes) change
  cross join lateral (select jsonb_typeof(change.value), private.trimmed(change.value #>> '{}')) as given (type, written)
  cross join lateral (select case
    when change.key in ('first_name', 'last_name') and (type <> 'string' or not private.is_person_name(written))
      then 'must have 1 to 50 characters, something to see among them, on one line'
    when change.key = 'username' and (type <> 'string' or lower(written) !~ '^[a-z0-9][a-z0-9._]{1,28}[a-z0-9_]$')
      then 'must be 3 to 30 of a-z, 0-9, . and _, and not begin with . or _ or end with .'
    when change.key = 'gender' and (type <> 'string' or written not in ('female', 'male', 'nonbinary', 'other'))
      then 'must be female, male, nonbinary or other'
    when change.key = 'pronouns' and type <> 'null' and (type <> 'string' or length(written) > 40)
      then 'must have at most 40 characters'
    when change.key = 'bio' and type <> 'null' and (type <> 'string' or length(written) > 500)
      then 'must have at most 500 characters'
    when change.key = 'links' and not private.are_links(change.value)
      then 'must be at most five https addresses of up to 200 characters'
    when change.key = 'looking_for' and (type <> 'array' or not change.value <@ '["dating", "friendship"]')
      then 'must be a list of dating, friendship'
  end) as found (problem)
  where problem is not null;
  if problems is not null then
    perform private.raise('INVALID_PROFILE', 'The profile cannot be changed like this.', 422, details => problems);
  end if;
end
$$;
comment on function private.check_profile_changes is 'Says in words what is wrong with changes to a profile. Errors: INVALID_PROFILE.';

create function private.are_links(links jsonb) returns boolean
language sql immutable
set search_path = ''
as $$
  select case when jsonb_typeof(links) <> 'array' or jsonb_array_length(links) > 5 then false else not exists (
    select from jsonb_array_elements(links) link
    where jsonb_typeof(link) <> 'string' or length(link #>> '{}') > 200
      or link #>> '{}' !~ '^https://[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]{1,5})?([/?#][^\s<>"\u0001-\u001f]*)?$') end
$$;
comment on function private.are_links is 'Whether a JSON value is a list of at most five https addresses, each of up to 200 characters.';
