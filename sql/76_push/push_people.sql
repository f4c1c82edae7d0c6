create function private.push_people() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  place record := private.begin_reading('pushes', 20000);
  asked private.push_request[];
begin
  if place.since is null then
    return 0;
  end if;
  -- The last message of a conversation stands for all of them. A first message of a stranger is a notification.
  select array_agg(row(said.user_id, 'message', 'conversation:' || said.conversation_id, 'message', said.message_id, interval '3 days')::private.push_request)
  into asked from (
    select distinct on (member.user_id, member.conversation_id) member.user_id, member.conversation_id, message.id as message_id
    from private.engagement line
    join private.messages message on message.id = (line.details ->> 'message_id')::uuid
    join private.conversation_members member on member.conversation_id = message.conversation_id
    where line.kind = 'message' and line.transaction_id >= place.since and line.transaction_id < place.until
      and member.state = 'active' and member.user_id <> message.sender_id and member.last_read_seq < message.seq
      and (member.muted_until > now()) is not true and member.archived_at is null
      and exists (select from private.push_endpoints device where device.person_id = member.user_id)
    order by member.user_id, member.conversation_id, message.seq desc
  ) said;
  perform private.queue_pushes(asked);
  perform private.withdraw_push(taken_back.person_id, taken_back.tag, 'undone')
  from (
    select push.person_id, push.tag
    from private.engagement line
    join private.conversation_members member on member.conversation_id = line.target_id
    join private.pushes push on push.person_id = member.user_id and push.tag = 'conversation:' || line.target_id
    where line.kind = 'message_removal' and line.transaction_id >= place.since and line.transaction_id < place.until
      and push.target_id = (line.details ->> 'message_id')::uuid
    order by push.id
  ) taken_back;
  perform private.queue_pushes(array(
    select distinct row(line.subject_id, 'call', 'call:' || call.id, 'call', call.id, call.rings_until - now())::private.push_request
    from private.engagement line
    join private.calls call on call.id = (line.details ->> 'call_id')::uuid
    where line.kind = 'call' and line.transaction_id >= place.since and line.transaction_id < place.until and call.rings_until > now()));
  -- Of several prompts the last is the one that is answered.
  perform private.queue_pushes(array(
    select distinct on (line.subject_id)
      row(line.subject_id, 'match_prompt', 'match_prompt', 'match', line.target_id, proposal.deadline - now())::private.push_request
    from private.engagement line
    join private.match_proposals proposal on proposal.id = line.target_id
    where line.kind = 'match_prompt' and line.transaction_id >= place.since and line.transaction_id < place.until and proposal.deadline > now()
    order by line.subject_id, proposal.deadline desc));
  perform private.finish_reading('pushes', place.until);
  return coalesce(cardinality(asked), 0);
end
$$;
comment on function private.push_people is '
The reader of the log that asks for the pushes which are no notifications: messages, calls that ring, and match prompts. Returns how many people
have messages. The worker calls it.';
