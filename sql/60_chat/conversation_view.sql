-- The one shape of a conversation, for lists and sync.
create function private.conversation_items(ids uuid[], viewer uuid) returns jsonb[]
language plpgsql stable
set search_path = ''
as $$
declare
  unseen uuid[] := private.hidden_ids();
  exchanges boolean := private.exchanges_reads(viewer);
  is_shadowed boolean := private.is_shadowed(viewer);
begin
  return (
    with wanted as materialized (
      select given.place, conversation, found.own, hidden.ids as hidden, newest.id as newest_id
      from unnest(ids) with ordinality given (id, place)
      join private.conversations conversation on conversation.id = given.id
      -- With its limit, because as a plain join this would read all conversations of the viewer.
      cross join lateral (
        select own from private.conversation_members own
        where own.conversation_id = given.id and own.user_id = viewer
        limit 1
      ) found
      -- Nearly nobody has blocked anybody, so nearly never is there a difference.
      cross join lateral (select case when unseen = '{}' then unseen else private.hidden_in(found.own, unseen) end as ids) hidden
      left join lateral (
        select message.id from private.messages message
        where message.conversation_id = conversation.id
          and ((found.own).state = 'active' or conversation.kind <> 'group')
          and private.may_read(found.own, message, hidden.ids)
        order by message.seq desc
        limit 1
      ) newest on true
    ),
    -- All at once: looking at each by itself would cost more than the rest.
    newest_items as materialized (
      select (item ->> 'conversation_id')::uuid as conversation_id, item
      from unnest(private.message_items(array(select newest_id from wanted where newest_id is not null), viewer)) item
    )
    select array_agg(
      jsonb_build_object(
        'id', (conversation).id, 'kind', (conversation).kind, 'title', (conversation).title, 'picture', picture.view,
        'created_at', (conversation).created_at, 'ended_at', (conversation).ended_at, 'member_count', (conversation).member_count,
        'disappear_after_s', extract(epoch from (conversation).disappear_after)::bigint,
        'members_may_add', (conversation).members_may_add, 'only_admins_send', (conversation).only_admins_send,
        'history_for_new', (conversation).history_for_new,
        'topic', names.topic, 'live_topic', names.live_topic,
        'other', other.view,
        'me', private.own_view(own) || case when (own).state = 'requested' and (conversation).kind = 'group'
          then jsonb_build_object('inviter', private.inviter_card(conversation, own, hidden)) else '{}' end,
        'unread', case when ((own).state = 'active' or (conversation).kind <> 'group') and (conversation).last_number > (own).read_number
          then private.unread(conversation, own, hidden) else 0 end,
        'last_message', newest_items.item)
      order by wanted.place)
    from wanted
    cross join lateral private.topics_of_member(conversation, own, is_shadowed) names
    left join newest_items on newest_items.conversation_id = (conversation).id
    left join lateral (
      select private.media_view(medium) as view from private.media medium where medium.id = (conversation).picture_id
    ) picture on true
    left join lateral (
      select private.member_card(conversation, member, shown.profile) || jsonb_build_object(
          'last_read_seq', case when member.state = 'active' and exchanges and settings.read_receipts then member.last_read_seq else 0 end,
          'last_delivered_seq', case when member.state = 'active' then member.last_delivered_seq else 0 end,
          'reveal_asked', member.reveal_asked_at is not null) as view
      from private.conversation_members member
      join private.shown_people shown on shown.id = member.user_id
      -- As private.exchanges_reads says.
      left join private.profile_settings settings on settings.profile_id = member.user_id
      where (conversation).kind <> 'group' and member.conversation_id = (conversation).id and member.user_id <> viewer
        and member.user_id <> all (hidden)
      limit 1
    ) other on true);
end
$$;
comment on function private.conversation_items is '
Conversations as their member `viewer` gets them, in the order of `ids`; null for none. Which ones is for the callers to decide.';

create function private.own_view(member private.conversation_members) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'member_id', member.id, 'alias', member.alias, 'role', member.role, 'state', member.state, 'first_seq', member.first_seq,
    'last_read_seq', member.last_read_seq, 'last_delivered_seq', member.last_delivered_seq, 'muted', coalesce(member.muted_until > now(), false),
    'muted_until', nullif(member.muted_until, 'infinity'),
    'archived', member.archived_at is not null, 'pinned', member.pinned_at is not null, 'joined_at', member.joined_at,
    'reveal_asked', member.reveal_asked_at is not null);
end
$$;
comment on function private.own_view is 'What somebody is told of their own membership: `me` of a conversation.';

create function private.inviter_card(
  conversation private.conversations,
  invited private.conversation_members,
  unseen uuid[]
) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select private.member_card(conversation, inviter, shown.profile)
    from private.conversation_members inviter
    join private.shown_people shown on shown.id = inviter.user_id
    where inviter.conversation_id = conversation.id and inviter.id = invited.added_by and inviter.user_id <> all (unseen));
end
$$;
comment on function private.inviter_card is 'Who has invited somebody into a group, as member_card; null for who is gone.';

create function private.unread(
  conversation private.conversations,
  member private.conversation_members,
  unseen uuid[]
) returns bigint
language plpgsql stable
set search_path = ''
as $$
declare
  seen_up_to bigint := greatest(member.last_read_seq, member.first_seq - 1);
  unread bigint := conversation.last_number - member.read_number;
begin
  if unread = 0 then
    return 0;
  end if;
  -- Of those, what was deleted for all or has disappeared, and what the person has deleted: few rows, each by an index.
  unread := unread - (
    select count(*) from private.messages message
    where message.conversation_id = conversation.id and message.seq > seen_up_to and message.kind <> 'system'
      and (message.deleted_at is not null or message.expires_at is not null)
      and (message.deleted_at is not null or message.expires_at <= now())
  ) - (
    -- And what is held back, for all or for all others.
    select count(*) from private.messages message
    where message.conversation_id = conversation.id and message.seq > seen_up_to and message.kind <> 'system' and message.held is not null
      and (message.held = 'removed' or message.sender_id <> member.user_id)
      and message.deleted_at is null and (message.expires_at > now() or message.expires_at is null)
  ) - (
    select count(*) from private.message_hides hide
    join private.messages message on message.conversation_id = hide.conversation_id and message.seq = hide.seq
    where hide.user_id = member.user_id and hide.conversation_id = conversation.id and hide.seq > seen_up_to
      and message.kind <> 'system' and message.deleted_at is null and (message.expires_at > now() or message.expires_at is null)
      and (message.held is null or message.held <> 'removed' and message.sender_id = member.user_id));
  if cardinality(unseen) > 0 and conversation.kind = 'group' then
    if exists (
      select from private.conversation_members other
      where other.conversation_id = conversation.id and other.user_id = any (unseen)) then
      unread := unread - (
        select count(*) from private.messages message
        where message.conversation_id = conversation.id and message.seq > seen_up_to and message.kind <> 'system'
          and message.sender_id = any (unseen) and message.held is null
          and message.deleted_at is null and (message.expires_at > now() or message.expires_at is null)
          and not exists (
            select from private.message_hides hide
            where hide.user_id = member.user_id and hide.conversation_id = conversation.id and hide.seq = message.seq));
    end if;
  end if;
  return unread;
end
$$;
comment on function private.unread is '
How many messages a member has not read: exactly, since what was deleted, has disappeared or comes from `unseen` people is
taken off. The system''s messages and the own ones never count.';
