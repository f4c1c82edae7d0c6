-- How events leave: in the transaction of what they tell, to the topic of the conversation or, where not everybody who may join it
-- may hear it, to each member's own topic.
create function private.deliver(
  conversation private.conversations,
  sender_id uuid,
  event text,
  payload jsonb,
  other_id uuid default null,
  about uuid default null
) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  unseen uuid[] := '{}';
begin
  if private.is_shadowed(sender_id) then
    perform private.broadcast('user:' || sender_id, deliver.event, deliver.payload, deliver.about);
    return;
  end if;
  if conversation.kind = 'group' and sender_id is not null then
    unseen := private.hidden_from(sender_id) || case when other_id <> sender_id then private.hidden_from(other_id) else '{}' end;
  end if;
  if cardinality(unseen) = 0 then
    -- The row as it is now: somebody may have been removed since the caller of this has read it.
    perform private.broadcast(private.conversation_topic(now_is), deliver.event, deliver.payload, deliver.about)
    from private.conversations now_is where now_is.id = conversation.id;
  else
    perform private.broadcast_to_many(
      array(
        select 'user:' || member.user_id
        from private.conversation_members member
        where member.conversation_id = conversation.id and member.state = 'active' and member.user_id <> all (unseen)),
      event, payload, about);
  end if;
end
$$;
comment on function private.deliver is '
Sends an event about a conversation to its members: on its topic, but in a group on user:<id> of each for what somebody does whom
another member has blocked, or who has blocked another member. `other_id`: whose else it is, of whom the same holds. Without a
`sender_id` it is the system that speaks, to everybody. What a shadow banned person does only their own devices hear. `about`: the message that the event repeats. Whoever has not answered a
request hears of it by the event `conversation` alone.';
