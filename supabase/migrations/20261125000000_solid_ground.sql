SET local check_function_bodies = off;

DROP POLICY "receive_as_declared" ON "realtime"."messages";

DROP POLICY "send_as_declared" ON "realtime"."messages";

DROP FUNCTION "private"."announce_reaction"(private.membership, private.messages, text);

DROP FUNCTION "private"."broadcast"(text, text, jsonb);

DROP FUNCTION "private"."broadcast_to_many"(text[], text, jsonb);

DROP FUNCTION "private"."deliver"(private.conversations, uuid, text, jsonb, uuid);

DROP FUNCTION "private"."end_access"(uuid);

DROP FUNCTION "private"."may_read"(private.conversation_members, private.messages, uuid[], bigint[]);

DROP FUNCTION "private"."message_view"(private.messages, jsonb, jsonb, jsonb, jsonb);

DROP FUNCTION "private"."realtime_rechecks"();

DROP FUNCTION "private"."shield_conversation"(uuid);

DROP FUNCTION "private"."tell_call"(uuid);

ALTER TABLE "private"."conversations"
  DROP COLUMN "shielded_until";

CREATE TABLE "private"."settings" (
  "name"        text  NOT NULL,
  "value"       jsonb NOT NULL,
  "description" text  NOT NULL,
  CONSTRAINT "name_is_snake_case" CHECK ((name ~ '^[a-z][a-z_]{1,60}$'::text)),
  CONSTRAINT "settings_pkey" PRIMARY KEY (name)
);

ALTER TABLE "private"."settings"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "private"."calls"
  ADD COLUMN "epoch" uuid NOT NULL DEFAULT gen_random_uuid();

ALTER TABLE "private"."conversations"
  ADD COLUMN "epoch" uuid NOT NULL DEFAULT gen_random_uuid();

CREATE OR REPLACE FUNCTION private.accept_request (
  stands private.membership
)
  RETURNS private.membership
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  people uuid[] := array[(stands.member).user_id, (stands.partner).user_id];
begin
  perform from private.conversations where id = (stands.conversation).id for no key update;
  update private.conversation_members member set state = 'active', changed_in = pg_current_xact_id()
  where member.conversation_id = (stands.conversation).id and member.user_id = (stands.member).user_id
    and member.state in ('requested', 'declined');
  if found then
    perform private.tell_members((stands.conversation).id, people[1:1]);
    perform private.tell_people((stands.conversation).id, people, 'accepted');
    perform private.emit('message_request_accept', people[1], people[2], (stands.conversation).id);
  end if;
  return private.membership((stands.conversation).id);
end
$function$;

CREATE OR REPLACE FUNCTION private.add_people (
  adder  private.conversation_members,
  wanted uuid[]
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  conversation private.conversations;
  joining uuid[];
  asked uuid[];
begin
  select * into conversation from private.conversations where id = adder.conversation_id;
  select array_agg(id) filter (where way = 'active'), array_agg(id) filter (where way = 'requested') into joining, asked
  from (
    select visible.id, case
      when earlier.state in ('active', 'requested') or settings.who_may_add_to_groups = 'nobody'
        -- A refusal holds for a while, and whoever walks out is left alone by who had added them.
        or earlier.state = 'declined' and earlier.left_at > now() - interval '30 days'
        or earlier.added_by = adder.id and earlier.left_at > now() - interval '1 day' then null
      when earlier.left_at is null and (settings.who_may_add_to_groups = 'everyone' or exists (
        select from public.connections where person_id = adder.user_id and other_id = visible.id)) then 'active'
      else 'requested' end as way
    from private.visible_people visible
    join private.profile_settings settings on settings.profile_id = visible.id
    left join private.conversation_members earlier
      on earlier.conversation_id = adder.conversation_id and earlier.user_id = visible.id
    where visible.id = any (wanted) and visible.id <> adder.user_id
  ) person;
  -- Who is invited has a place already, so that an acceptance never fails.
  if coalesce(cardinality(joining), 0) + coalesce(cardinality(asked), 0) + (
    select count(*) from private.conversation_members member
    where member.conversation_id = conversation.id and member.state in ('active', 'requested')) > private.group_limit() then
    perform private.raise('GROUP_FULL', 'So many people do not fit into this group.', 409,
      details => format('limit %s', private.group_limit()));
  end if;

  insert into private.conversation_members as member (
    conversation_id, user_id, state, added_by, first_seq, last_delivered_seq, last_read_seq, read_number)
  select conversation.id, person.id, person.state, adder.id, (begun).*
  from (
    select unnest(joining) as id, 'active' as state
    union all
    select unnest(asked), 'requested'
  ) person
  cross join lateral private.beginning(conversation) begun
  order by person.id
  on conflict on constraint conversation_members_pkey do update
  set state = excluded.state, added_by = excluded.added_by, first_seq = excluded.first_seq,
    last_delivered_seq = greatest(member.last_delivered_seq, excluded.last_delivered_seq),
    last_read_seq = greatest(member.last_read_seq, excluded.last_read_seq), read_number = excluded.read_number,
    awaits_notice = true, muted_until = null, archived_at = null, joined_at = now(), changed_in = pg_current_xact_id(),
    left_at = case when excluded.state = 'requested' then member.left_at end;
  update private.conversations set member_count = member_count + cardinality(joining), changed_in = pg_current_xact_id()
  where id = conversation.id and cardinality(joining) > 0;
  if cardinality(joining) > 0 and not conversation.history_for_new and conversation.last_seq > 0 then
    perform private.change_topics(conversation.id);
  end if;

  perform private.tell_people(conversation.id, joining, 'added');
  perform private.tell_people(conversation.id, asked, 'invited');
  insert into private.engagement (kind, actor_id, subject_id, target_id)
  select case when person = any (joining) then 'group_add' else 'group_invite' end, adder.user_id, person, conversation.id
  from unnest(joining || asked) person;
  return coalesce(joining, '{}');
end
$function$;

CREATE OR REPLACE FUNCTION private.announce_change (
  message_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  message private.messages;
begin
  select * into message from private.messages where messages.id = message_id and messages.deleted_at is null;
  if found then
    perform private.deliver_about(message, 'message.updated', (private.message_items(array[message_id]))[1]);
    perform private.tell_preview(message);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.announce_message (
  stands  private.membership,
  message private.messages
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  view jsonb;
begin
  if message.reply_to_id is null and message.kind in ('text', 'location') then
    -- The usual case, for which the general one asks too many tables.
    view := private.message_view(message, (
      select private.member_card(stands.conversation, stands.member, profile)
      from public.profiles profile where profile.id = message.sender_id));
  else
    view := (private.message_items(array[message.id]))[1];
  end if;
  perform private.deliver(stands.conversation, message.sender_id, 'message.created', view, about => message.id);
  perform private.give_notice(stands, message, view);
  perform private.emit('message', message.sender_id, (stands.partner).user_id, message.conversation_id,
    jsonb_build_object('message_id', message.id));
  if message.reply_to_id is not null then
    return (private.message_items(array[message.id], message.sender_id))[1];
  end if;
  return view || '{"reactions": {"count": 0, "emojis": {}, "mine": null}}';
end
$function$;

CREATE OR REPLACE FUNCTION private.announce_reaction (
  stands   private.membership,
  message  private.messages,
  emoji    text,
  previous text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  perform private.deliver(stands.conversation, (stands.member).user_id, 'reaction', jsonb_build_object(
    'conversation_id', message.conversation_id, 'message_id', message.id, 'member_id', (stands.member).id, 'emoji', emoji,
    'previous', previous), other_id => message.sender_id);
end
$function$;

CREATE OR REPLACE FUNCTION private.begin_reading (
  reader text,
  lines  integer    DEFAULT 100000,
  OUT    since xid8,
  OUT    until xid8
)
  RETURNS record
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  beyond xid8;
begin
  -- It waits for nobody for long: whoever deletes an account locks much at once, and may be waiting for this.
  perform set_config('lock_timeout', '500ms', true);
  select place into since from private.engagement_readers where name = reader for update skip locked;
  if not found then
    insert into private.engagement_readers (name, place) values (reader, '0') on conflict do nothing returning place into since;
  end if;
  if since is null then
    -- Another worker is at it: nothing lies between nulls.
    return;
  end if;
  until := pg_snapshot_xmin(pg_current_snapshot());
  select line.transaction_id into beyond from private.engagement line
  where line.transaction_id >= since and line.transaction_id < until
  order by line.transaction_id, line.id
  offset lines
  limit 1;
  -- Whole transactions only: one that is longer is read at once.
  if beyond > since then
    until := beyond;
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.broadcast (
  topic   text,
  event   text,
  payload jsonb,
  about   uuid  DEFAULT NULL::uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform private.broadcast_to_many(array[broadcast.topic], broadcast.event, broadcast.payload, broadcast.about);
end
$function$;

CREATE OR REPLACE FUNCTION private.broadcast_to_many (
  topics  text[],
  event   text,
  payload jsonb,
  about   uuid   DEFAULT NULL::uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  -- The last 12 digits tell the events about one thing apart.
  kin text := left(about::text, 24);
  first_of_kin bigint := (random() * 2 ^ 47)::bigint;
begin
  if to_regclass('realtime.messages_' || to_char(localtimestamp, 'YYYY_MM_DD')) is null then
    perform realtime.send(broadcast_to_many.payload, broadcast_to_many.event, topic, true)
    from unnest(broadcast_to_many.topics) topic;
    return;
  end if;
  insert into realtime.messages (id, payload, event, topic, private, extension)
  select
    id,
    case
      when broadcast_to_many.payload ? 'id' then broadcast_to_many.payload
      else jsonb_set(broadcast_to_many.payload, '{id}', to_jsonb(id))
    end,
    broadcast_to_many.event, topic, true, 'broadcast'
  from (
    select topic, case when kin is null then gen_random_uuid()
      else (kin || lpad(to_hex(first_of_kin + place), 12, '0'))::uuid end as id
    from unnest(broadcast_to_many.topics) with ordinality given (topic, place)
  ) message;
end
$function$;

CREATE OR REPLACE FUNCTION private.call_items (
  ids    uuid[],
  viewer uuid
)
  RETURNS jsonb[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  unseen uuid[] := private.hidden_ids();
begin
  return (
    select array_agg(
      jsonb_build_object(
        'id', call.id, 'conversation_id', call.conversation_id, 'media', call.media, 'state', so.state,
        'outcome', private.outcome_for(so.outcome, call.caller_id = viewer),
        'created_at', call.created_at, 'rings_until', call.rings_until, 'answered_at', call.answered_at,
        'ended_at', so.ended_at, 'duration_ms', private.call_duration(call), 'caller', took.caller, 'participants', took.part,
        'topic', case when so.state <> 'ended' and took.own_state in ('joined', 'ringing') then private.call_topic(call) end,
        'live_topic', case when so.state <> 'ended' and took.own_state = 'joined' then private.call_live_topic(call) end,
        'me', jsonb_build_object('state', took.own_state, 'is_caller', call.caller_id is not distinct from viewer))
      order by wanted.place)
    from unnest(ids) with ordinality wanted (id, place)
    join private.calls call on call.id = wanted.id
    join private.conversations conversation on conversation.id = call.conversation_id
    -- Over is over, whether the worker has come by or not.
    cross join lateral (select
      case when private.is_overdue(call) then 'ended' else call.state end as state,
      case when private.is_overdue(call) then 'missed' else call.outcome end as outcome,
      case when private.is_overdue(call) then call.rings_until else call.ended_at end as ended_at
    ) so
    cross join lateral (
      select
        jsonb_agg(person.card || jsonb_build_object('state', person.state) order by person.member_id) as part,
        jsonb_agg(person.card) filter (where person.user_id = call.caller_id) -> 0 as caller,
        min(person.state) filter (where person.user_id = viewer) as own_state
      from (
        select member.id as member_id, member.user_id, private.member_card(conversation, member, profile) as card,
          case when taken.state = 'ringing' and so.state = 'ended' then 'missed'
            when taken.state = 'joined' and so.state = 'ended' then 'left' else taken.state end as state
        from private.call_participants taken
        join private.conversation_members member
          on member.conversation_id = call.conversation_id and member.user_id = taken.user_id
        join public.profiles profile on profile.id = taken.user_id and profile.is_active
        where taken.call_id = call.id and taken.user_id <> all (unseen)
      ) person
    ) took);
end
$function$;

CREATE OR REPLACE FUNCTION private.call_live_topic (
  call private.calls
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  return 'call_live:' || call.id || ':' || call.epoch;
end
$function$;

CREATE OR REPLACE FUNCTION private.call_topic (
  call private.calls
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  return 'call:' || call.id || ':' || call.epoch;
end
$function$;

CREATE OR REPLACE FUNCTION private.change_topics (
  conversation_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
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
      where other.conversation_id = conversation.id and other.user_id = any (private.hidden_from(member.user_id))))
  group by names.topic, names.live_topic;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_request()
  RETURNS void
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  -- The keys of the project are nobody's session.
  if auth.role() in ('anon', 'service_role') then
    return;
  end if;
  perform private.active_caller_id();
exception when invalid_text_representation then
  perform private.raise('NOT_AUTHENTICATED', 'This token belongs to no session. Sign in.', 401);
end
$function$;

CREATE OR REPLACE FUNCTION private.clear_conversation (
  conversation_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  own private.conversation_members := private.begin_own_change(conversation_id);
  conversation private.conversations;
  view jsonb;
begin
  perform private.take_token('clear_conversation', own.user_id::text);
  select * into conversation from private.conversations where conversations.id = clear_conversation.conversation_id;
  own.first_seq := conversation.last_seq + 1;
  -- The marks stay: to clear something is not to have read it.
  own.read_number := conversation.last_number;
  own.position := null;
  own.pinned_at := null;
  delete from private.message_hides hide
  where hide.user_id = own.user_id and hide.conversation_id = own.conversation_id and hide.seq < own.first_seq;
  view := private.save_own_change(own);
  perform private.change_topics(conversation_id);
  return view;
end
$function$;

CREATE OR REPLACE FUNCTION private.client_ip()
  RETURNS inet
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  -- Supabase's edge overwrites cf-connecting-ip, and so does the embedded gateway: a client cannot forge it.
  -- Behind another proxy, the setting names the header that this one overwrites.
  header text := private.setting('client_ip_header') #>> '{}';
begin
  return nullif(nullif(current_setting('request.headers', true), '')::jsonb ->> header, '')::inet;
exception when invalid_text_representation then
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.conversation_items (
  ids    uuid[],
  viewer uuid
)
  RETURNS jsonb[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  unseen uuid[] := private.hidden_ids();
  exchanges boolean := private.exchanges_reads(viewer);
begin
  return (
    with wanted as materialized (
      select given.place, conversation, own, newest.id as newest_id
      from unnest(ids) with ordinality given (id, place)
      join private.conversations conversation on conversation.id = given.id
      join private.conversation_members own on own.conversation_id = conversation.id and own.user_id = viewer
      left join lateral (
        select message.id from private.messages message
        where message.conversation_id = conversation.id
          and (own.state = 'active' or conversation.kind <> 'group')
          and private.may_read(own, message, unseen)
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
          then jsonb_build_object('inviter', private.inviter_card(conversation, own, unseen)) else '{}' end,
        'unread', case when (own).state = 'active' or (conversation).kind <> 'group'
          then private.unread(conversation, own, unseen) else 0 end,
        'last_message', newest_items.item)
      order by wanted.place)
    from wanted
    cross join lateral private.topics_of_member(conversation, own) names
    left join newest_items on newest_items.conversation_id = (conversation).id
    left join lateral (
      select private.media_view(medium) as view from private.media medium where medium.id = (conversation).picture_id
    ) picture on true
    left join lateral (
      select private.member_card(conversation, member, profile) || jsonb_build_object(
          'last_read_seq', case when member.state = 'active' and exchanges and private.exchanges_reads(member.user_id)
            then member.last_read_seq else 0 end,
          'last_delivered_seq', case when member.state = 'active' then member.last_delivered_seq else 0 end,
          'reveal_asked', member.reveal_asked_at is not null) as view
      from private.conversation_members member
      join public.profiles profile on profile.id = member.user_id and profile.is_active
      where (conversation).kind <> 'group' and member.conversation_id = (conversation).id and member.user_id <> viewer
      limit 1
    ) other on true);
end
$function$;

CREATE OR REPLACE FUNCTION private.conversation_topic (
  conversation private.conversations
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  return 'conversation:' || conversation.id || ':' || conversation.epoch;
end
$function$;

CREATE OR REPLACE FUNCTION private.decline_request (
  asked private.conversation_members
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  update private.conversation_members member set state = 'declined', left_at = now(), changed_in = pg_current_xact_id()
  where member.conversation_id = asked.conversation_id and member.user_id = asked.user_id;
  perform private.tell_people(asked.conversation_id, array[asked.user_id], 'declined');
end
$function$;

CREATE OR REPLACE FUNCTION private.deliver (
  conversation private.conversations,
  sender_id    uuid,
  event        text,
  payload      jsonb,
  other_id     uuid                  DEFAULT NULL::uuid,
  about        uuid                  DEFAULT NULL::uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  unseen uuid[] := '{}';
begin
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
$function$;

CREATE OR REPLACE FUNCTION private.deliver_about (
  message private.messages,
  event   text,
  payload jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  conversation private.conversations;
begin
  select * into conversation from private.conversations where conversations.id = message.conversation_id;
  -- The worker does things to messages too, also where there is a block between the two by now.
  if conversation.kind <> 'group' and exists (
    select from private.conversation_members member
    where member.conversation_id = conversation.id and member.user_id = any (private.hidden_from(message.sender_id))) then
    return;
  end if;
  perform private.deliver(conversation, message.sender_id, event, payload, about => message.id);
end
$function$;

CREATE OR REPLACE FUNCTION private.edit_comment (
  comment_id uuid,
  body       text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  written text := private.trimmed(body);
  comment public.comments;
  people uuid[];
begin
  perform private.take_token('edit_comment', caller::text);
  comment := private.visible_comment(comment_id);
  if comment.author_id <> caller then
    perform private.raise('COMMENT_NOT_FOUND', 'There is no such comment.', 404);
  end if;
  perform private.check_comment(comment.client_id, written,
    array(select media_id from public.comment_media attached where attached.comment_id = comment.id));
  perform private.flag_text('comment', comment.id, caller, private.moderate_text(written));
  people := private.mentioned_people(written);
  update public.comments changed set body = written, mentions = people, edited_at = now()
  where changed.id = comment.id and changed.deleted_at is null and changed.body <> written;
  if found then
    perform private.emit('comment_mention', caller, mentioned, comment.post_id,
      jsonb_build_object('comment_id', comment.id, 'thread_id', comment.parent_id))
    from unnest(people) mentioned where mentioned <> all (comment.mentions);
  end if;
  return private.comment_items(array[comment.id]) -> 0;
end
$function$;

CREATE OR REPLACE FUNCTION private.edit_post (
  post_id uuid,
  changes jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  post public.posts := private.own_post(post_id);
  content jsonb;
  people uuid[];
begin
  perform private.check_keys(changes, 'INVALID_POST', array['caption', 'visibility', 'place', 'comments_from', 'content_warning']);
  content := jsonb_build_object('kind', post.kind, 'caption', post.caption, 'visibility', post.visibility, 'place', post.place,
    'comments_from', post.comments_from, 'content_warning', post.content_warning) || changes;
  perform private.check_post(post.client_id, content, post.state = 'draft');
  perform private.flag_text('post', post.id, post.author_id,
    private.moderate_text(concat_ws(E'\n', content ->> 'caption', content ->> 'content_warning', content ->> 'place')));
  people := private.mentioned_people(content ->> 'caption');

  if post.position is not null
    and (post.caption, post.content_warning) is distinct from
      (private.trimmed(content ->> 'caption'), nullif(private.trimmed(content ->> 'content_warning'), '')) then
    insert into public.post_edits (post_id, caption, content_warning) values (post.id, post.caption, post.content_warning);
    update public.posts set edited_at = now() where id = post.id;
    perform private.emit('post_mention', post.author_id, mentioned, post.id)
    from unnest(people) mentioned where mentioned <> all (post.mentions);
  end if;
  update public.posts set
    caption = private.trimmed(content ->> 'caption'),
    visibility = content ->> 'visibility',
    comments_from = content ->> 'comments_from',
    place = nullif(private.trimmed(content ->> 'place'), ''),
    content_warning = nullif(private.trimmed(content ->> 'content_warning'), ''),
    hashtags = private.hashtags_in(content ->> 'caption'),
    mentions = people
  where id = post.id;
  return private.post_items(array[post.id]) -> 0;
end
$function$;

CREATE OR REPLACE FUNCTION private.empty_messages (
  ids uuid[]
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  emptied private.messages[];
  message private.messages;
begin
  -- Media before their messages: so does the worker that has made a medium ready (change_messages_of_medium).
  perform from private.media medium
  where medium.id in (select media_id from private.message_media attached where attached.message_id = any (ids))
  order by medium.id
  for update;
  with locked as (
    select id from private.messages where messages.id = any (ids) and messages.deleted_at is null order by id for no key update
  ), changed as (
    update private.messages gone
    set body = '', details = null, mentions = '{}', edited_at = null, deleted_at = now(), changed_in = pg_current_xact_id()
    from locked
    where gone.id = locked.id
    returning gone
  )
  select array_agg(gone) into emptied from changed;
  delete from private.message_search searched where searched.message_id = any (ids);
  delete from private.message_edits edit where edit.message_id = any (ids);
  delete from private.message_reactions reaction where reaction.message_id = any (ids);
  delete from private.media medium
  where medium.id in (select media_id from private.message_media attached where attached.message_id = any (ids));
  perform private.forget_broadcasts(array_agg(gone.id), min(gone.created_at)) from unnest(emptied) gone having count(*) > 0;
  foreach message in array coalesce(emptied, '{}') loop
    perform private.deliver_about(message, 'message.deleted', private.deletion_view(message, true));
    perform private.tell_preview(message);
  end loop;
  return coalesce(cardinality(emptied), 0);
end
$function$;

CREATE OR REPLACE FUNCTION private.end_anonymous (
  leaver private.conversation_members
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION private.end_membership (
  ending  private.conversation_members,
  left_at timestamp with time zone
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  update private.conversation_members member
  set state = 'gone', role = 'member', left_at = end_membership.left_at, pinned_at = null, changed_in = pg_current_xact_id()
  where member.conversation_id = ending.conversation_id and member.user_id = ending.user_id;
  if ending.state = 'active' then
    update private.conversations conversation
    set member_count = member_count - 1, changed_in = pg_current_xact_id(),
      ended_at = case when member_count = 1 then now() end
    where conversation.id = ending.conversation_id;
    perform private.change_topics(ending.conversation_id);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.end_talk_of_pair()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION private.finish_call (
  call    private.calls,
  outcome text,
  over_at timestamp with time zone
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  update private.calls set state = 'ended', outcome = finish_call.outcome, ended_at = greatest(over_at, calls.answered_at)
  where calls.id = call.id
  returning * into call;
  update private.call_participants taken
  set state = case taken.state when 'ringing' then 'missed' else 'left' end, left_at = call.ended_at
  where taken.call_id = call.id and taken.state in ('ringing', 'joined');
  perform private.tell_call(call);
  perform private.recheck_topic(private.call_topic(call)), private.recheck_topic(private.call_live_topic(call));
  perform private.tell_ended(call, taken.user_id, private.outcome_for(call.outcome, taken.user_id = call.caller_id))
  from private.call_participants taken where taken.call_id = call.id;
  perform private.log_call(call);
end
$function$;

CREATE OR REPLACE FUNCTION private.finish_reading (
  reader text,
  until  xid8
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  update private.engagement_readers set place = finish_reading.until
  where name = finish_reading.reader and place <> finish_reading.until
$function$;

CREATE OR REPLACE FUNCTION private.forget_broadcasts (
  things uuid[],
  since  timestamp with time zone
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if has_table_privilege('realtime.messages', 'delete') then
    delete from realtime.messages sent
    using unnest(things) thing
    where sent.id between (left(thing::text, 24) || '000000000000')::uuid and (left(thing::text, 24) || 'ffffffffffff')::uuid
      and sent.inserted_at >= forget_broadcasts.since at time zone 'utc' - interval '1 minute';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.give_notice (
  stands  private.membership,
  message private.messages,
  view    jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  conversation private.conversations := stands.conversation;
  people uuid[];
begin
  if conversation.kind = 'group' then
    with told as (
      update private.conversation_members member set awaits_notice = false
      where member.conversation_id = conversation.id and member.awaits_notice and member.user_id <> message.sender_id
        and member.state = 'active' and member.user_id <> all (private.hidden_ids())
      returning member.user_id
    )
    select array_agg(user_id) into people from told;
  elsif (stands.partner).state in ('active', 'requested') then
    people := array[(stands.partner).user_id];
  end if;
  if private.has_other_devices(message.sender_id) then
    people := people || message.sender_id;
  end if;
  if people is not null then
    perform private.broadcast_to_many(
      array(select 'user:' || person from unnest(people) person), 'conversation',
      jsonb_build_object('conversation_id', conversation.id, 'message', view), message.id);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.index_messages()
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  place record := private.begin_reading('message_search', 5000);
  indexed int;
begin
  with sent as materialized (
    select message.id, private.message_words(message.conversation_id, message.body) as words
    from private.engagement line
    join private.messages message on message.id = (line.details ->> 'message_id')::uuid
    where line.transaction_id >= place.since and line.transaction_id < place.until and line.kind = 'message'
      and message.deleted_at is null and message.body <> ''
    -- Nobody deletes it meanwhile, and leaves its words behind.
    for share of message
  ), added as (
    insert into private.message_search (message_id, words)
    select id, words from sent
    on conflict (message_id) do nothing
    returning 1
  )
  select count(*) into indexed from added;
  perform private.finish_reading('message_search', place.until);
  return indexed;
end
$function$;

CREATE OR REPLACE FUNCTION private.is_live_session()
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  return exists (
    select from private.live_sessions session
    where session.id = (auth.jwt() ->> 'sid')::uuid and session.account_id = auth.uid() and session.banned_until > now() is not true);
end
$function$;

CREATE OR REPLACE FUNCTION private.join_call (
  call      private.calls,
  person_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  -- Two tabs of one browser share a session, and so are one device.
  device uuid := (auth.jwt() ->> 'sid')::uuid;
  in_it_with uuid;
begin
  select taken.session_id into in_it_with from private.call_participants taken
  where taken.call_id = call.id and taken.user_id = person_id and taken.state = 'joined';
  if found then
    if in_it_with <> device then
      perform private.raise('CALL_ANSWERED_ELSEWHERE', 'You are in this call with another device.', 409);
    end if;
    return;
  end if;
  if exists (
    select from private.call_participants other
    where other.call_id = call.id and other.state = 'joined' and other.user_id = any (private.hidden_ids())) then
    perform private.raise('CALL_NOT_FOUND', 'There is no such call.', 404);
  end if;
  perform private.be_in_call(call.id, person_id, device);
  update private.calls set state = 'active', answered_at = coalesce(calls.answered_at, clock_timestamp()) where calls.id = call.id;
  -- The own other devices stop ringing.
  perform private.broadcast('user:' || person_id, 'call.answered', jsonb_build_object(
    'call_id', call.id, 'conversation_id', call.conversation_id));
  perform private.tell_call(call);
end
$function$;

CREATE OR REPLACE FUNCTION private.join_group (
  invited private.conversation_members
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  conversation private.conversations;
begin
  update private.conversations set member_count = member_count + 1, changed_in = pg_current_xact_id()
  where id = invited.conversation_id
  returning * into conversation;
  update private.conversation_members member
  set state = 'active', joined_at = now(), left_at = null, awaits_notice = true, first_seq = begun.first_seq,
    last_delivered_seq = greatest(member.last_delivered_seq, begun.last_delivered_seq),
    last_read_seq = greatest(member.last_read_seq, begun.last_read_seq), read_number = begun.read_number,
    changed_in = pg_current_xact_id()
  from private.beginning(conversation) begun
  where member.conversation_id = conversation.id and member.user_id = invited.user_id;
  if not conversation.history_for_new then
    perform private.change_topics(conversation.id);
  end if;
  perform private.note_change(conversation, jsonb_build_object('event', 'joined', 'actor_member_id', invited.id));
  perform private.tell_members(conversation.id, array[invited.user_id]);
  perform private.tell_people(conversation.id, array[invited.user_id], 'accepted');
end
$function$;

CREATE OR REPLACE FUNCTION private.joinable (
  id  text,
  OUT member_id uuid,
  OUT topic text,
  OUT live_topic text
)
  RETURNS record
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  stands private.membership := private.find_membership(split_part(id, ':', 1)::uuid);
begin
  if (stands.conversation).epoch = split_part(id, ':', 2)::uuid then
    member_id := (stands.member).id;
    select chosen.topic, chosen.live_topic into topic, live_topic
    from private.topics_of_member(stands.conversation, stands.member) chosen;
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.leave_realtime()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  changed jsonb := to_jsonb(new);
begin
  perform private.recheck_person(coalesce(changed ->> 'account_id', changed ->> 'id')::uuid);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.list_messages (
  conversation_id uuid,
  before          uuid,
  after           uuid,
  cursor          text,
  page_size       integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  size int := private.page_size(page_size);
  at private.membership := private.membership(conversation_id);
  unseen uuid[] := private.hidden_ids();
  lowest bigint := (at.member).first_seq;
  highest bigint := 9223372036854775807;
  ids uuid[];
begin
  if num_nonnulls(before, after) > 1 then
    perform private.raise('INVALID_ARGUMENT', 'Give before or after, not both.', 422);
  end if;
  if cursor is not null and after is not null then
    after := private.decode_cursor(cursor);
  elsif cursor is not null then
    before := private.decode_cursor(cursor);
  end if;
  if before is not null then
    highest := (private.message_place(at.member, before)).seq - 1;
  elsif after is not null then
    lowest := (private.message_place(at.member, after)).seq + 1;
  end if;
  if after is null then
    select array_agg(id order by seq desc) into ids
    from (
      select message.id, message.seq from private.messages message
      where message.conversation_id = list_messages.conversation_id and message.seq between lowest and highest
        and private.may_read(at.member, message, unseen)
      order by message.seq desc
      limit size + 1
    ) found;
  else
    select array_agg(id order by seq) into ids
    from (
      select message.id, message.seq from private.messages message
      where message.conversation_id = list_messages.conversation_id and message.seq between lowest and highest
        and private.may_read(at.member, message, unseen)
      order by message.seq
      limit size + 1
    ) found;
  end if;
  return private.graph_page(private.message_items(ids[1:size], (at.member).user_id), ids, size);
end
$function$;

CREATE OR REPLACE FUNCTION private.live_caller()
  RETURNS uuid
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  return (
    select session.account_id
    from private.live_sessions session
    where session.id = (auth.jwt() ->> 'sid')::uuid and session.account_id = auth.uid()
      and coalesce(session.banned_until <= now(), true));
exception when invalid_text_representation then
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.live_topic (
  conversation private.conversations
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  return 'conversation_live:' || conversation.id || ':' || conversation.epoch;
end
$function$;

CREATE OR REPLACE FUNCTION private.log_call (
  call private.calls
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  claims text := current_setting('request.jwt.claims', true);
  stands private.membership;
  line private.messages;
begin
  select conversation, own, other into stands
  from private.conversation_members own
  join private.conversations conversation on conversation.id = own.conversation_id
  left join private.conversation_members other
    on conversation.kind <> 'group' and other.conversation_id = own.conversation_id and other.user_id <> own.user_id
  where own.conversation_id = call.conversation_id and own.user_id = call.caller_id;
  if not found then
    return; -- The caller's account is gone.
  end if;
  line.kind := 'call';
  line.client_id := call.id;
  line.details := jsonb_build_object(
    'call_id', call.id, 'media', call.media, 'outcome', call.outcome, 'duration_ms', private.call_duration(call));
  line := private.store_message(stands, line);

  -- It is the caller's message, whoever or whatever ended the call; who hears of it depends on whom they have blocked.
  perform set_config('request.jwt.claims', jsonb_build_object('sub', call.caller_id)::text, true);
  if ((stands.partner).user_id = any (private.hidden_ids())) is not true then
    perform private.deliver(stands.conversation, call.caller_id, 'message.created', view, about => line.id), private.give_notice(stands, line, view)
    from unnest(private.message_items(array[line.id])) view;
  end if;
  perform private.see_call(stands, line, call);
  perform set_config('request.jwt.claims', coalesce(claims, ''), true);

  perform private.emit('missed_call', call.caller_id, taken.user_id, call.conversation_id, jsonb_build_object(
    'call_id', call.id, 'media', call.media))
  from private.call_participants taken where taken.call_id = call.id and taken.state in ('missed', 'busy');
end
$function$;

CREATE OR REPLACE FUNCTION private.may_read (
  member  private.conversation_members,
  message private.messages,
  unseen  uuid[]
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return message.seq >= member.first_seq
    and (message.expires_at > now() or message.expires_at is null or message.deleted_at is not null)
    and (message.sender_id <> all (unseen) or message.sender_id is null)
    and not exists (
      select from private.message_hides hide
      where hide.user_id = member.user_id and hide.conversation_id = message.conversation_id and hide.seq = message.seq);
end
$function$;

CREATE OR REPLACE FUNCTION private.message_at (
  message_id uuid,
  also_gone  boolean                   DEFAULT false,
  OUT        stands private.membership,
  OUT        message private.messages
)
  RETURNS record
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  perform private.caller_id();
  select * into message from private.messages where messages.id = message_id;
  stands := private.find_membership(message.conversation_id);
  if (stands.member).id is null
    or not also_gone and (message.deleted_at is not null or not private.may_read(stands.member, message, private.hidden_ids()))
    or also_gone and (message.seq < (stands.member).first_seq or message.sender_id = any (private.hidden_ids())) then
    perform private.raise('MESSAGE_NOT_FOUND', 'There is no such message.', 404);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.message_items (
  ids    uuid[],
  viewer uuid   DEFAULT NULL::uuid
)
  RETURNS jsonb[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  unseen uuid[] := case when viewer is null then '{}' else private.hidden_from(viewer) end;
begin
  return (
    with wanted as materialized (
      select given.place, message, quoted.original, quoted.is_readable
      from unnest(ids) with ordinality given (id, place)
      join private.messages message on message.id = given.id
      left join lateral (
        select original, private.may_read(own, original, unseen) is true as is_readable
        from private.messages original
        left join private.conversation_members own on own.conversation_id = original.conversation_id and own.user_id = viewer
        where original.id = message.reply_to_id
      ) quoted on true
    ),
    -- Each sender once, however many of the messages are theirs.
    cards as materialized (
      select member.conversation_id, member.user_id, private.member_card(conversation, member, profile) as card
      from (
        select distinct (wanted.message).conversation_id, author.user_id
        from wanted
        cross join lateral (values
          ((wanted.message).sender_id), (case when wanted.is_readable then (wanted.original).sender_id end)) author (user_id)
      ) author
      join private.conversation_members member
        on member.conversation_id = author.conversation_id and member.user_id = author.user_id
      join private.conversations conversation on conversation.id = member.conversation_id
      join public.profiles profile on profile.id = member.user_id and profile.is_active
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
        where reaction.message_id = any (ids) and reaction.user_id <> all (unseen)
        group by reaction.message_id, reaction.emoji
      ) counted
      group by counted.message_id
    )
    select array_agg(
      private.message_view(
        wanted.message, sender.card, coalesce(carried.media, '[]'),
        case when (wanted.original).id is not null then jsonb_build_object(
          'id', (wanted.original).id, 'seq', (wanted.original).seq,
          'kind', case when wanted.is_readable then (wanted.original).kind end,
          'body', case when wanted.is_readable then left((wanted.original).body, 200) end,
          'sender', quoted.card) end,
        coalesce(reacted.view, '{"count": 0, "emojis": {}}')
          || case when viewer is null then '{}' else jsonb_build_object('mine', reacted.own) end)
        - case when viewer is null and reacted.message_id is not null then 'reactions' else '' end
      order by wanted.place)
    from wanted
    left join cards sender on sender.conversation_id = (wanted.message).conversation_id
      and sender.user_id = (wanted.message).sender_id
    left join cards quoted on wanted.is_readable and quoted.conversation_id = (wanted.message).conversation_id
      and quoted.user_id = (wanted.original).sender_id
    left join carried on carried.message_id = (wanted.message).id
    left join reacted on reacted.message_id = (wanted.message).id);
end
$function$;

CREATE OR REPLACE FUNCTION private.message_view (
  message   private.messages,
  sender    jsonb,
  media     jsonb            DEFAULT '[]'::jsonb,
  reply_to  jsonb            DEFAULT NULL::jsonb,
  reactions jsonb            DEFAULT '{"count": 0, "emojis": {}}'::jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  return jsonb_build_object(
    'id', message.id, 'conversation_id', message.conversation_id, 'seq', message.seq, 'client_id', message.client_id,
    'kind', message.kind, 'sender', sender, 'body', message.body, 'details', message.details, 'media', media,
    'reply_to', reply_to, 'mentions', message.mentions, 'reactions', reactions, 'created_at', message.created_at,
    'edited_at', message.edited_at, 'deleted_at', message.deleted_at, 'expires_at', message.expires_at);
end
$function$;

CREATE OR REPLACE FUNCTION private.note_change (
  conversation private.conversations,
  details      jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  stands private.membership;
  draft private.messages;
  view jsonb;
begin
  stands.conversation := conversation;
  draft.kind := 'system';
  draft.details := details;
  draft := private.store_message(stands, draft);
  view := (private.message_items(array[draft.id]))[1];
  perform private.deliver(conversation, null, 'message.created', view, about => draft.id);
  if conversation.kind <> 'group' then
    perform private.broadcast_to_many(
      array(
        select 'user:' || member.user_id from private.conversation_members member
        where member.conversation_id = conversation.id and member.state = 'active'),
      'conversation', jsonb_build_object('conversation_id', conversation.id, 'message', view), draft.id);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.publish_now (
  post public.posts
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  update public.posts set state = 'published', position = private.uuid_v7(), published_at = clock_timestamp()
  where id = post.id;
  perform private.emit('post', post.author_id, target_id => post.id);
  perform private.emit('post_mention', post.author_id, mentioned, post.id) from unnest(post.mentions) mentioned;
end
$function$;

CREATE OR REPLACE FUNCTION private.purge_engagement()
  RETURNS bigint
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with purged as (
    delete from private.engagement
    where happened_at < now() - interval '30 days'
      and transaction_id < all (select place from private.engagement_readers)
    returning 1
  )
  select count(*) from purged
$function$;

CREATE OR REPLACE FUNCTION private.react_to_message (
  caller     uuid,
  message_id uuid,
  emoji      text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  at record;
  stands private.membership;
  message private.messages;
  previous text;
begin
  perform private.keep_people(array[caller]);
  at := private.message_at(message_id);
  stands := at.stands;
  message := at.message;
  if (stands.member).state = 'requested' then
    perform private.raise('MESSAGE_REQUEST_UNANSWERED', 'Accept the request first.', 403);
  end if;
  if (stands.conversation).ended_at is not null then
    perform private.raise('CONVERSATION_CLOSED', 'Nobody is there to see it any more.', 409);
  end if;
  -- One after the other, so that each event counts what it says.
  perform from private.messages locked
  where locked.id = message_id and locked.deleted_at is null and locked.kind <> 'system'
  for no key update;
  if not found then
    perform private.raise('MESSAGE_NOT_FOUND', 'There is no such message.', 404);
  end if;
  select reaction.emoji into previous from private.message_reactions reaction
  where reaction.message_id = react_to_message.message_id and reaction.user_id = caller;
  if previous = emoji then
    return;
  end if;
  insert into private.message_reactions (message_id, user_id, emoji)
  values (react_to_message.message_id, caller, react_to_message.emoji)
  on conflict on constraint message_reactions_pkey do update
    set emoji = excluded.emoji, id = excluded.id, created_at = excluded.created_at;
  update private.messages changed set changed_in = pg_current_xact_id() where changed.id = message_id;
  perform private.announce_reaction(stands, message, emoji, previous);
  perform private.emit('message_reaction', caller, message.sender_id, message.conversation_id,
    jsonb_strip_nulls(jsonb_build_object('message_id', message_id, 'emoji', emoji, 'previous', previous)));
end
$function$;

CREATE OR REPLACE FUNCTION private.readable_message (
  member     private.conversation_members,
  message_id uuid
)
  RETURNS private.messages
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  message private.messages := private.message_place(member, message_id);
begin
  if not private.may_read(member, message, private.hidden_from(member.user_id)) then
    perform private.raise('MESSAGE_NOT_FOUND', 'There is no such message.', 404);
  end if;
  return message;
end
$function$;

CREATE OR REPLACE FUNCTION private.reads_along (
  conversation private.conversations,
  member       private.conversation_members,
  unseen       uuid[]
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (member.state = 'active' or member.state = 'requested' and conversation.kind <> 'group')
    and (conversation.kind = 'group' or cardinality(unseen) = 0 or not exists (
      select from private.conversation_members other
      where other.conversation_id = conversation.id and other.user_id = any (unseen)));
end
$function$;

CREATE OR REPLACE FUNCTION private.recheck_person (
  person_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform private.broadcast_to_many(
    array['user:' || person_id], 'access_changed', jsonb_build_object('subject', person_id));
end
$function$;

CREATE OR REPLACE FUNCTION private.roll_up_engagement()
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  place record := private.begin_reading('counters');
  changed int := private.add_post_counts(place.since, place.until);
begin
  perform private.add_comment_counts(place.since, place.until);
  perform private.finish_reading('counters', place.until);
  return changed;
end
$function$;

CREATE OR REPLACE FUNCTION private.search_messages (
  query           text,
  conversation_id uuid,
  cursor          text,
  page_size       integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  wanted text[] := private.searched_words(query);
  places uuid[];
  unseen uuid[] := private.hidden_ids();
  ids uuid[];
begin
  perform private.take_token('search_messages', caller::text);
  if conversation_id is not null then
    perform private.membership(conversation_id);
  end if;
  -- Which conversations first, so that the look-ups in the index are as many as these, whatever the planner thinks.
  select array_agg(own.conversation_id) into places
  from private.conversation_members own
  join private.conversations conversation on conversation.id = own.conversation_id
  where own.user_id = caller and (search_messages.conversation_id is null or own.conversation_id = search_messages.conversation_id)
    and private.reads_along(conversation, own, unseen);
  select array_agg(id order by id desc) into ids
  from (
    select found.id
    from unnest(places) place
    join private.conversation_members own on own.conversation_id = place and own.user_id = caller
    cross join lateral (
      select matching.id
      from (
        -- "offset 0" keeps the order out of it: Postgres might walk through everybody's messages by time.
        select message.id, message
        from private.message_search searched
        join private.messages message on message.id = searched.message_id and message.deleted_at is null
        where searched.words @@ private.message_query(place, wanted)
        offset 0
      ) matching
      where (matching.message).conversation_id = place and matching.id < before
        and private.may_read(own, matching.message, unseen)
      order by matching.id desc
      limit size + 1
    ) found
    order by found.id desc
    limit size + 1
  ) newest;
  return private.graph_page(private.message_items(ids[1:size], caller), ids, size);
end
$function$;

CREATE OR REPLACE FUNCTION private.sees_media_of_message (
  media_id uuid,
  viewer   uuid
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  unseen uuid[] := private.hidden_from(viewer);
begin
  return exists (
    select
    from private.message_media attached
    join private.messages message on message.id = attached.message_id
    join private.conversations conversation on conversation.id = message.conversation_id
    join private.conversation_members member on member.conversation_id = message.conversation_id and member.user_id = viewer
    where attached.media_id = sees_media_of_message.media_id
      and message.deleted_at is null and private.reads_along(conversation, member, unseen)
      and private.may_read(member, message, unseen))
    or exists (
      select from private.conversations shown
      join private.conversation_members member on member.conversation_id = shown.id and member.user_id = viewer
      where shown.picture_id = sees_media_of_message.media_id and member.state in ('active', 'requested'));
end
$function$;

CREATE OR REPLACE FUNCTION private.send_message (
  client_id       uuid,
  conversation_id uuid,
  kind            text,
  body            text,
  media_ids       uuid[],
  reply_to        uuid,
  latitude        double precision,
  longitude       double precision
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  written text := private.trimmed(body);
  at private.membership;
  earlier uuid;
  flags text[];
  sent private.messages;
begin
  perform private.check_message(client_id, kind, written, media_ids, latitude, longitude);
  select message.id into earlier from private.messages message
  where message.sender_id = caller and message.client_id = send_message.client_id;
  if found then
    return (private.message_items(array[earlier], caller))[1];
  end if;
  at := private.membership(conversation_id);
  perform private.require_open_conversation(at);
  if reply_to is not null then
    perform private.readable_message(at.member, reply_to);
  end if;
  perform private.take_token('send_message', caller::text);
  if (at.member).state = 'requested' then
    at := private.accept_request(at);
  end if;
  flags := private.moderate_text(written);
  if cardinality(media_ids) > 0 then
    perform private.claim_attachments(caller, 'message', array[kind], media_ids);
  end if;

  sent.kind := kind;
  sent.client_id := client_id;
  sent.body := written;
  sent.reply_to_id := reply_to;
  sent.mentions := private.mentioned_members(at, written);
  if kind = 'location' then
    sent.details := jsonb_build_object('latitude', latitude, 'longitude', longitude);
  end if;
  sent := private.store_message(at, sent);
  if sent.id is null then
    select message.id into earlier from private.messages message
    where message.sender_id = caller and message.client_id = send_message.client_id;
    return (private.message_items(array[earlier], caller))[1];
  end if;
  if cardinality(media_ids) > 0 then
    perform private.attach_to_message(sent.id, media_ids);
  end if;
  perform private.flag_text('message', sent.id, caller, flags);
  if cardinality(sent.mentions) > 0 then
    perform private.tell_mentioned(at, sent.id, sent.mentions);
  end if;
  perform private.want_preview(sent.id, kind, written);
  return private.announce_message(at, sent);
end
$function$;

CREATE OR REPLACE FUNCTION private.setting (
  name text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  value jsonb;
begin
  select stored.value into strict value from private.settings stored where stored.name = setting.name;
  return value;
end
$function$;

CREATE OR REPLACE FUNCTION private.settle_call (
  call      private.calls,
  broke_off boolean                  DEFAULT false,
  over_at   timestamp with time zone DEFAULT clock_timestamp()
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  talking int;
  ringing int;
  answers text[];
  gave_up boolean;
begin
  select count(*) filter (where taken.state = 'joined'), count(*) filter (where taken.state = 'ringing'), array_agg(taken.state),
    bool_or(taken.state = 'left' and taken.user_id = call.caller_id)
  into talking, ringing, answers, gave_up
  from private.call_participants taken
  where taken.call_id = call.id;
  if talking >= 1 and talking + ringing >= 2 then
    -- Who has left is not on the new topics, whatever Realtime remembers of them.
    update private.calls set epoch = gen_random_uuid() where calls.id = call.id;
    perform private.tell_call(call);
    perform private.recheck_topic(private.call_topic(call)), private.recheck_topic(private.call_live_topic(call));
    return false;
  end if;
  perform private.finish_call(call, case
    when call.answered_at is not null then case when broke_off then 'failed' else 'answered' end
    when gave_up then 'cancelled'
    when answers && array['ringing', 'missed'] then 'missed'
    when answers && array['declined'] then 'declined'
    else 'busy'
  end, over_at);
  return true;
end
$function$;

CREATE OR REPLACE FUNCTION private.state_in_call (
  id text
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (
    select taken.state
    from private.call_participants taken
    join private.calls call on call.id = taken.call_id and call.state <> 'ended' and not private.is_overdue(call)
    where taken.call_id = split_part(state_in_call.id, ':', 1)::uuid and taken.user_id = auth.uid()
      and call.epoch = split_part(state_in_call.id, ':', 2)::uuid);
end
$function$;

CREATE OR REPLACE FUNCTION private.sync_message_ids (
  caller uuid,
  span   private.sync_range,
  size   integer
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
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
    where own.user_id = caller and private.reads_along(conversation, own, unseen)
      and (span.conversation_id is null or own.conversation_id >= span.conversation_id)
      and (not pg_visible_in_snapshot(conversation.changed_in, span.since)
        or exists (
          select from private.messages message
          where message.conversation_id = own.conversation_id and message.changed_in >= pg_snapshot_xmin(span.since)))
    order by own.conversation_id
  loop
    ids := ids || private.sync_messages_of(touched.member, span, touched.known_up_to, touched.behind, unseen, size - cardinality(ids));
    exit when cardinality(ids) >= size;
  end loop;
  return ids;
end
$function$;

CREATE OR REPLACE FUNCTION private.sync_messages_of (
  member      private.conversation_members,
  span        private.sync_range,
  known_up_to bigint,
  behind      bigint,
  unseen      uuid[],
  size        integer
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION private.tell_call (
  call private.calls
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  place text := private.call_topic(call);
begin
  select * into call from private.calls where calls.id = call.id;
  -- No names: in a group not everybody may know of everybody.
  perform private.broadcast(place, 'state', jsonb_build_object(
    'call_id', call.id, 'conversation_id', call.conversation_id, 'media', call.media, 'state', call.state, 'outcome', call.outcome,
    'answered_at', call.answered_at, 'ended_at', call.ended_at, 'duration_ms', private.call_duration(call),
    'topic', private.call_topic(call), 'live_topic', private.call_live_topic(call),
    'participants', (
      select jsonb_agg(jsonb_build_object('member_id', member.id, 'state', taken.state) order by member.id)
      from private.call_participants taken
      join private.conversation_members member on member.conversation_id = call.conversation_id and member.user_id = taken.user_id
      where taken.call_id = call.id)));
end
$function$;

CREATE OR REPLACE FUNCTION private.tell_comment (
  comment         public.comments,
  post_author     uuid,
  answered_author uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  details jsonb := jsonb_build_object('comment_id', comment.id, 'thread_id', comment.parent_id);
begin
  perform private.emit('comment', comment.author_id, post_author, comment.post_id, details);
  if answered_author is not null then
    perform private.emit('reply', comment.author_id, answered_author, comment.post_id, details);
  end if;
  perform private.emit('comment_mention', comment.author_id, mentioned, comment.post_id, details) from unnest(comment.mentions) mentioned;
end
$function$;

CREATE OR REPLACE FUNCTION private.tell_mentioned (
  stands     private.membership,
  message_id uuid,
  member_ids uuid[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  insert into private.engagement (kind, actor_id, subject_id, target_id, details)
  select 'message_mention', (stands.member).user_id, member.user_id, member.conversation_id, jsonb_build_object('message_id', message_id)
  from private.conversation_members member
  where member.id = any (member_ids);
end
$function$;

CREATE OR REPLACE FUNCTION private.tell_preview (
  message private.messages
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  perform private.broadcast_to_many(
    array_agg('user:' || member.user_id), 'conversation', jsonb_build_object(
      'conversation_id', message.conversation_id, 'message', (private.message_items(array[message.id]))[1]), message.id)
  from private.conversations conversation
  join private.conversation_members member on member.conversation_id = conversation.id
  -- What a list shows is the last message; who has not answered a request hears of all by this alone.
  where conversation.id = message.conversation_id and conversation.member_count <= private.receipts_up_to()
    and (message.seq = conversation.last_seq or member.state = 'requested')
    and private.reads_along(conversation, member, private.hidden_from(member.user_id))
    and private.may_read(member, message, private.hidden_from(member.user_id))
  having count(*) > 0;
end
$function$;

CREATE OR REPLACE FUNCTION private.topic_access (
  topic text
)
  RETURNS private.topic_access
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  kind text := substring(topic from '^([a-z_]+):[a-z0-9:-]{1,100}$');
  access private.topic_access := (array[]::text[], array[]::text[]);
begin
  if kind is not null and to_regprocedure('private.topic_' || kind || '(text)') is not null then
    execute format('select * from private.%I($1)', 'topic_' || kind) into access using substr(topic, length(kind) + 2);
  end if;
  return access;
exception when invalid_text_representation then
  -- An id that is no uuid: there is no such topic.
  return (array[]::text[], array[]::text[])::private.topic_access;
end
$function$;

CREATE OR REPLACE FUNCTION private.topic_call (
  id text
)
  RETURNS private.topic_access
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (case when private.state_in_call(id) in ('joined', 'ringing') then array['broadcast'] else '{}' end, array[]::text[]);
end
$function$;

CREATE OR REPLACE FUNCTION private.topic_call_live (
  id text
)
  RETURNS private.topic_access
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  if private.state_in_call(id) = 'joined' then
    return (array['broadcast'], array['broadcast']);
  end if;
  return (array[]::text[], array[]::text[]);
end
$function$;

CREATE OR REPLACE FUNCTION private.topic_conversation (
  id text
)
  RETURNS private.topic_access
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (case when (private.joinable(id)).topic is not null then array['broadcast'] else '{}' end, array[]::text[]);
end
$function$;

CREATE OR REPLACE FUNCTION private.topic_conversation_live (
  id text
)
  RETURNS private.topic_access
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION private.topics_of_member (
  conversation private.conversations,
  member       private.conversation_members,
  OUT          topic text,
  OUT          live_topic text
)
  RETURNS record
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  -- A request waits in its reader's own topic: so its refusal changes nothing that the other one could see.
  if member.state <> 'active' or conversation.ended_at is not null then
    return;
  end if;
  topic := private.conversation_topic(conversation);
  if conversation.kind <> 'group' or not exists (
    select from public.blocks
    join private.conversation_members other
      on other.conversation_id = conversation.id and other.user_id = blocked_id and other.state = 'active'
    where blocker_id = member.user_id) then
    live_topic := private.live_topic(conversation);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.unreact_to_message (
  caller     uuid,
  message_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  at record;
  message private.messages;
  withdrawn text;
begin
  perform private.keep_people(array[caller]);
  at := private.message_at(message_id, also_gone => true);
  message := at.message;
  perform from private.messages locked where locked.id = message_id for no key update;
  delete from private.message_reactions reaction
  where reaction.message_id = unreact_to_message.message_id and reaction.user_id = caller
  returning reaction.emoji into withdrawn;
  if found then
    perform private.announce_reaction(at.stands, message, null, withdrawn);
    perform private.emit('message_unreaction', caller, message.sender_id, message.conversation_id,
      jsonb_build_object('message_id', message_id, 'emoji', withdrawn));
  end if;
end
$function$;

CREATE TRIGGER leave_realtime
  AFTER UPDATE OF banned_until ON private.accounts
  FOR EACH ROW
  WHEN ((new.banned_until IS DISTINCT FROM old.banned_until))
  EXECUTE FUNCTION private.leave_realtime();

CREATE TRIGGER leave_realtime
  AFTER UPDATE OF revoked_at ON private.sessions
  FOR EACH ROW
  WHEN (((old.revoked_at IS NULL) AND (new.revoked_at IS NOT NULL)))
  EXECUTE FUNCTION private.leave_realtime();

CREATE POLICY "receive_as_declared" ON "realtime"."messages"
  FOR SELECT
  TO "authenticated"
  USING ((( SELECT private.is_live_session() AS is_live_session) AND (EXTENSION = ANY (( SELECT (private.topic_access(realtime.topic())).receive AS receive)::text[]))));

CREATE POLICY "send_as_declared" ON "realtime"."messages"
  FOR INSERT
  TO "authenticated"
  WITH CHECK ((( SELECT private.is_live_session() AS is_live_session) AND (extension = ANY (( SELECT (private.topic_access(realtime.topic())).send AS send)::text[]))));

COMMENT ON COLUMN "private"."calls"."epoch" IS 'Part of the names of its Realtime topics: another one when somebody has left (private.settle_call).';

COMMENT ON COLUMN "private"."conversations"."epoch" IS '
Part of the names of its Realtime topics. It changes whenever somebody''s access begins or ends (private.change_topics), so that
what was said on a topic was said to exactly those who may join it.';

COMMENT ON COLUMN "private"."engagement"."kind" IS 'What happened, for instance follow. docs/events.md lists all of them, from the comments of the functions that emit them.';

COMMENT ON FUNCTION "private"."announce_message"(private.membership, private.messages) IS '
Tells the members of a new message, and returns it as a list would. Emits message (subject: the other one, unless in a group,
target: the conversation, details: {message_id}).';

COMMENT ON FUNCTION "private"."announce_reaction"(private.membership, private.messages, text, text) IS '
Event `reaction`: {conversation_id, message_id, member_id, emoji: null when it is withdrawn, previous: the emoji that was there
before, or null}. It says what has changed and not how many there are: that is not the same for everybody.';

COMMENT ON FUNCTION "private"."begin_reading"(text, integer) IS '
Where a reader of private.engagement stands: it reads the lines of the transactions from `since` to before `until`, about `lines` of
them, and calls finish_reading in the same transaction. Both are null while another worker reads for it. Lines appear once no
older transaction that writes is still open.';

COMMENT ON FUNCTION "private"."broadcast"(text, text, jsonb, uuid) IS 'As private.broadcast_to_many, to one private topic.';

COMMENT ON FUNCTION "private"."broadcast_to_many"(text[], text, jsonb, uuid) IS '
Sends an event to everybody on each of the private topics when the transaction commits; nothing if it rolls back. The row
is the one that realtime.send writes (a payload without an id gets the row''s), without its subtransaction a topic. Runs
as its owner, who passes the policies: clients may not write the row, and nobody needs realtime.topic, which
realtime.send sets for the policies. `about`: the thing (UUID version 7) that the payload says something of which may have to
be taken back, by private.forget_broadcasts: the rows'' identifiers begin like it.
A write is never lost because Realtime is behind: while today''s partition is missing, which Realtime makes, the event goes
by realtime.send, which turns the failure into a warning. What else can fail is a mistake of the caller or of the
set-up (a null topic, a payload that is no object, a missing grant), and that is raised, not swallowed.';

COMMENT ON FUNCTION "private"."call_live_topic"(private.calls) IS 'Where the devices in a call broadcast `signal`.';

COMMENT ON FUNCTION "private"."call_topic"(private.calls) IS 'Where the database tells what happens in a call.';

COMMENT ON FUNCTION "private"."change_topics"(uuid) IS '
Gives a conversation, which is locked, another epoch: to be called after the write that lets somebody in or out, and before the
events that only those who are left, or who are new, are to get. Tells the members, event `conversation` on user:<id>:
{conversation_id, topic, live_topic}.';

COMMENT ON FUNCTION "private"."check_request"() IS '
Lets a request over REST begin, as its role, if the session of its token is alive at this moment. PostgREST calls it first
in every transaction: the login role authenticator names it in its setting pgrst.db_pre_request. Errors:
NOT_AUTHENTICATED, ACCOUNT_BANNED (details: until when).';

COMMENT ON FUNCTION "private"."conversation_topic"(private.conversations) IS 'Where the database tells what happens in a conversation: private.deliver.';

COMMENT ON FUNCTION "private"."delete_message"(uuid, boolean) IS '
The step of delete_message that writes. Emits message_removal (subject: who wrote it, target: the conversation,
details: {message_id}) when it deletes for everyone. Errors: as delete_message.';

COMMENT ON FUNCTION "private"."deliver"(private.conversations, uuid, text, jsonb, uuid, uuid) IS '
Sends an event about a conversation to its members: on its topic, but in a group on user:<id> of each for what somebody does whom
another member has blocked, or who has blocked another member. `other_id`: whose else it is, of whom the same holds. Without a
`sender_id` it is the system that speaks, to everybody. `about`: the message that the event repeats. Whoever has not answered a
request hears of it by the event `conversation` alone.';

COMMENT ON FUNCTION "private"."edit_comment"(uuid, text) IS '
The step of edit_comment that writes. Emits comment_mention (subject: who is mentioned, target: the post, details: {comment_id,
thread_id: the first comment of the thread, or null}). Errors: as edit_comment.';

COMMENT ON FUNCTION "private"."edit_message"(uuid, text) IS 'The step of edit_message that writes. Emits what tell_mentioned does. Errors: as edit_message.';

COMMENT ON FUNCTION "private"."edit_post"(uuid, jsonb) IS '
The step of edit_post that writes. Emits post_mention (subject: who is mentioned, target: the post). Errors: as edit_post.';

COMMENT ON FUNCTION "private"."empty_messages"(uuid[]) IS '
Deletes messages for everyone, as far as they have not been: what they say, their edits, reactions and media, and what was
broadcast of them; the objects of the media follow. Tells the members, and returns how many it deleted.';

COMMENT ON FUNCTION "private"."finish_reading"(text, xid8) IS 'Keeps how far a reader has come, as begin_reading said.';

COMMENT ON FUNCTION "private"."forget_broadcasts"(uuid[], timestamp with time zone) IS '
What was broadcast about things that are gone is gone too, and not replayed: a look-up in each of the few partitions after
`since`, when the first of the things was made. Who is connected has heard it, and hears of the end by an event of its own.
Newer Realtime lets the owner of this no longer delete: there such a row can be replayed until its partition is dropped after
72 hours, by whoever still may read the topic that it was sent on.';

COMMENT ON FUNCTION "private"."index_messages"() IS '
Makes the messages that were sent since the last call known to search_messages, and returns how many. The
worker calls it about once a second; several may.';

COMMENT ON FUNCTION "private"."is_live_session"() IS '
Whether the session of the caller''s token is alive and its account not banned: what Realtime''s policies ask, as active_caller_id
without an error.';

COMMENT ON FUNCTION "private"."joinable"(text) IS 'What the caller may join of a conversation, <id>:<epoch>: nothing unless this is its epoch of now.';

COMMENT ON FUNCTION "private"."leave_realtime"() IS 'Trigger: whose session has ended, or who is banned, leaves the topics that they are on with it.';

COMMENT ON FUNCTION "private"."live_caller"() IS '
The signed-in user if the account and the session of the token are alive and the account is not banned; otherwise null. For
policies and topics, which show nothing where a call refuses.';

COMMENT ON FUNCTION "private"."live_topic"(private.conversations) IS 'Where the members of a conversation broadcast `typing`, {member_id, typing}, and are present.';

COMMENT ON FUNCTION "private"."log_call"(private.calls) IS '
Writes a call that has ended into the conversation, as a message of kind call. Emits missed_call (subject: who was rung,
or was busy, and did not answer, target: the conversation, details: {call_id, media}).';

COMMENT ON FUNCTION "private"."may_read"(private.conversation_members, private.messages, uuid[]) IS '
Whether a message is there for a member who reads along in its conversation (private.reads_along): it was said since they came
and have cleared it, it has not disappeared, it is not from the `unseen`, and they have not deleted it for themselves. What was
deleted for everyone is there as an empty place. Every reader of messages asks this.';

COMMENT ON FUNCTION "private"."message_items"(uuid[], uuid) IS '
Messages as clients get them (message_view), in the order of `ids`; null for none. For a `viewer`, reactions also say which is
`mine`, without those of the people hidden from the viewer, and `reply_to` says what the viewer may read of the original: {id, seq,
kind, body, sender}. Without one, which is how events are made, no more than {id, seq}, the rest null: not everybody may read it; and no `reactions` if
there are any: not everybody sees all of them.
Which messages somebody may read is for the callers of this to decide.';

COMMENT ON FUNCTION "private"."message_view"(private.messages, jsonb, jsonb, jsonb, jsonb) IS '
A message as everybody in the conversation gets it: {id, conversation_id, seq, client_id, kind, sender, body, details, media,
reply_to, mentions, reactions: {count, emojis: {emoji: count}}, created_at, edited_at, deleted_at, expires_at}.';

COMMENT ON FUNCTION "private"."publish_now"(public.posts) IS '
Makes a post appear. Emits post (target: the post) and post_mention (subject: who is mentioned, target: the
post).';

COMMENT ON FUNCTION "private"."purge_engagement"() IS '
Removes events older than 30 days that every reader has read, and returns how many. The worker calls it by schedule.';

COMMENT ON FUNCTION "private"."readable_message"(private.conversation_members, uuid) IS 'A message of a conversation that this member may read; it may have been deleted for everyone. Errors: MESSAGE_NOT_FOUND.';

COMMENT ON FUNCTION "private"."reads_along"(private.conversations, private.conversation_members, uuid[]) IS '
Whether a member may read in a conversation at all: not who is gone, has declined or is only invited to a group, and nobody across
a block, unless in a group. `unseen` are the people hidden from the member.';

COMMENT ON FUNCTION "private"."recheck_person"(uuid) IS '
As private.recheck_topic, for all topics that somebody is on: their session has ended, or they are banned. Hosted Supabase
goes on until the token ends, a quarter of an hour at most.';

COMMENT ON FUNCTION "private"."recheck_topic"(text) IS '
To be called in the transaction that takes away somebody''s access to a private topic, after the write that does so and
before the broadcasts that he is not to get. Realtime keeps what the policies of a topic answered until a client''s next
token. This sends the event access_changed: the embedded Realtime asks the policies again for everybody on the topic
before it delivers anything after it, and closes the channels of those who lost access. Hosted Supabase only
delivers the event. What somebody is not to see is therefore said on another topic from then on, whose name has a new epoch.';

COMMENT ON FUNCTION "private"."ring"(private.membership, text) IS '
Begins a call in a conversation that is locked, and rings those who are not in another one. Emits call (subject: who is rung,
target: the conversation, details: {call_id, media}). Errors: ALREADY_IN_CALL.';

COMMENT ON FUNCTION "private"."roll_up_engagement"() IS '
Adds to the counters of posts and comments what people have done since the last call, tells everybody who watches
(event `stats` on post:<id>, once a post), and returns how many posts changed. The worker calls it about once a second; several may.';

COMMENT ON FUNCTION "private"."setting"(text) IS 'The value of a setting: one look-up by primary key. An unknown name is a programming error and raises no_data_found.';

COMMENT ON FUNCTION "private"."state_in_call"(text) IS 'How the caller takes part in a call that lasts, <id>:<epoch>; null unless this is its epoch of now.';

COMMENT ON FUNCTION "private"."tell_call"(private.calls) IS '
Event `state` on the topic that a call had in this row: {call_id, conversation_id, media, state, outcome, answered_at, ended_at,
duration_ms, topic, live_topic, participants: [{member_id, state}]}, as it is by now: who left it does not come along to another topic.';

COMMENT ON FUNCTION "private"."tell_comment"(public.comments, uuid, uuid) IS '
Tells of a comment. Emits comment (subject: the author of the post, target: the post, details: {comment_id, thread_id: the first
comment of the thread, or null}), reply (subject: whom it answers, target: the post, details: {comment_id, thread_id: the first
comment of the thread, or null}) and comment_mention (subject: who is mentioned, target: the post, details: {comment_id,
thread_id: the first comment of the thread, or null}).';

COMMENT ON FUNCTION "private"."tell_mentioned"(private.membership, uuid, uuid[]) IS '
Tells of each member who is mentioned in a message. Emits message_mention (subject: who is mentioned, target: the conversation,
details: {message_id}).';

COMMENT ON FUNCTION "private"."tell_preview"(private.messages) IS '
Tells people who need not have the conversation open that its last message has changed or was deleted, as give_notice tells of a
new one; not in large groups, whose members find out by sync.';

COMMENT ON FUNCTION "private"."topic_call"(text) IS 'call:<id>:<epoch>, while the call lasts: who is in it or is being rung receives `state`; nobody sends.';

COMMENT ON FUNCTION "private"."topic_call_live"(text) IS 'call_live:<id>:<epoch>, while the call lasts: who is in it sends and receives `signal`.';

COMMENT ON FUNCTION "private"."topic_conversation"(text) IS 'conversation:<id>:<epoch>: its members receive what the database sends; nobody sends.';

COMMENT ON FUNCTION "private"."topic_conversation_live"(text) IS '
conversation_live:<id>:<epoch>: its members send `typing` and presence, under the key of their own member_id.';

COMMENT ON FUNCTION "private"."topics_of_member"(private.conversations, private.conversation_members) IS '
The topics that a member may join, null for those they may not. Who has blocked somebody in a group neither gives nor gets signs
there: clients hear each other on a live topic without the database in between, and who is blocked is not to notice.';

COMMENT ON FUNCTION "public"."clear_conversation"(uuid) IS '
Deletes for the caller everything that was said up to now; the others keep it. The conversation leaves the list until somebody
speaks again. Returns `me` of the conversation, as list_conversations gives it: what lies before me.first_seq is gone.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."get_call"(uuid) IS '
A call that the caller was rung for or takes part in: {id, conversation_id, media: audio|video, state: ringing|active|ended, outcome:
answered|missed|declined|busy|cancelled|failed|null, created_at, rings_until, answered_at, ended_at, duration_ms, topic, live_topic,
caller, participants, me: {state, is_caller}}. `topic`, for who is rung or in it: the private Realtime topic of its `state`;
`live_topic`, for who is in it: the one for `signal`. `caller` and `participants`: {member_id, id, username, first_name, last_name, avatar, alias}, of somebody
anonymous only member_id and alias; participants with their state: ringing|joined|left|declined|missed|busy.
Errors: NOT_AUTHENTICATED, CALL_NOT_FOUND.';

COMMENT ON FUNCTION "public"."list_conversations"(boolean, text, integer) IS '
The caller''s conversations, the one with the last message first: {items, next_cursor}. `archived`: those put away instead.
A conversation: {id, kind: direct|group|anonymous, title, picture, topic, live_topic, other, me: {member_id, alias, role, state: active|requested,
first_seq, last_read_seq, last_delivered_seq, muted_until, archived, pinned, joined_at, reveal_asked}, unread, last_message,
member_count, members_may_add, only_admins_send, history_for_new, disappear_after_s, created_at, ended_at}. `other`, unless in a
group: {member_id, id, username, first_name, last_name, avatar, alias, last_read_seq: 0 unless both exchange read receipts,
last_delivered_seq, reveal_asked}; null when the account is gone. Pinned conversations stand above the first page, beyond its size. `reveal_asked`: somebody anonymous is ready
to show who they are. `topic`: the private Realtime topic on which its events arrive; `live_topic`: the one for `typing` and presence;
both are null where they may not be joined, and the event `conversation` tells when they change.
Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."list_messages"(uuid, uuid, uuid, text, integer) IS '
The messages of a conversation: {items, next_cursor}. The newest first, from `before` this message or the end; or, with `after`,
those after this message, the oldest first. `cursor` goes on in the same direction, with the same other arguments.
A message: {id, conversation_id, seq, client_id, kind: text|image|video|audio|file|location|call|system, sender, body, details, media,
reply_to: {id, seq, kind, body, sender}|null, mentions, reactions: {count, emojis: {emoji: count}, mine: emoji|null}, created_at,
edited_at, deleted_at, expires_at}. `seq` is its place in the conversation. Of a reply_to that is not the caller''s to read, and in
events, there is no more than id and seq. The event of a message that has reactions leaves them out: they are what they were. `sender`: {member_id, id, username, first_name, last_name, avatar, alias}, null
for who is gone; of somebody anonymous only member_id and alias. A deleted message is empty.
Errors: NOT_AUTHENTICATED, CONVERSATION_NOT_FOUND, MESSAGE_NOT_FOUND, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON TABLE "private"."engagement" IS '
The append-only log of what people did. No foreign keys: it outlives what it is about, and an append locks nothing.
Identifiers are given out before their transactions commit, so a reader keeps its place by private.begin_reading, or it would
pass over a row that commits late.';

COMMENT ON TABLE "private"."engagement_readers" IS '
How far each reader of private.engagement has come. A reader that is given up is deleted from here by a migration: the log waits
for it.';

COMMENT ON TABLE "private"."settings" IS '
One row a setting. Rows come from migrations, with the value that is right for most, and are changed in place:
update private.settings set value = ''"x-real-ip"'' where name = ''client_ip_header''. It counts from the next request on.';

REVOKE ALL ON FUNCTION "private"."announce_reaction"(private.membership, private.messages, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."announce_reaction"(private.membership, private.messages, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."announce_reaction"(private.membership, private.messages, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."begin_reading"(text, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."begin_reading"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."begin_reading"(text, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."broadcast"(text, text, jsonb, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."broadcast"(text, text, jsonb, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."broadcast"(text, text, jsonb, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."broadcast_to_many"(text[], text, jsonb, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."broadcast_to_many"(text[], text, jsonb, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."broadcast_to_many"(text[], text, jsonb, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."call_live_topic"(private.calls) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."call_live_topic"(private.calls) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."call_live_topic"(private.calls) TO "postgres";

REVOKE ALL ON FUNCTION "private"."call_topic"(private.calls) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."call_topic"(private.calls) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."call_topic"(private.calls) TO "postgres";

REVOKE ALL ON FUNCTION "private"."change_topics"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."change_topics"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."change_topics"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."check_request"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."check_request"() TO "anon", "authenticated";

REVOKE ALL ON FUNCTION "private"."check_request"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_request"() TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_request"() TO "service_role";

REVOKE ALL ON FUNCTION "private"."conversation_topic"(private.conversations) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."conversation_topic"(private.conversations) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."conversation_topic"(private.conversations) TO "postgres";

REVOKE ALL ON FUNCTION "private"."deliver"(private.conversations, uuid, text, jsonb, uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."deliver"(private.conversations, uuid, text, jsonb, uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."deliver"(private.conversations, uuid, text, jsonb, uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."finish_reading"(text, xid8) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."finish_reading"(text, xid8) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."finish_reading"(text, xid8) TO "postgres";

REVOKE ALL ON FUNCTION "private"."forget_broadcasts"(uuid[], timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."forget_broadcasts"(uuid[], timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."forget_broadcasts"(uuid[], timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_live_session"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."is_live_session"() TO "authenticated";

REVOKE ALL ON FUNCTION "private"."is_live_session"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_live_session"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."joinable"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."joinable"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."joinable"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."leave_realtime"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."leave_realtime"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."leave_realtime"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."live_caller"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."live_caller"() TO "authenticated";

REVOKE ALL ON FUNCTION "private"."live_caller"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."live_caller"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."live_topic"(private.conversations) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."live_topic"(private.conversations) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."live_topic"(private.conversations) TO "postgres";

REVOKE ALL ON FUNCTION "private"."may_read"(private.conversation_members, private.messages, uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."may_read"(private.conversation_members, private.messages, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."may_read"(private.conversation_members, private.messages, uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."message_view"(private.messages, jsonb, jsonb, jsonb, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."message_view"(private.messages, jsonb, jsonb, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."message_view"(private.messages, jsonb, jsonb, jsonb, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."readable_message"(private.conversation_members, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."readable_message"(private.conversation_members, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."readable_message"(private.conversation_members, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."reads_along"(private.conversations, private.conversation_members, uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."reads_along"(private.conversations, private.conversation_members, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."reads_along"(private.conversations, private.conversation_members, uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."recheck_person"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."recheck_person"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."recheck_person"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."setting"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."setting"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."setting"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."state_in_call"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."state_in_call"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."state_in_call"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."tell_call"(private.calls) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tell_call"(private.calls) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tell_call"(private.calls) TO "postgres";

REVOKE ALL ON FUNCTION "private"."tell_preview"(private.messages) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tell_preview"(private.messages) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tell_preview"(private.messages) TO "postgres";

REVOKE ALL ON FUNCTION "private"."topic_call_live"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."topic_call_live"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."topic_call_live"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."topic_conversation_live"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."topic_conversation_live"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."topic_conversation_live"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."topics_of_member"(private.conversations, private.conversation_members) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."topics_of_member"(private.conversations, private.conversation_members) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."topics_of_member"(private.conversations, private.conversation_members) TO "postgres";
