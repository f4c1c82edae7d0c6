-- The two topics of a conversation: `topic`, on which the database speaks, and `live_topic`, on which its members do. Both names
-- end in the conversation's epoch, and only those of now can be joined.
create function private.conversation_topic(conversation private.conversations) returns text
language plpgsql immutable
set search_path = ''
as $$
begin
  return 'conversation:' || conversation.id || ':' || conversation.epoch;
end
$$;
comment on function private.conversation_topic is 'Where the database tells what happens in a conversation: private.deliver.';

create function private.live_topic(conversation private.conversations) returns text
language plpgsql immutable
set search_path = ''
as $$
begin
  return 'conversation_live:' || conversation.id || ':' || conversation.epoch;
end
$$;
comment on function private.live_topic is 'Where the members of a conversation broadcast `typing`, {member_id, typing}, and are present.';

create function private.topics_of_member(
  conversation private.conversations,
  member private.conversation_members,
  is_shadowed boolean default null,
  out topic text,
  out live_topic text
)
language plpgsql stable
set search_path = ''
as $$
begin
  -- A request waits in its reader's own topic: so its refusal changes nothing that the other one could see.
  if member.state <> 'active' or conversation.ended_at is not null then
    return;
  end if;
  topic := private.conversation_topic(conversation);
  if coalesce(is_shadowed, private.is_shadowed(member.user_id)) then
    -- A room of their own: it looks like the others', and nobody is in it.
    live_topic := 'conversation_live:' || conversation.id || ':' || md5(conversation.epoch::text || member.id)::uuid;
    return;
  end if;
  if conversation.kind <> 'group' or not exists (
    select from public.blocks
    join private.conversation_members other
      on other.conversation_id = conversation.id and other.user_id = blocked_id and other.state = 'active'
    where blocker_id = member.user_id) then
    live_topic := private.live_topic(conversation);
  end if;
end
$$;
comment on function private.topics_of_member is '
The topics that a member may join, null for those they may not. Who has blocked somebody in a group neither gives nor gets signs
there: clients hear each other on a live topic without the database in between, and who is blocked is not to notice.';

create function private.topic_conversation(id text) returns private.topic_access
language plpgsql stable
set search_path = ''
as $$
begin
  return (case when (private.joinable(id)).topic is not null then array['broadcast'] else '{}' end, array[]::text[]);
end
$$;
comment on function private.topic_conversation is 'conversation:<id>:<epoch>: its members receive what the database sends; nobody sends.';

create function private.topic_conversation_live(id text) returns private.topic_access
language plpgsql stable
set search_path = ''
as $$
declare
  joinable record := private.joinable(id);
  -- Set by a Realtime that tells who wants to be present as whom: the embedded one.
  presence_key text := nullif(current_setting('realtime.presence_key', true), '');
begin
  if joinable.live_topic is null then
    return (array[]::text[], array[]::text[]);
  elsif presence_key <> joinable.member_id::text then
    return (array['broadcast', 'presence'], array['broadcast']);
  end if;
  return (array['broadcast', 'presence'], array['broadcast', 'presence']);
end
$$;
comment on function private.topic_conversation_live is '
conversation_live:<id>:<epoch>: its members send `typing` and presence, under the key of their own member_id.';

create function private.joinable(id text, out member_id uuid, out topic text, out live_topic text)
language plpgsql stable
set search_path = ''
as $$
declare
  stands private.membership := private.find_membership(split_part(id, ':', 1)::uuid);
begin
  select chosen.topic, chosen.live_topic into topic, live_topic
  from private.topics_of_member(stands.conversation, stands.member) chosen;
  topic := case when topic = 'conversation:' || id then topic end;
  live_topic := case when live_topic = 'conversation_live:' || id then live_topic end;
  member_id := (stands.member).id;
end
$$;
comment on function private.joinable is 'What the caller may join of a conversation, <id>:<epoch>: nothing unless this is its epoch of now.';

create function private.change_topics(conversation_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  earlier private.conversations;
  conversation private.conversations;
begin
  select * into earlier from private.conversations where id = change_topics.conversation_id;
  update private.conversations changed set epoch = gen_random_uuid(), changed_in = pg_current_xact_id()
  where changed.id = change_topics.conversation_id
  returning * into conversation;
  -- Who is still on the old ones is shown out; hosted Supabase only tells them.
  perform private.recheck_topic(private.conversation_topic(earlier)), private.recheck_topic(private.live_topic(earlier));
  perform private.broadcast_to_many(array_agg('user:' || member.user_id), 'conversation', jsonb_build_object(
    'conversation_id', conversation.id, 'topic', names.topic, 'live_topic', names.live_topic))
  from private.conversation_members member
  cross join lateral private.topics_of_member(conversation, member) names
  where member.conversation_id = conversation.id and names.topic is not null
    and (conversation.kind = 'group' or not exists (
      select from private.conversation_members other
      where other.conversation_id = conversation.id and other.user_id = any (private.hidden_in(member))))
  group by names.topic, names.live_topic;
end
$$;
comment on function private.change_topics is '
Gives a conversation, which is locked, another epoch: to be called after the write that lets somebody in or out, and before the
events that only those who are left, or who are new, are to get. Tells the members, event `conversation` on user:<id>:
{conversation_id, topic, live_topic}.';

create function private.shadow_conversations() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  talk uuid;
begin
  update private.messages message set held = null, changed_in = pg_current_xact_id()
  where message.sender_id = new.id and message.held = 'shadow' and new.shadow_banned_at is null;
  for talk in
    select conversation.id from private.conversations conversation
    where conversation.ended_at is null and conversation.id in (
      select own.conversation_id from private.conversation_members own where own.user_id = new.id and own.state = 'active')
    order by conversation.id
    for no key update
  loop
    perform private.change_topics(talk);
  end loop;
  return null;
end
$$;
comment on function private.shadow_conversations is '
Trigger: a shadow ban begins or ends. The person leaves the live topics of the others, or comes back to them, and what they have said meanwhile takes its place.';
