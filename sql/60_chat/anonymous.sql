-- Conversations of two who do not know each other's names, until both want to be known.
create function private.start_anonymous_conversation(one uuid, other uuid) returns uuid
language plpgsql volatile
set search_path = ''
as $$
declare
  started uuid;
  aliases text[] := private.draw_aliases();
begin
  perform private.keep_people(array[one, other]);
  insert into private.conversations (kind, member_count) values ('anonymous', 2) returning id into started;
  insert into private.conversation_members (conversation_id, user_id, alias)
  values (started, one, aliases[1]), (started, other, aliases[2]);
  return started;
end
$$;
comment on function private.start_anonymous_conversation is '
Puts two people into a conversation in which they have other names, and returns it. For matchmaking, which has chosen them.';

create function private.draw_aliases() returns text[]
language plpgsql volatile
set search_path = ''
as $$
begin
  return (
    select array_agg(quality.word || ' ' || animal.word)
    from (
      select word, row_number() over () as place
      from (select word from unnest(private.alias_qualities()) word order by random() limit 2) drawn
    ) quality
    join (
      select word, row_number() over () as place
      from (select word from unnest(private.alias_animals()) word order by random() limit 2) drawn
    ) animal using (place));
end
$$;
comment on function private.draw_aliases is 'Two names drawn at random, with no word in common.';

create function private.alias_qualities() returns text[]
language sql immutable
set search_path = ''
as $$
  select array[
    'Amber', 'Brave', 'Bright', 'Calm', 'Clever', 'Cosmic', 'Curious', 'Daring', 'Dreamy', 'Eager', 'Electric', 'Fearless', 'Gentle',
    'Golden', 'Happy', 'Humble', 'Jolly', 'Kind', 'Lively', 'Lucky', 'Lunar', 'Mellow', 'Merry', 'Mighty', 'Misty', 'Noble', 'Patient',
    'Polar', 'Quick', 'Quiet', 'Silver', 'Sincere', 'Sleepy', 'Sunny', 'Swift', 'Tender', 'Velvet', 'Wandering', 'Wild', 'Wise']
$$;
comment on function private.alias_qualities is 'First words of aliases.';

create function private.alias_animals() returns text[]
language sql immutable
set search_path = ''
as $$
  select array[
    'Albatross', 'Badger', 'Bear', 'Beaver', 'Bison', 'Cheetah', 'Crane', 'Deer', 'Dolphin', 'Eagle', 'Falcon', 'Finch', 'Fox', 'Gecko',
    'Hare', 'Hedgehog', 'Heron', 'Ibex', 'Jaguar', 'Kestrel', 'Koala', 'Lemur', 'Lynx', 'Marten', 'Moose', 'Narwhal', 'Ocelot', 'Otter',
    'Owl', 'Panda', 'Penguin', 'Puffin', 'Raven', 'Robin', 'Seal', 'Sparrow', 'Swan', 'Tiger', 'Turtle', 'Wolf']
$$;
comment on function private.alias_animals is 'Second words of aliases.';

create function public.reveal_identity(conversation_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.reveal_identity(conversation_id);
end
$$;
comment on function public.reveal_identity is '
Says in an anonymous conversation that the caller is ready to show who they are. When both have said so, each sees the other''s
profile; until then the other one learns only that they are asked. Where one has blocked the other''s profile meanwhile, of which
nothing is to be noticed before, the conversation is gone instead: `other` is null. Returns the conversation, as list_conversations does. Repeating
it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, CONVERSATION_CLOSED, INVALID_ARGUMENT (not anonymous).';
grant execute on function public.reveal_identity to authenticated;

create function private.reveal_identity(conversation_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  stands private.membership := private.lock_conversation(conversation_id);
begin
  if (stands.conversation).kind <> 'anonymous' then
    perform private.raise('INVALID_ARGUMENT', 'In this conversation everybody knows who the other is.', 422);
  end if;
  perform private.require_open_conversation(stands);
  if (stands.member).reveal_asked_at is null and private.is_shadowed(caller) then
    update private.conversation_members member set reveal_asked_at = now(), changed_in = pg_current_xact_id()
    where member.conversation_id = reveal_identity.conversation_id and member.user_id = caller and (stands.partner).reveal_asked_at is null;
  elsif (stands.member).reveal_asked_at is null then
    update private.conversation_members member
    set reveal_asked_at = coalesce(member.reveal_asked_at, now()),
      revealed_at = case when (stands.partner).reveal_asked_at is not null then now() end, changed_in = pg_current_xact_id()
    where member.conversation_id = reveal_identity.conversation_id
      and (member.user_id = caller or (stands.partner).reveal_asked_at is not null);
    if (stands.partner).reveal_asked_at is not null and exists (
      select from public.blocks
      where (blocker_id, blocked_id) in ((caller, (stands.partner).user_id), ((stands.partner).user_id, caller))) then
      perform private.change_topics(conversation_id);
      return (private.conversation_items(array[conversation_id], caller))[1];
    elsif (stands.partner).reveal_asked_at is not null then
      perform private.note_change(stands.conversation, jsonb_build_object('event', 'revealed', 'actor_member_id', (stands.member).id));
    end if;
    perform private.tell_members(conversation_id, array[caller, (stands.partner).user_id]);
  end if;
  return (private.conversation_items(array[conversation_id], caller))[1];
end
$$;
comment on function private.reveal_identity is 'The step of reveal_identity that writes. Errors: as reveal_identity.';
grant execute on function private.reveal_identity to authenticated;

create function private.end_anonymous(leaver private.conversation_members) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  conversation private.conversations;
begin
  select * into conversation from private.conversations where id = leaver.conversation_id;
  if conversation.ended_at is not null then
    return;
  end if;
  perform private.note_change(conversation, jsonb_build_object('event', 'left', 'actor_member_id', leaver.id));
  update private.conversations set ended_at = now(), changed_in = pg_current_xact_id() where id = conversation.id;
  perform private.change_topics(conversation.id);
  perform private.tell_people(conversation.id, array(
    select member.user_id from private.conversation_members member where member.conversation_id = conversation.id), 'ended');
end
$$;
comment on function private.end_anonymous is 'One of the two goes, and with that the conversation is over; its row is locked.';
