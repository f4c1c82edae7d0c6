-- What somebody does with a conversation for themselves. The others do not hear of it; the own devices do.
create function public.mute_conversation(conversation_id uuid, until timestamptz default 'infinity') returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.mute_conversation(conversation_id, until);
end
$$;
comment on function public.mute_conversation is '
Keeps a conversation quiet until a time, for ever (infinity), or, with null, no longer. Returns `me` of the conversation, as
list_conversations gives it: for ever is muted: true, muted_until: null. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT (the time is past).';
grant execute on function public.mute_conversation to authenticated;

create function private.mute_conversation(conversation_id uuid, until timestamptz) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  own private.conversation_members := private.begin_own_change(conversation_id);
begin
  if until <= now() then
    perform private.raise('INVALID_ARGUMENT', 'until must lie ahead.', 422);
  end if;
  own.muted_until := until;
  return private.save_own_change(own);
end
$$;
comment on function private.mute_conversation is 'The step of mute_conversation that writes. Errors: as mute_conversation.';
grant execute on function private.mute_conversation to authenticated;

create function public.archive_conversation(conversation_id uuid, archived boolean default true) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.archive_conversation(conversation_id, archived);
end
$$;
comment on function public.archive_conversation is '
Puts a conversation away, which also unpins it, or back into the list. Returns `me` of the conversation, as list_conversations gives
it. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT.';
grant execute on function public.archive_conversation to authenticated;

create function private.archive_conversation(conversation_id uuid, archived boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  own private.conversation_members := private.begin_own_change(conversation_id);
begin
  if archived is null then
    perform private.raise('INVALID_ARGUMENT', 'archived must be true or false.', 422);
  end if;
  own.archived_at := case when archived then coalesce(own.archived_at, now()) end;
  own.pinned_at := case when not archived then own.pinned_at end;
  return private.save_own_change(own);
end
$$;
comment on function private.archive_conversation is 'The step of archive_conversation that writes. Errors: as archive_conversation.';
grant execute on function private.archive_conversation to authenticated;

create function public.pin_conversation(conversation_id uuid, pinned boolean default true) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.pin_conversation(conversation_id, pinned);
end
$$;
comment on function public.pin_conversation is '
Puts a conversation above the list, where up to five may be, or back to its place. Returns `me` of the conversation, as
list_conversations gives it.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT, TOO_MANY_PINS.';
grant execute on function public.pin_conversation to authenticated;

create function private.pin_conversation(conversation_id uuid, pinned boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  own private.conversation_members;
begin
  if pinned is null then
    perform private.raise('INVALID_ARGUMENT', 'pinned must be true or false.', 422);
  end if;
  -- Two devices that pin at once are counted one after the other.
  perform private.lock_account(private.caller_id());
  own := private.begin_own_change(conversation_id);
  if pinned and own.pinned_at is null and (
    select count(*) from private.conversation_members other
    where other.user_id = own.user_id and other.pinned_at is not null) >= 5 then
    perform private.raise('TOO_MANY_PINS', 'Five conversations are pinned, which is as many as may be.', 409);
  end if;
  own.pinned_at := case when pinned then coalesce(own.pinned_at, clock_timestamp()) end;
  own.archived_at := case when not pinned then own.archived_at end;
  return private.save_own_change(own);
end
$$;
comment on function private.pin_conversation is 'The step of pin_conversation that writes. Errors: as pin_conversation.';
grant execute on function private.pin_conversation to authenticated;

create function public.clear_conversation(conversation_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.clear_conversation(conversation_id);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.clear_conversation is '
Deletes for the caller everything that was said up to now; the others keep it. The conversation leaves the list until somebody
speaks again. Returns `me` of the conversation, as list_conversations gives it: what lies before me.first_seq is gone.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, RATE_LIMITED.';
grant execute on function public.clear_conversation to authenticated;

create function private.clear_conversation(conversation_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  own private.conversation_members := private.begin_own_change(conversation_id);
  conversation private.conversations;
  view jsonb;
begin
  perform private.take_token('clear_conversation', own.user_id::text);
  select * into conversation from private.conversations where conversations.id = clear_conversation.conversation_id;
  own.first_seq := conversation.last_seq + 1;
  -- The marks stay: to clear something is not to have read it.
  own.read_number := conversation.last_number;
  own.position := null;
  own.pinned_at := null;
  delete from private.message_hides hide
  where hide.user_id = own.user_id and hide.conversation_id = own.conversation_id and hide.seq < own.first_seq;
  view := private.save_own_change(own);
  perform private.change_topics(conversation_id);
  return view;
end
$$;
comment on function private.clear_conversation is 'The step of clear_conversation that writes. Errors: as clear_conversation.';
grant execute on function private.clear_conversation to authenticated;

create function private.begin_own_change(conversation_id uuid) returns private.conversation_members
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.active_caller_id();
  return (private.lock_conversation(conversation_id)).member;
end
$$;
comment on function private.begin_own_change is '
The caller''s own row in a conversation, in which nothing is said, and nobody comes or goes, meanwhile.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND.';

create function private.save_own_change(own private.conversation_members) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  saved private.conversation_members;
begin
  update private.conversation_members member
  set muted_until = own.muted_until, archived_at = own.archived_at, pinned_at = own.pinned_at, first_seq = own.first_seq,
    read_number = greatest(member.read_number, own.read_number), position = own.position, changed_in = pg_current_xact_id()
  where member.conversation_id = own.conversation_id and member.user_id = own.user_id
  returning * into saved;
  perform private.broadcast('user:' || saved.user_id, 'conversation', jsonb_build_object(
    'conversation_id', saved.conversation_id, 'me', private.own_view(saved)));
  return private.own_view(saved);
end
$$;
comment on function private.save_own_change is '
Writes what somebody has changed for themselves, and tells their own devices: event `conversation`, {conversation_id, me}.';
