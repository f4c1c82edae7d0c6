create function private.leave_conversations() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  own private.conversation_members;
begin
  -- Every conversation that this changes, in one order, before any row that hangs on it: as whoever speaks there takes them.
  perform from private.conversations conversation
  where conversation.id in (
    select member.conversation_id from private.conversation_members member where member.user_id = old.id
    union all
    select created.id from private.conversations created where created.creator_id = old.id
    union all
    select shown.id from private.media medium join private.conversations shown on shown.picture_id = medium.id
    where medium.owner_id = old.id)
  order by conversation.id
  -- As everybody else locks it: those who wait for a row in different modes can wait for each other.
  for no key update;

  for own in
    select member.* from private.conversation_members member
    join private.conversations conversation on conversation.id = member.conversation_id
    where member.user_id = old.id and member.state = 'active' and conversation.kind = 'group'
    order by member.conversation_id
  loop
    perform private.leave_group(own);
  end loop;
  for own in
    select member.* from private.conversation_members member
    join private.conversations conversation on conversation.id = member.conversation_id
    where member.user_id = old.id and conversation.kind = 'anonymous'
    order by member.conversation_id
  loop
    perform private.end_anonymous(own);
  end loop;
  update private.conversations conversation
  set changed_in = pg_current_xact_id(), low_id = nullif(conversation.low_id, old.id), high_id = nullif(conversation.high_id, old.id),
    ended_at = case when not exists (
      select from private.conversation_members other
      where other.conversation_id = conversation.id and other.user_id <> old.id) then now() end
  where conversation.kind = 'direct' and conversation.id in (
    select member.conversation_id from private.conversation_members member where member.user_id = old.id);

  update private.conversations conversation set creator_id = null where conversation.creator_id = old.id;
  delete from private.conversation_members member where member.user_id = old.id;

  -- What was said stays, by somebody who is gone.
  update private.messages message set sender_id = null, changed_in = pg_current_xact_id() where message.sender_id = old.id;
  return old;
end
$$;
comment on function private.leave_conversations is '
Trigger: an account goes. Its messages stay without a sender, its groups go on without it, under another owner where it was the
owner, and strangers who talked with it are told that it has left.';
