create function public.answer_follow(user_id uuid, accept boolean) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.answer_follow(answer_follow.user_id, answer_follow.accept);
end
$$;
comment on function public.answer_follow is '
Lets somebody who has asked follow the caller, or declines, of which they are not told. Repeating it changes nothing.
Returns the relationship, as follow. Making an account public answers nobody.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, FOLLOW_REQUEST_NOT_FOUND, CONTACT_NOT_ALLOWED
(docs/safety.md), INVALID_ARGUMENT.';
grant execute on function public.answer_follow to authenticated;

create function private.answer_follow(user_id uuid, accept boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
begin
  perform private.require_answer(accept);
  perform private.require_person(user_id);
  if accept and not private.may_approach(user_id, caller) then
    perform private.raise_no_contact();
  end if;
  delete from public.follow_requests where follower_id = answer_follow.user_id and followee_id = caller;
  if found and accept then
    insert into public.follows (follower_id, followee_id) values (user_id, caller);
    perform private.emit('follow_accept', caller, user_id);
  elsif accept and not exists (
    select from public.follows where follower_id = answer_follow.user_id and followee_id = caller) then
    perform private.raise('FOLLOW_REQUEST_NOT_FOUND', 'This person does not ask to follow you.', 404);
  end if;
  return private.relationship(user_id);
end
$$;
comment on function private.answer_follow is '
The step of answer_follow that writes. Emits follow_accept (subject: the new follower). Errors: as answer_follow.';
grant execute on function private.answer_follow to authenticated;

create function private.require_answer(accept boolean) returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  if accept is null then
    perform private.raise('INVALID_ARGUMENT', 'accept must be true or false.', 422);
  end if;
end
$$;
comment on function private.require_answer is 'Refuses an answer that is none. Errors: INVALID_ARGUMENT.';

create function public.remove_follower(user_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.remove_follower(remove_follower.user_id);
end
$$;
comment on function public.remove_follower is '
Ends that somebody follows the caller; they are not told. Repeating it changes nothing. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.';
grant execute on function public.remove_follower to authenticated;

create function private.remove_follower(user_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
begin
  delete from public.follows where follower_id = remove_follower.user_id and followee_id = caller;
  if not found then
    perform private.require_person(user_id);
  end if;
  return private.relationship(user_id);
end
$$;
comment on function private.remove_follower is 'The step of remove_follower that writes. Errors: as remove_follower.';
grant execute on function private.remove_follower to authenticated;
