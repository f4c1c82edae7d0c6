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
