create function public.unreact(target text, target_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.unreact(target, target_id);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.unreact is '
Withdraws the caller''s reaction: {target, target_id, emoji: null}. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_REACTION, MESSAGE_NOT_FOUND, RATE_LIMITED.';
grant execute on function public.unreact to authenticated;

create function private.unreact(target text, target_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  perform private.take_token('react', caller::text);
  if target = 'post' then
    delete from public.post_reactions where post_id = target_id and user_id = caller;
  elsif target = 'comment' then
    delete from public.comment_reactions where comment_id = target_id and user_id = caller;
  else
    execute format('select %s($1, $2)', private.reaction_seam('unreact_to_', target, '(uuid,uuid)')) using caller, target_id;
  end if;
  return jsonb_build_object('target', target, 'target_id', target_id, 'emoji', null);
end
$$;
comment on function private.unreact is 'The step of unreact that writes. Errors: as unreact.';
grant execute on function private.unreact to authenticated;
