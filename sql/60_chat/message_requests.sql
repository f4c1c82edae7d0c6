create function public.list_message_requests(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_conversations(false, 'requested', cursor, page_size);
end
$$;
comment on function public.list_message_requests is '
What waits for the caller''s answer: first messages of strangers, and invitations to groups: {items, next_cursor}, conversations as
list_conversations gives them. Of an invitation me.inviter says who has sent it, and nothing of what is said there is shown.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_message_requests to authenticated;

create function public.answer_message_request(conversation_id uuid, accept boolean) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.answer_message_request(conversation_id, accept);
end
$$;
comment on function public.answer_message_request is '
Accepts or declines the first messages of a stranger, or an invitation to a group. Returns the conversation, as list_conversations
does, and null after a refusal, of which the other side is not told. To write an answer is to accept, too. Repeating an answer
changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND (also when it was answered otherwise), INVALID_ARGUMENT.';
grant execute on function public.answer_message_request to authenticated;

create function private.answer_message_request(conversation_id uuid, accept boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  conversation private.conversations;
  own private.conversation_members;
begin
  perform private.require_answer(accept);
  select * into conversation from private.conversations
  where conversations.id = answer_message_request.conversation_id
  for no key update;
  perform private.active_caller_id();
  select * into own from private.conversation_members member
  where member.conversation_id = conversation.id and member.user_id = caller
    and member.state in ('requested', case when accept then 'active' else 'declined' end);
  if not found then
    perform private.raise('CONVERSATION_NOT_FOUND', 'There is no such request.', 404);
  end if;
  if own.state = 'requested' and not accept then
    perform private.decline_request(own);
  elsif own.state = 'requested' and conversation.kind = 'group' then
    perform private.require_reach(caller);
    perform private.join_group(own);
  elsif own.state = 'requested' then
    perform private.accept_request(private.membership(conversation_id));
  elsif accept then
    perform private.membership(conversation_id);
  end if;
  return case when accept then (private.conversation_items(array[conversation.id], caller))[1] end;
end
$$;
comment on function private.answer_message_request is '
The step of answer_message_request that writes. Emits what accept_request emits. Errors: as answer_message_request.';
grant execute on function private.answer_message_request to authenticated;

create function private.accept_request(stands private.membership) returns private.membership
language plpgsql volatile
set search_path = ''
as $$
declare
  people uuid[] := array[(stands.member).user_id, (stands.partner).user_id];
begin
  perform from private.conversations where id = (stands.conversation).id for no key update;
  update private.conversation_members member set state = 'active', changed_in = pg_current_xact_id()
  where member.conversation_id = (stands.conversation).id and member.user_id = (stands.member).user_id
    and member.state in ('requested', 'declined');
  if found then
    perform private.tell_members((stands.conversation).id, people[1:1]);
    perform private.tell_people((stands.conversation).id, people, 'accepted');
    perform private.emit('message_request_accept', people[1], people[2], (stands.conversation).id);
  end if;
  return private.membership((stands.conversation).id);
end
$$;
comment on function private.accept_request is '
Opens a conversation of two to its member, whose row this is; nothing if it is open. Emits message_request_accept (subject: who has
asked, target: the conversation).';

create function private.decline_request(asked private.conversation_members) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  update private.conversation_members member set state = 'declined', left_at = now(), changed_in = pg_current_xact_id()
  where member.conversation_id = asked.conversation_id and member.user_id = asked.user_id;
  perform private.tell_people(asked.conversation_id, array[asked.user_id], 'declined');
end
$$;
comment on function private.decline_request is 'Refuses a request or an invitation. Only the own devices hear of it.';

create function private.reopen_conversation(conversation_id uuid, person_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  stands private.membership;
begin
  perform from private.conversations where id = reopen_conversation.conversation_id for no key update;
  perform private.active_caller_id();
  select conversation, own, other into stands
  from private.conversations conversation
  join private.conversation_members own on own.conversation_id = conversation.id and own.user_id = person_id
  left join private.conversation_members other on other.conversation_id = conversation.id and other.user_id <> person_id
  where conversation.id = reopen_conversation.conversation_id and own.state = 'declined';
  if found then
    perform private.accept_request(stands);
  end if;
end
$$;
comment on function private.reopen_conversation is 'Whoever has declined a request and now begins the conversation themself has accepted it.';

create function private.join_group(invited private.conversation_members) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  conversation private.conversations;
begin
  update private.conversations set member_count = member_count + 1, changed_in = pg_current_xact_id()
  where id = invited.conversation_id
  returning * into conversation;
  update private.conversation_members member
  set state = 'active', joined_at = now(), left_at = null, awaits_notice = true, first_seq = begun.first_seq,
    last_delivered_seq = greatest(member.last_delivered_seq, begun.last_delivered_seq),
    last_read_seq = greatest(member.last_read_seq, begun.last_read_seq), read_number = begun.read_number,
    changed_in = pg_current_xact_id()
  from private.beginning(conversation) begun
  where member.conversation_id = conversation.id and member.user_id = invited.user_id;
  if not conversation.history_for_new then
    perform private.change_topics(conversation.id);
  end if;
  perform private.note_change(conversation, jsonb_build_object('event', 'joined', 'actor_member_id', invited.id));
  perform private.tell_members(conversation.id, array[invited.user_id]);
  perform private.tell_people(conversation.id, array[invited.user_id], 'accepted');
end
$$;
comment on function private.join_group is 'Somebody accepts an invitation to a group, whose row is locked.';
