create function public.create_group(client_id uuid, title text, member_ids uuid[] default '{}') returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.create_group(client_id, title, member_ids);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.create_group is '
Makes a group that the caller owns, with up to 999 others: {conversation, added, invited, not_added}, the conversation as
list_conversations gives it and the user ids as add_members. `title`: 1 to 100 characters. `client_id` is made by the client: a
retry with the same one returns the group that exists.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_GROUP, INVALID_ARGUMENT, CONTENT_REJECTED, RATE_LIMITED.';
grant execute on function public.create_group to authenticated;

create function private.create_group(client_id uuid, title text, member_ids uuid[]) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  written text := private.trimmed(title);
  conversation private.conversations;
  own private.conversation_members;
  joined uuid[];
begin
  perform private.check_member_ids(member_ids, 0, private.group_limit() - 1);
  if client_id is null then
    perform private.raise('INVALID_ARGUMENT', 'client_id is required.', 422);
  end if;
  select * into conversation from private.conversations
  where creator_id = caller and conversations.client_id = create_group.client_id;
  if not found then
    perform private.check_group(jsonb_build_object('title', title));
    perform private.take_token('create_group', caller::text);
    perform private.keep_people(member_ids || caller);
    perform private.active_caller_id();
    insert into private.conversations (kind, title, creator_id, client_id, member_count)
    values ('group', written, caller, create_group.client_id, 1)
    on conflict on constraint one_conversation_a_client_id do nothing
    returning * into conversation;
    if found then
      perform private.flag_text('conversation', conversation.id, caller, private.moderate_text(written));
      insert into private.conversation_members (conversation_id, user_id, role) values (conversation.id, caller, 'owner')
      returning * into own;
      joined := private.add_people(own, member_ids);
      perform private.note_change(conversation, jsonb_build_object(
        'event', 'created', 'actor_member_id', own.id, 'title', written,
        'member_ids', private.member_ids_of(conversation.id, joined)));
      perform private.tell_people(conversation.id, array[caller], 'added');
    else
      -- Two tries at once: the other one has made it.
      select * into conversation from private.conversations
      where creator_id = caller and conversations.client_id = create_group.client_id;
    end if;
  end if;
  return jsonb_build_object('conversation', (private.conversation_items(array[conversation.id], caller))[1])
    || private.standing_of(conversation.id, member_ids, caller);
end
$$;
comment on function private.create_group is 'The step of create_group that writes. Emits what add_people emits. Errors: as create_group.';
grant execute on function private.create_group to authenticated;
