-- The one shape of a message, for lists, events and sync.
create function private.message_view(
  message private.messages,
  sender jsonb,
  media jsonb default '[]',
  reply_to jsonb default null,
  reactions jsonb default '{"count": 0, "emojis": {}}'
) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'id', message.id, 'conversation_id', message.conversation_id, 'seq', message.seq, 'client_id', message.client_id,
    'kind', message.kind, 'sender', sender, 'body', message.body, 'details', message.details, 'media', media,
    'reply_to', reply_to, 'mentions', message.mentions, 'reactions', reactions, 'created_at', message.created_at,
    'edited_at', message.edited_at, 'deleted_at', message.deleted_at, 'expires_at', message.expires_at);
end
$$;
comment on function private.message_view is '
A message as everybody in the conversation gets it: {id, conversation_id, seq, client_id, kind, sender, body, details, media,
reply_to, mentions, reactions: {count, emojis: {emoji: count}}, created_at, edited_at, deleted_at, expires_at}.';

create function private.member_card(conversation private.conversations, member private.conversation_members, profile public.profiles) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  if conversation.kind = 'anonymous' and member.revealed_at is null then
    return jsonb_build_object('member_id', member.id, 'id', null, 'alias', member.alias);
  end if;
  return jsonb_build_object(
    'member_id', member.id, 'alias', member.alias) || private.profile_card(profile);
end
$$;
comment on function private.member_card is '
Who somebody is in a conversation: as profile_card with {member_id, alias}, and of somebody anonymous no more than {member_id, id:
null, alias}. Elsewhere this shape is called member_card.';

create function private.message_items(ids uuid[], viewer uuid default null) returns jsonb[]
language plpgsql stable
set search_path = ''
as $$
declare
  unseen uuid[] := case when viewer is null then '{}' else private.hidden_from(viewer) end;
begin
  return (
    with wanted as materialized (
      select given.place, message, quoted.original, quoted.is_readable
      from unnest(ids) with ordinality given (id, place)
      join private.messages message on message.id = given.id
      left join lateral (
        select original, private.may_read(own, original, private.hidden_in(own, unseen)) is true as is_readable
        from private.messages original
        left join private.conversation_members own on own.conversation_id = original.conversation_id and own.user_id = viewer
        where original.id = message.reply_to_id
      ) quoted on true
    ),
    -- Each sender once, however many of the messages are theirs.
    cards as materialized (
      select member.conversation_id, member.user_id, private.member_card(conversation, member, shown.profile) as card
      from (
        select distinct (wanted.message).conversation_id, author.user_id
        from wanted
        cross join lateral (values
          ((wanted.message).sender_id), (case when wanted.is_readable then (wanted.original).sender_id end)) author (user_id)
      ) author
      join private.conversation_members member
        on member.conversation_id = author.conversation_id and member.user_id = author.user_id
      join private.conversations conversation on conversation.id = member.conversation_id
      join private.shown_people shown on shown.id = member.user_id
    ),
    -- What few messages have is asked once for all of them.
    carried as materialized (
      select attached.message_id, jsonb_agg(private.media_view(medium) order by attached.place) as media
      from private.message_media attached
      join private.media medium on medium.id = attached.media_id
      where attached.message_id = any (ids)
      group by attached.message_id
    ),
    reacted as materialized (
      select counted.message_id,
        jsonb_build_object('count', sum(counted.people), 'emojis', jsonb_object_agg(counted.emoji, counted.people)) as view,
        max(counted.own) as own
      from (
        select reaction.message_id, reaction.emoji, count(*) as people,
          max(reaction.emoji) filter (where reaction.user_id = viewer) as own
        from private.message_reactions reaction
        join private.shown_people shown on shown.id = reaction.user_id
        where reaction.message_id = any (ids)
          and (reaction.user_id <> all (unseen) or exists (
            select from wanted
            join private.conversation_members own
              on own.conversation_id = (wanted.message).conversation_id and own.user_id = viewer and private.is_masked(own)
            where (wanted.message).id = reaction.message_id))
        group by reaction.message_id, reaction.emoji
      ) counted
      group by counted.message_id
    )
    select array_agg(
      case when viewer is null and reacted.message_id is not null then made.view - 'reactions' else made.view end order by wanted.place)
    from wanted
    left join cards sender on sender.conversation_id = (wanted.message).conversation_id
      and sender.user_id = (wanted.message).sender_id
    left join cards quoted on wanted.is_readable and quoted.conversation_id = (wanted.message).conversation_id
      and quoted.user_id = (wanted.original).sender_id
    left join carried on carried.message_id = (wanted.message).id
    left join reacted on reacted.message_id = (wanted.message).id
    cross join lateral (
      select private.message_view(
        wanted.message, sender.card, coalesce(carried.media, '[]'),
        case when (wanted.original).id is not null then jsonb_build_object(
          'id', (wanted.original).id, 'seq', (wanted.original).seq,
          'kind', case when wanted.is_readable then (wanted.original).kind end,
          'body', case when wanted.is_readable then left((wanted.original).body, 200) end,
          'sender', quoted.card) end,
        coalesce(reacted.view, '{"count": 0, "emojis": {}}')
          || case when viewer is null then '{}' else jsonb_build_object('mine', reacted.own) end) as view
      offset 0
    ) made);
end
$$;
comment on function private.message_items is '
Messages as clients get them (message_view), in the order of `ids`; null for none. For a `viewer`, reactions also say which is
`mine`, without those of the people hidden from the viewer, and `reply_to` says what the viewer may read of the original: {id, seq,
kind, body, sender}. Without one, which is how events are made, no more than {id, seq}, the rest null: not everybody may read it; and no `reactions` if
there are any: not everybody sees all of them.
Which messages somebody may read is for the callers of this to decide.';
