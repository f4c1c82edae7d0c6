-- The claim of the token is what a session began with; the account is what holds now. Both have to agree, so that a
-- moderator who was dismissed stops at once, and one who was appointed starts with the next token.
create function private.is_moderator() returns boolean
language sql stable security definer
set search_path = ''
as $$
  select (select auth.jwt()) ->> 'app_role' in ('moderator', 'admin') and exists (
    select from private.accounts account
    where account.id = (select auth.uid()) and account.app_role in ('moderator', 'admin'))
$$;
comment on function private.is_moderator is 'Whether the caller moderates, by token and by account. In policies: (select private.is_moderator()).';
grant execute on function private.is_moderator to authenticated;

create function private.is_admin() returns boolean
language sql stable security definer
set search_path = ''
as $$
  select (select auth.jwt()) ->> 'app_role' = 'admin' and exists (
    select from private.accounts account where account.id = (select auth.uid()) and account.app_role = 'admin')
$$;
comment on function private.is_admin is 'Whether the caller is an admin, by token and by account. Used as is_moderator.';
grant execute on function private.is_admin to authenticated;

create function private.active_moderator_id() returns uuid
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  if private.is_moderator() is not true then
    perform private.raise('NOT_ALLOWED', 'This is for moderators.', 403);
  end if;
  return caller;
end
$$;
comment on function private.active_moderator_id is '
The caller, if they moderate and account and session are alive. For everything that moderators write.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';

create function private.active_admin_id() returns uuid
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  if not exists (select from private.accounts account where account.id = caller and account.app_role = 'admin') then
    perform private.raise('NOT_ALLOWED', 'This is for admins.', 403);
  end if;
  return caller;
end
$$;
comment on function private.active_admin_id is '
The caller, if the account is an admin''s at this moment, whatever the token says, and account and session are alive.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';

create function private.strikes(account private.accounts) returns int
language sql stable
set search_path = ''
as $$
  select count(*)::int from unnest((account).strikes) ends where ends > now()
$$;
comment on function private.strikes is 'How many warnings by moderators still count.';
