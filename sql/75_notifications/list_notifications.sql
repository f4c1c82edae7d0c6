create function public.list_notifications(
  unread_only boolean default false, box boolean default false, cursor text default null, page_size int default 20
) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_notifications(
    list_notifications.unread_only, list_notifications.box, list_notifications.cursor, list_notifications.page_size);
end
$$;
comment on function public.list_notifications is '
What the caller was told, what grew last first: {items: [{id, kind, actors: the last 3, as profile_card, actor_count, part_count, target_kind:
post|comment|message|conversation|connection_request|decision|report|appeal|verification_request|schedule|null, target_id, latest_cause_id, preview:
{kind, excerpt, media}|null, details, boxed, seen_at, read_at, created_at, changed_at}], next_cursor}. `unread_only`: only groups that are
unread. `box`: those of strangers instead, whom the caller wants to have apart (set_notification_settings). `latest_cause_id`: the last
comment, message, call or post of the group. `details`: of kind system {title, body, titles, bodies: by language}, of a decision what it says.
`preview`: of the post, if the caller may still see it. `actors` may be fewer than
actor_count says for a moment after a block.
Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_notifications to authenticated;

create function private.list_notifications(unread_only boolean, box boolean, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  ids uuid[];
  positions uuid[];
begin
  if unread_only is null or box is null then
    perform private.raise('INVALID_ARGUMENT', 'unread_only and box must be true or false.', 422);
  end if;
  -- Two queries, each a range of its own index: a kept plan would filter.
  if unread_only then
    select array_agg(found.id order by found.position desc), array_agg(found.position order by found.position desc) into ids, positions
    from (
      select news.id, news.position from private.notifications news
      where news.person_id = caller and news.boxed = box and news.part_count > 0 and news.read_at is null and news.position < before
      order by news.position desc limit size + 1
    ) found;
  else
    select array_agg(found.id order by found.position desc), array_agg(found.position order by found.position desc) into ids, positions
    from (
      select news.id, news.position from private.notifications news
      where news.person_id = caller and news.boxed = box and news.part_count > 0 and news.position < before
      order by news.position desc limit size + 1
    ) found;
  end if;
  return private.page(private.notification_items(ids[1:size]), positions, size);
end
$$;
comment on function private.list_notifications is 'The step of list_notifications that reads. Errors: as list_notifications.';
grant execute on function private.list_notifications to authenticated;

create function private.notification_items(ids uuid[]) returns jsonb[]
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select array_agg(jsonb_build_object(
        'id', news.id, 'kind', news.kind, 'actors', coalesce(shown.actors, '[]'), 'actor_count', news.actor_count,
        'part_count', news.part_count, 'target_kind', news.target_kind, 'target_id', news.target_id, 'latest_cause_id', shown.cause_id,
        'preview', preview.post, 'details', news.details || coalesce(written.texts, '{}'), 'boxed', news.boxed, 'seen_at', news.seen_at, 'read_at', news.read_at,
        'created_at', news.created_at, 'changed_at', news.changed_at)
      order by wanted.place)
    from unnest(ids) with ordinality wanted (id, place)
    join private.notifications news on news.id = wanted.id
    left join lateral (
      select (array_agg(latest.cause_id order by latest.happened_at desc))[1] as cause_id,
        jsonb_agg(private.profile_card(person.profile) order by latest.happened_at desc) filter (where person.id is not null) as actors
      from (
        select actor.actor_id, actor.cause_id, actor.happened_at, row_number() over (order by actor.happened_at desc) as place
        from (
          select distinct on (part.actor_id) part.actor_id, part.cause_id, part.happened_at
          from (
            select recent.actor_id, recent.cause_id, recent.happened_at from private.notification_parts recent
            where recent.notification_id = news.id and recent.hidden_until = '-infinity'
            order by recent.happened_at desc limit 20
          ) part
          order by part.actor_id, part.happened_at desc
        ) actor
        where actor.actor_id is null or exists (select from private.visible_people visible where visible.id = actor.actor_id)
      ) latest
      left join private.visible_people person on person.id = latest.actor_id
      where latest.place <= 3
    ) shown on true
    left join lateral (
      select jsonb_build_object('kind', post.kind, 'excerpt', left(post.caption, 140), 'media', (
          select private.media_view(medium) from public.post_media attached
          join private.media medium on medium.id = attached.media_id
          where attached.post_id = post.id and post.kind <> 'text'
          order by attached.place limit 1)) as post
      from private.visible_posts post where post.id = news.post_id
    ) preview on true
    left join lateral (
      select jsonb_build_object('titles', schedule.title, 'bodies', schedule.body) as texts
      from private.scheduled_notifications schedule where news.kind = 'system' and schedule.id = news.target_id
    ) written on true);
end
$$;
comment on function private.notification_items is 'Notifications of the caller as list_notifications gives them, in this order.';

create function public.unread_counts() returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.unread_counts();
end
$$;
comment on function public.unread_counts is '
What waits for the caller: {notifications: groups that are unread, unseen: those that no list has shown, box: those of strangers,
messages: unread in conversations that are neither muted nor put away, conversations: in how many of them, message_requests, connection_requests,
follow_requests}. All of them are counted, none is kept. Errors: NOT_AUTHENTICATED.';
grant execute on function public.unread_counts to authenticated;

create function private.unread_counts() returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  hidden uuid[] := private.hidden_ids();
begin
  return (
    with told as (
      select count(*) filter (where not news.boxed) as unread, count(*) filter (where not news.boxed and news.seen_at is null) as unseen,
        count(*) filter (where news.boxed) as boxed
      from private.notifications news
      where news.person_id = caller and news.part_count > 0 and news.read_at is null
    ), talk as materialized (
      -- Or it would be counted once for each sum.
      select private.unread(conversation, own, private.hidden_in(own, hidden)) as unread
      from private.conversation_members own
      join private.conversations conversation on conversation.id = own.conversation_id
      where own.user_id = caller and own.state = 'active' and own.archived_at is null
        and (own.muted_until > now()) is not true and conversation.last_number > own.read_number
        and (cardinality(hidden) = 0 or private.reads_along(conversation, own, private.hidden_in(own, hidden)))
    ), spoken as (
      select coalesce(sum(talk.unread), 0) as messages, count(*) filter (where talk.unread > 0) as conversations from talk
    )
    select jsonb_build_object('notifications', told.unread, 'unseen', told.unseen, 'box', told.boxed,
      'messages', spoken.messages, 'conversations', spoken.conversations,
      'message_requests', (
        select count(*) from private.conversation_members own
        join private.conversations conversation on conversation.id = own.conversation_id
        where own.user_id = caller and own.state = 'requested' and (conversation.kind = 'group' or own.position is not null)
          and (conversation.kind = 'group' or not exists (
            select from private.conversation_members other
            where other.conversation_id = own.conversation_id and other.user_id = any (private.hidden_in(own, hidden))))),
      'connection_requests', (
        select count(*) from public.connection_requests request
        join private.visible_people person on person.id = request.requester_id
        where request.addressee_id = caller and request.state = 'pending'),
      'follow_requests', (
        select count(*) from public.follow_requests request
        join private.visible_people person on person.id = request.follower_id
        where request.followee_id = caller))
    from told, spoken);
end
$$;
comment on function private.unread_counts is 'The step of unread_counts that reads. Errors: as unread_counts.';
grant execute on function private.unread_counts to authenticated;

create function private.sync_part_notifications(caller uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (private.list_notifications(false, false, null, 50) -> 'items');
end
$$;
comment on function private.sync_part_notifications is 'The part `notifications` of sync: the head of the list as it is now, which replaces what a client has of it.';
