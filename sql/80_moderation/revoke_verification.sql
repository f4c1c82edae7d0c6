create function public.revoke_verification(user_id uuid, note text default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.revoke_verification(revoke_verification.user_id, revoke_verification.note);
end
$$;
comment on function public.revoke_verification is '
For moderators: takes the badge from somebody else; of moderators and admins only an admin does. `note`, up to 2000 characters, is for the person to read, in
their request, which counts as refused. Returns {user_id, verified_at: null}. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_VERIFICATION, USER_NOT_FOUND.';
grant execute on function public.revoke_verification to authenticated;

create function private.revoke_verification(user_id uuid, note text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  role text;
  request uuid;
begin
  if length(note) > 2000 then
    perform private.raise('INVALID_VERIFICATION', 'note has at most 2000 characters.', 422);
  end if;
  select account.app_role into role from private.accounts account where account.id = revoke_verification.user_id for no key update;
  if not found then
    perform private.raise('USER_NOT_FOUND', 'There is no such person.', 404);
  end if;
  perform private.active_moderator_id();
  if user_id = moderator or role <> 'user' and not private.is_admin() then
    perform private.raise('NOT_ALLOWED', 'Nobody decides about themselves, and moderators do not about each other.', 403);
  end if;
  update public.profiles profile set verified_at = null where profile.id = revoke_verification.user_id and profile.verified_at is not null;
  if found then
    update public.verification_requests asked
    set status = 'refused', note = private.trimmed(revoke_verification.note), decided_by = moderator, decided_at = now()
    where asked.id = (
      select granted.id from public.verification_requests granted
      where granted.profile_id = revoke_verification.user_id and granted.status = 'approved' order by granted.id desc limit 1)
    returning asked.id into request;
    perform private.log_moderation('verification_revoked', moderator, jsonb_build_object('user_id', user_id));
    perform private.emit('verification_review', moderator, user_id, request, '{"approved": false}');
  end if;
  return jsonb_build_object('user_id', user_id, 'verified_at', null);
end
$$;
comment on function private.revoke_verification is '
The step of revoke_verification that writes. Emits verification_review (subject: who asked for the badge, target: the request, details: {approved}).
Errors: as revoke_verification.';
grant execute on function private.revoke_verification to authenticated;
