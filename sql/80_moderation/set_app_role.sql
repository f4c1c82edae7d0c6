create function public.set_app_role(user_id uuid, app_role text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.change_app_role(set_app_role.user_id, set_app_role.app_role);
end
$$;
comment on function public.set_app_role is '
For admins: says what somebody may do in the product, `app_role` user, moderator or admin. Whoever is dismissed stops at once; who is appointed begins with
the next access token. Nobody changes their own role, except to give it up, and the last admin stays. The first one is made by npm run admin. Returns
{user_id, app_role}. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT, USER_NOT_FOUND, LAST_ADMIN.';
grant execute on function public.set_app_role to authenticated;

create function private.change_app_role(user_id uuid, app_role text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  admin uuid := private.active_admin_id();
  earlier text;
begin
  if (app_role in ('user', 'moderator', 'admin')) is not true then
    perform private.raise('INVALID_ARGUMENT', 'app_role must be user, moderator or admin.', 422);
  end if;
  select account.app_role into earlier from private.accounts account where account.id = change_app_role.user_id for no key update;
  if not found then
    perform private.raise('USER_NOT_FOUND', 'There is no such person.', 404);
  end if;
  -- Behind the locks: the caller may have been dismissed while this waited.
  perform private.lock_roles();
  perform private.active_admin_id();
  if earlier <> app_role then
    -- Before, because an admin may give their own role up.
    perform private.log_administration('role_changed', admin, jsonb_build_object('user_id', user_id, 'from', earlier, 'to', app_role));
    perform private.set_app_role(change_app_role.user_id, change_app_role.app_role);
  end if;
  return jsonb_build_object('user_id', user_id, 'app_role', app_role);
end
$$;
comment on function private.change_app_role is 'The step of set_app_role that writes. Errors: as set_app_role.';
grant execute on function private.change_app_role to authenticated;
