create function public.start_conversation(user_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.start_conversation(user_id);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.start_conversation is '
The conversation of the caller and somebody else, as list_conversations gives it: the one that exists, whoever began it, or a new
one. With somebody who is not connected with the caller and does not follow them it begins as a request, which waits for their
answer. They hear of it with the first message. A request that the caller has declined is accepted by this.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, MESSAGES_NOT_ALLOWED, RATE_LIMITED.';
grant execute on function public.start_conversation to authenticated;

create function private.start_conversation(user_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
  started uuid;
  is_known boolean;
  allowed text;
begin
  perform private.require_person(user_id);
  select conversation.id into started from private.conversations conversation
  where conversation.low_id = least(caller, user_id) and conversation.high_id = greatest(caller, user_id);
  if not found then
    if not private.may_meet(caller, user_id) then
      perform private.raise('MESSAGES_NOT_ALLOWED', 'This person has chosen who may write to them.', 403);
    end if;
    is_known := private.is_known_to(caller, user_id);
    select who_may_message into allowed from private.profile_settings where profile_id = start_conversation.user_id;
    if allowed = 'nobody' or allowed = 'connections' and not exists (
      select from public.connections where person_id = caller and other_id = start_conversation.user_id) then
      perform private.raise('MESSAGES_NOT_ALLOWED', 'This person has chosen who may write to them.', 403);
    end if;
    if not is_known then
      perform private.take_new_conversation(caller);
    end if;
    insert into private.conversations (kind, low_id, high_id, creator_id, member_count)
    values ('direct', least(caller, user_id), greatest(caller, user_id), caller, 2)
    returning id into started;
    insert into private.conversation_members (conversation_id, user_id, state, awaits_notice)
    values (started, caller, 'active', false),
      (started, start_conversation.user_id, case when is_known then 'active' else 'requested' end, false);
  else
    perform private.reopen_conversation(started, caller);
  end if;
  return (private.conversation_items(array[started], caller))[1];
end
$$;
comment on function private.start_conversation is 'The step of start_conversation that writes. Errors: as start_conversation.';
grant execute on function private.start_conversation to authenticated;

create function private.is_known_to(person_id uuid, other_id uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return exists (
      select from public.connections where connections.person_id = is_known_to.person_id and connections.other_id = is_known_to.other_id)
    or exists (select from public.follows where follower_id = is_known_to.other_id and followee_id = is_known_to.person_id);
end
$$;
comment on function private.is_known_to is 'Whether somebody is no stranger to the other: they are connected, or the other follows them.';

create function private.take_new_conversation(person_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  trust text := (
    select case
      when profile.verified_at is not null then 'verified'
      when account.email_verified_at is not null and account.created_at < now() - interval '7 days' then 'known'
      else 'new' end
    from private.accounts account join public.profiles profile on profile.id = account.id
    where account.id = person_id);
begin
  perform private.take_token('new_conversation_by_' || trust, person_id::text)
  from private.accounts account, generate_series(1, least(8, 2 ^ private.strikes(account))::int)
  where account.id = person_id;
end
$$;
comment on function private.take_new_conversation is '
Counts one conversation with a stranger against the day: 10 for a new account, 20 once the address is verified and a week has
passed, 30 with the badge; each warning that still counts halves it. Errors: RATE_LIMITED.';
