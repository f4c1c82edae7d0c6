create function private.end_talk_of_pair() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  shared record;
begin
  for shared in select distinct conversation_id from private.talk_of_pair(new.blocker_id, new.blocked_id) loop
    perform private.change_topics(shared.conversation_id);
  end loop;
  -- In a group the one who blocks neither gives nor gets signs from now on.
  perform private.change_topics(common.id)
  from (
    select conversation.id from private.conversations conversation
    where conversation.kind = 'group' and conversation.id in (
      select mine.conversation_id from private.conversation_members mine
      join private.conversation_members theirs
        on theirs.conversation_id = mine.conversation_id and theirs.user_id = new.blocked_id and theirs.state = 'active'
      where mine.user_id = new.blocker_id and mine.state = 'active')
    order by conversation.id
    for no key update
  ) common;
  -- An invitation into a group is the inviter's as well.
  update private.conversation_members invited set state = 'declined', left_at = now(), changed_in = pg_current_xact_id()
  from private.conversation_members inviter
  where invited.user_id in (new.blocker_id, new.blocked_id) and invited.state = 'requested' and invited.position is null
    and inviter.conversation_id = invited.conversation_id and inviter.id = invited.added_by
    and inviter.user_id in (new.blocker_id, new.blocked_id);
  return null;
end
$$;
comment on function private.end_talk_of_pair is '
Trigger: after a block nothing goes from the one to the other in a conversation of the two, from this moment on.';

create function private.resume_talk_of_pair() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.talk_of_pair(old.blocker_id, old.blocked_id);
  return null;
end
$$;
comment on function private.resume_talk_of_pair is 'Trigger: after the end of a block their conversations are back.';

create function private.talk_of_pair(one uuid, other uuid) returns table (conversation_id uuid)
language plpgsql volatile
set search_path = ''
as $$
declare
  shared uuid[];
begin
  shared := array(
    select conversation.id from private.conversations conversation
    where conversation.id in (
      select direct.id from private.conversations direct
      where direct.low_id = least(one, other) and direct.high_id = greatest(one, other)
      union all
      select mine.conversation_id from private.conversation_members mine
      join private.conversation_members theirs on theirs.conversation_id = mine.conversation_id and theirs.user_id = other
      where mine.user_id = one and mine.alias is not null)
    order by conversation.id
    for no key update);
  -- Looked at behind the lock: they may just have shown each other who they are.
  return query
    update private.conversation_members member set changed_in = pg_current_xact_id()
    where member.conversation_id = any (shared) and not private.is_masked(member)
    returning member.conversation_id;
end
$$;
comment on function private.talk_of_pair is '
The conversations of only these two people who know each other''s names, locked; for sync they have changed for both.';
