create function private.set_app_role(account_id uuid, app_role text) returns boolean
language sql volatile
set search_path = ''
as $$
  with changed as (
    update private.accounts account set app_role = set_app_role.app_role
    where account.id = set_app_role.account_id and account.app_role <> set_app_role.app_role
    returning 1
  )
  select exists (select from changed)
$$;
comment on function private.set_app_role is '
Says what a person may do in the product: user, moderator or admin. Returns whether that is new. The claim app_role comes with
the next access token; until then a new moderator is none yet, and a dismissed one is none any more. For whoever has the
database itself: npm run admin.';

create function private.lock_roles() returns void
language sql volatile
set search_path = ''
as $$
  select pg_advisory_xact_lock(hashtextextended('keep_an_admin', 0))
$$;
comment on function private.lock_roles is 'Lets one transaction at a time take the role of an admin away.';

-- Whoever changes roles, by whatever way: there is always somebody who can.
create function private.keep_an_admin() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  -- One at a time: of two admins who dismiss each other the second finds that they are the last.
  perform private.lock_roles();
  if not exists (select from private.accounts other where other.app_role = 'admin' and other.id <> old.id) then
    perform private.raise('LAST_ADMIN', 'Somebody has to be an admin.', 409);
  end if;
  return new;
end
$$;
comment on function private.keep_an_admin is 'Trigger: the last admin stays one.';

create trigger keep_an_admin before update of app_role on private.accounts
  for each row when (old.app_role = 'admin' and new.app_role <> 'admin') execute function private.keep_an_admin();
