create function public.sync(since text default null) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.sync(since);
end
$$;
comment on function public.sync is '
Everything that has changed for the caller after a point, for clients that were away: {conversations, messages, receipts,
notifications, removed: {conversations: [id], messages: [{conversation_id, seq}]}, next_since, more}. Without `since` nothing but
the point of now, to begin from: take it before the first lists are read. `messages`: new and changed ones as list_messages gives
them, conversation by conversation and there in their order, up to 200 a page; while `more` is true, call again with next_since.
`conversations`: as list_conversations gives them, each as it is now. `receipts`: {conversation_id, member_id, user_id,
last_delivered_seq, last_read_seq}. `match`: where the caller''s search for somebody stands, as GET matchmaking/status says it. All but
the messages come with the first page. Nothing is left out and nothing comes twice, whoever
writes at the same moment. docs/sync.md shows a client.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR.';
grant execute on function public.sync to authenticated;

create function private.sync(since text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  span private.sync_range := private.decode_sync_range(since);
  is_first boolean := span.conversation_id is null;
  size int := 200;
  ids uuid[];
  following private.sync_range := row(span.until, null, null, null);
begin
  if since is not null then
    ids := private.sync_message_ids(caller, span, size + 1);
  end if;
  if cardinality(ids) > size then
    following := span;
    select message.conversation_id, message.seq into following.conversation_id, following.seq
    from private.messages message where message.id = ids[size];
  end if;
  return jsonb_build_object(
    'conversations', case when is_first then private.sync_conversations(caller, span) else '[]' end,
    'messages', coalesce(private.message_items(ids[1:size], caller), '{}'),
    'receipts', case when is_first then private.sync_receipts(caller, span) else '[]' end,
    'notifications', '[]'::jsonb,
    'removed', case when is_first then private.sync_removed(caller, span) else '{"conversations": [], "messages": []}' end,
    'next_since', private.encode_sync_range(following),
    'more', following.conversation_id is not null)
    || case when is_first then private.sync_parts(caller) else '{}' end;
end
$$;
comment on function private.sync is 'The step of sync that reads. Errors: as sync.';
grant execute on function private.sync to authenticated;

-- A later domain adds what its clients must know after a gap by declaring private.sync_part_<name>(caller uuid) returns jsonb.
create function private.sync_parts(caller uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  part text;
  answer jsonb;
  parts jsonb := '{}';
begin
  for part in
    select substring(routine.proname from '^sync_part_(.+)$') from pg_catalog.pg_proc routine
    where routine.proname >= 'sync_part_' and routine.proname < 'sync_part`' and routine.pronamespace = 'private'::regnamespace
  loop
    execute format('select private.%I($1)', 'sync_part_' || part) into answer using caller;
    parts := parts || jsonb_build_object(part, answer);
  end loop;
  return parts;
end
$$;
comment on function private.sync_parts is 'What later domains add to the first page of sync: `x` where there is a function private.sync_part_x(caller uuid).';

create function private.sync_message_ids(caller uuid, span private.sync_range, size int) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
declare
  unseen uuid[] := private.hidden_ids();
  touched record;
  ids uuid[] := '{}';
begin
  for touched in
    select own as member, case own.conversation_id when span.conversation_id then span.seq else 0 end as behind,
      -- What is new begins behind the last message that was known: looked for from the end.
      coalesce((
        select known.seq from private.messages known
        where known.conversation_id = own.conversation_id and pg_visible_in_snapshot(known.created_in, span.since)
        order by known.seq desc
        limit 1), 0) as known_up_to
    from private.conversation_members own
    join private.conversations conversation on conversation.id = own.conversation_id
    where own.user_id = caller and private.reads_along(conversation, own, private.hidden_in(own, unseen))
      and (span.conversation_id is null or own.conversation_id >= span.conversation_id)
      and (not pg_visible_in_snapshot(conversation.changed_in, span.since)
        or exists (
          select from private.messages message
          where message.conversation_id = own.conversation_id and message.changed_in >= pg_snapshot_xmin(span.since)))
    order by own.conversation_id
  loop
    ids := ids || private.sync_messages_of(touched.member, span, touched.known_up_to, touched.behind, private.hidden_in(touched.member, unseen),
      size - cardinality(ids));
    exit when cardinality(ids) >= size;
  end loop;
  return ids;
end
$$;
comment on function private.sync_message_ids is 'The next messages that are new to somebody or have changed: the part messages of sync.';

create function private.sync_messages_of(
  member private.conversation_members, span private.sync_range, known_up_to bigint, behind bigint, unseen uuid[], size int
) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
begin
  return array(
    select id
    from (
      (select message.id, message.seq from private.messages message
      where message.conversation_id = member.conversation_id and message.seq > greatest(known_up_to, behind)
        and pg_visible_in_snapshot(message.created_in, span.until) and private.may_read(member, message, unseen)
      order by message.seq
      limit size)
      union all
      (select message.id, message.seq from private.messages message
      where message.conversation_id = member.conversation_id and message.changed_in >= pg_snapshot_xmin(span.since)
        and message.seq between behind + 1 and known_up_to
        and private.was_changed(message.changed_in, span) and private.may_read(member, message, unseen)
      order by message.seq
      limit size)
    ) found
    order by seq
    limit size);
end
$$;
comment on function private.sync_messages_of is '
Of one conversation the messages behind `behind` that are new, which are all behind `known_up_to`, or have changed.';

create function private.sync_conversations(caller uuid, span private.sync_range) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  -- Nearly everything is older than this, and needs no closer look.
  first xid8 := pg_snapshot_xmin(span.since);
  unseen uuid[] := private.hidden_ids();
  ids uuid[];
begin
  select array_agg(own.conversation_id) into ids
  from private.conversation_members own
  join private.conversations conversation on conversation.id = own.conversation_id
  where own.user_id = caller and own.state in ('active', 'requested')
    and (conversation.changed_in >= first and private.was_changed(conversation.changed_in, span)
      or own.changed_in >= first and private.was_changed(own.changed_in, span))
    and (own.state = 'active' or conversation.kind = 'group' or own.position is not null)
    and (conversation.kind = 'group' or cardinality(unseen) = 0 or not exists (
      select from private.conversation_members other
      where other.conversation_id = own.conversation_id and other.user_id = any (private.hidden_in(own, unseen))));
  return coalesce(to_jsonb(private.conversation_items(ids, caller)), '[]');
end
$$;
comment on function private.sync_conversations is 'What conversations of somebody are like now that have changed: the part conversations of sync.';

create function private.sync_receipts(caller uuid, span private.sync_range) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  first xid8 := pg_snapshot_xmin(span.since);
  exchanges boolean := private.exchanges_reads(caller);
  unseen uuid[] := private.hidden_ids();
begin
  return (
    select coalesce(jsonb_agg(
      private.receipt_view(conversation, changed.member)
      || case when exchanges and private.exchanges_reads((changed.member).user_id) then '{}' else '{"last_read_seq": 0}'::jsonb end), '[]')
    from private.conversation_members own
    join private.conversations conversation
      on conversation.id = own.conversation_id and conversation.member_count <= private.receipts_up_to()
    cross join lateral (
      select member from private.conversation_members member
      where member.conversation_id = own.conversation_id and member.changed_in >= first
        and private.was_changed(member.changed_in, span)
        and member.user_id <> caller and member.user_id <> all (private.hidden_in(own, unseen)) and member.state = 'active'
        and not private.is_shadowed(member.user_id)
    ) changed
    where own.user_id = caller and own.state = 'active');
end
$$;
comment on function private.sync_receipts is 'The marks of others that have moved: the part receipts of sync, the same as the event.';

create function private.sync_removed(caller uuid, span private.sync_range) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  first xid8 := pg_snapshot_xmin(span.since);
  unseen uuid[] := private.hidden_ids();
begin
  return jsonb_build_object(
    'conversations', (
      select coalesce(jsonb_agg(own.conversation_id), '[]')
      from private.conversation_members own
      join private.conversations conversation on conversation.id = own.conversation_id
      where own.user_id = caller and own.changed_in >= first and private.was_changed(own.changed_in, span)
        and (own.state in ('gone', 'declined') or conversation.kind <> 'group' and exists (
          select from private.conversation_members other
          where other.conversation_id = own.conversation_id and other.user_id = any (private.hidden_in(own, unseen))))),
    'messages', (
      select coalesce(jsonb_agg(jsonb_build_object('conversation_id', hide.conversation_id, 'seq', hide.seq)
        order by hide.conversation_id, hide.seq), '[]')
      from (
        select hidden.conversation_id, hidden.seq from private.message_hides hidden
        where hidden.user_id = caller and hidden.changed_in >= first and private.was_changed(hidden.changed_in, span)
        union all
        select message.conversation_id, message.seq
        from private.conversation_members own
        join private.messages message on message.conversation_id = own.conversation_id and message.held in ('hidden', 'removed')
        where own.user_id = caller and own.state = 'active' and message.seq >= own.first_seq
          and (message.held = 'removed' or message.sender_id <> caller)
          and message.changed_in >= first and private.was_changed(message.changed_in, span)
      ) hide));
end
$$;
comment on function private.sync_removed is '
What is gone for somebody: conversations that they left, were removed from or that a block has ended, and messages that they
have deleted for themselves on another device, or that moderators have taken away.';
