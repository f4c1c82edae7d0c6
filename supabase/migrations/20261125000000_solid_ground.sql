SET local check_function_bodies = off;

REVOKE ALL ON TABLE "public"."profiles" FROM "authenticated";

DROP POLICY "select_own_or_public" ON "public"."collections";

DROP POLICY "select_with_post" ON "public"."comments";

DROP POLICY "select_not_blocked" ON "public"."profile_interests";

DROP POLICY "select_not_blocked" ON "public"."profiles";

DROP POLICY "receive_as_declared" ON "realtime"."messages";

DROP POLICY "send_as_declared" ON "realtime"."messages";

DROP TRIGGER "copy_deactivation" ON "private"."accounts";

DROP TRIGGER "index_person" ON "private"."accounts";

DROP TRIGGER "narrow_audiences" ON "private"."accounts";

DROP TRIGGER "index_person" ON "public"."profiles";

DROP TRIGGER "narrow_audiences" ON "public"."profiles";

DROP VIEW "private"."visible_people";

ALTER TABLE "private"."accounts"
  DROP CONSTRAINT "phone_is_taken";

DROP FUNCTION "private"."announce_reaction"(private.membership, private.messages, text);

DROP FUNCTION "private"."begin_login"(text, inet);

DROP FUNCTION "private"."broadcast"(text, text, jsonb);

DROP FUNCTION "private"."broadcast_to_many"(text[], text, jsonb);

DROP FUNCTION "private"."copy_deactivation"();

DROP FUNCTION "private"."deliver"(private.conversations, uuid, text, jsonb, uuid);

DROP FUNCTION "private"."end_access"(uuid);

DROP FUNCTION "private"."finish_login"(uuid, text, text, uuid, bytea, text, inet);

DROP FUNCTION "private"."may_read"(private.conversation_members, private.messages, uuid[], bigint[]);

DROP FUNCTION "private"."message_view"(private.messages, jsonb, jsonb, jsonb, jsonb);

DROP FUNCTION "private"."reaction_seam"(text, text, text);

DROP FUNCTION "private"."realtime_rechecks"();

DROP FUNCTION "private"."rotate_session"(uuid, integer, bytea, bytea, text, inet);

DROP FUNCTION "private"."shield_conversation"(uuid);

DROP FUNCTION "private"."tell_call"(uuid);

ALTER TABLE "private"."conversations"
  DROP COLUMN "shielded_until";

ALTER TABLE "public"."profiles"
  DROP COLUMN "is_active";

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

ALTER TABLE "private"."sessions"
  ADD COLUMN "refresh_parent" integer;

ALTER TABLE "public"."profiles"
  ADD COLUMN "hidden_until" timestamp WITH time zone NOT NULL DEFAULT '-infinity'::timestamp WITH time zone;

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
        or earlier.added_by = adder.id and earlier.left_at > now() - interval '1 day'
        or private.has_refused(visible.id, adder.user_id) then null
      when earlier.left_at is null and (settings.who_may_add_to_groups = 'everyone' or exists (
        select from public.connections where person_id = adder.user_id and other_id = visible.id)) then 'active'
      else 'requested' end as way
    from private.visible_people visible
    join private.profile_settings settings on settings.profile_id = visible.id
    left join private.conversation_members earlier
      on earlier.conversation_id = adder.conversation_id and earlier.user_id = visible.id
    where visible.id = any (wanted) and visible.id <> adder.user_id and private.may_meet(adder.user_id, visible.id)
  ) person;
  -- Who is invited has a place already, so that an acceptance never fails.
  if coalesce(cardinality(joining), 0) + coalesce(cardinality(asked), 0) + (
    select count(*) from private.conversation_members member
    where member.conversation_id = conversation.id and member.state in ('active', 'requested')) > private.group_limit() then
    perform private.raise('GROUP_FULL', 'So many people do not fit into this group.', 409,
      details => format('limit %s', private.group_limit()));
  end if;

  -- A stranger in a group is a stranger who is written to: it is people that count.
  perform private.take_new_conversation(adder.user_id)
  from unnest(joining || asked) person where not private.is_known_to(adder.user_id, person);
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

CREATE OR REPLACE FUNCTION private.adults_since()
  RETURNS date
  LANGUAGE plpgsql
  STABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
begin
  return (now() at time zone 'utc')::date - interval '18 years';
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

CREATE OR REPLACE FUNCTION private.answer_connection (
  request_id uuid,
  accept     boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  answer text := case when accept then 'accepted' else 'declined' end;
  request public.connection_requests;
begin
  perform private.require_answer(accept);
  request := private.begin_with_request(request_id);
  if request.addressee_id is distinct from private.caller_id()
    or not exists (select from private.visible_people visible where visible.id = request.requester_id) then
    perform private.raise_no_request();
  end if;
  if request.state = 'pending' and accept and not private.may_meet(request.requester_id, request.addressee_id) then
    perform private.raise_no_contact();
  elsif request.state = 'pending' and accept then
    perform private.connect(request);
  elsif request.state = 'pending' then
    update public.connection_requests set state = answer, ended_at = now() where id = request.id;
  elsif request.state <> answer then
    perform private.raise_no_request();
  end if;
  return private.relationship(request.requester_id);
end
$function$;

CREATE OR REPLACE FUNCTION private.answer_follow (
  user_id uuid,
  accept  boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.begin_with(user_id);
begin
  perform private.require_answer(accept);
  perform private.require_person(user_id);
  if accept and not private.may_approach(user_id, caller) then
    perform private.raise_no_contact();
  end if;
  delete from public.follow_requests where follower_id = answer_follow.user_id and followee_id = caller;
  if found and accept then
    insert into public.follows (follower_id, followee_id) values (user_id, caller);
    perform private.emit('follow_accept', caller, user_id);
  elsif accept and not exists (
    select from public.follows where follower_id = answer_follow.user_id and followee_id = caller) then
    perform private.raise('FOLLOW_REQUEST_NOT_FOUND', 'This person does not ask to follow you.', 404);
  end if;
  return private.relationship(user_id);
end
$function$;

CREATE OR REPLACE FUNCTION private.begin_login (
  identifier text,
  ip         inet,
  device     uuid DEFAULT NULL::uuid
)
  RETURNS TABLE (
    account_id    uuid,
    password_hash text
  )
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  found_id uuid := (
    select account.id from private.accounts account
    where case when position('@' in identifier) > 0
      then account.email = lower(trim(identifier))
      else account.username = lower(trim(identifier)) end);
begin
  if private.is_device_of(found_id, device) then
    perform private.take_token('login_by_account', 'device ' || device);
    perform private.admit_attempt('device', device::text);
  else
    perform private.take_token_by_ip('login_by_ip', begin_login.ip);
    perform private.take_token('login_by_account', private.identifier_hash(identifier));
    if begin_login.ip is not null then
      perform private.admit_attempt(private.network_rule(begin_login.ip), private.network_of(begin_login.ip));
    end if;
    perform private.admit_attempt('identifier', private.identifier_hash(identifier));
  end if;
  return query
    select credential.account_id, credential.password_hash
    from private.credentials credential where credential.account_id = found_id;
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
        select member.id as member_id, member.user_id, private.member_card(conversation, member, shown.profile) as card,
          case when taken.state = 'ringing' and so.state = 'ended' then 'missed'
            when taken.state = 'joined' and so.state = 'ended' then 'left' else taken.state end as state
        from private.call_participants taken
        join private.conversation_members member
          on member.conversation_id = call.conversation_id and member.user_id = taken.user_id
        join private.shown_people shown on shown.id = taken.user_id
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

CREATE OR REPLACE FUNCTION private.check_profile_changes (
  changes jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
  problems text;
begin
  perform private.check_keys(changes, 'INVALID_PROFILE', array[
    'first_name', 'last_name', 'username', 'gender', 'pronouns', 'bio', 'links', 'looking_for']);
  select string_agg(format('%s: %s', change.key, problem), '; ' order by change.key) into problems
  from jsonb_each(changes) change
  cross join lateral (select jsonb_typeof(change.value), private.trimmed(change.value #>> '{}')) as given (type, written)
  cross join lateral (select case
    when change.key in ('first_name', 'last_name') and (type <> 'string' or not private.is_person_name(written))
      then 'must have 1 to 50 characters, something to see among them, on one line'
    when change.key = 'username' and (type <> 'string' or lower(written) !~ '^[a-z0-9][a-z0-9._]{1,28}[a-z0-9_]$')
      then 'must be 3 to 30 of a-z, 0-9, . and _, and not begin with . or _ or end with .'
    when change.key = 'gender' and (type <> 'string' or written not in ('female', 'male', 'nonbinary', 'other'))
      then 'must be female, male, nonbinary or other'
    when change.key = 'pronouns' and type <> 'null' and (type <> 'string' or length(written) > 40)
      then 'must have at most 40 characters'
    when change.key = 'bio' and type <> 'null' and (type <> 'string' or length(written) > 500)
      then 'must have at most 500 characters'
    when change.key = 'links' and not private.are_links(change.value)
      then 'must be at most five https addresses of up to 200 characters'
    when change.key = 'looking_for' and (type <> 'array' or not change.value <@ '["dating", "friendship"]')
      then 'must be a list of dating, friendship'
  end) as found (problem)
  where problem is not null;
  if problems is not null then
    perform private.raise('INVALID_PROFILE', 'The profile cannot be changed like this.', 422, details => problems);
  end if;
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

CREATE OR REPLACE FUNCTION private.comment_items (
  ids uuid[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  viewer uuid := private.caller_id();
  unseen uuid[] := private.hidden_ids();
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'id', comment.id, 'post_id', comment.post_id, 'parent_id', comment.parent_id, 'reply_to_id', comment.reply_to_id,
        'state', case when comment.deleted_at is not null then 'deleted' when author.id is null then 'unavailable'
          when comment.hidden_at is not null then 'hidden' else 'visible' end,
        'body', case when author.id is null then '' else comment.body end,
        'mentions', case when author.id is null then '[]' else private.mentions_of(comment.mentions) end,
        'created_at', comment.created_at, 'edited_at', comment.edited_at, 'pinned', comment.pinned_at is not null,
        'author', case when author.id is not null then private.profile_card(author.profile) end,
        'media', coalesce(shown.media, '[]'),
        'stats', jsonb_build_object('reactions', comment.reactions, 'replies', comment.replies),
        'viewer', jsonb_build_object('reaction', reaction.emoji),
        'reacted_by_author', by_author.user_id is not null)
      order by wanted.place), '[]')
    from unnest(ids) with ordinality wanted (id, place)
    join public.comments comment on comment.id = wanted.id
    join public.posts post on post.id = comment.post_id
    left join private.shown_people author on author.id = comment.author_id and comment.deleted_at is null
      and author.id <> all (unseen)
    left join public.comment_reactions reaction on reaction.comment_id = comment.id and reaction.user_id = viewer
    left join public.comment_reactions by_author
      on by_author.comment_id = comment.id and by_author.user_id = post.author_id
    left join lateral (
      select jsonb_agg(private.media_view(medium) order by attached.place) as media
      from public.comment_media attached
      join private.media medium on medium.id = attached.media_id
      where attached.comment_id = comment.id and author.id is not null
    ) shown on true
  );
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
      select private.member_card(conversation, member, shown.profile) || jsonb_build_object(
          'last_read_seq', case when member.state = 'active' and exchanges and private.exchanges_reads(member.user_id)
            then member.last_read_seq else 0 end,
          'last_delivered_seq', case when member.state = 'active' then member.last_delivered_seq else 0 end,
          'reveal_asked', member.reveal_asked_at is not null) as view
      from private.conversation_members member
      join private.shown_people shown on shown.id = member.user_id
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

CREATE OR REPLACE FUNCTION private.edit_message (
  message_id uuid,
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
  at record;
  earlier private.messages;
  people uuid[];
begin
  perform private.take_token('edit_message', caller::text);
  perform private.keep_people(array[caller]);
  at := private.message_at(message_id);
  perform private.require_editable(at.stands, at.message, written);
  perform private.flag_text('message', message_id, caller, private.moderate_text(written));
  people := private.mentioned_members(at.stands, written);

  -- Of two edits at once the second replaces what the first has written.
  select * into earlier from private.messages message
  where message.id = message_id and message.deleted_at is null
  for no key update;
  if not found then
    perform private.raise('MESSAGE_NOT_FOUND', 'There is no such message.', 404);
  end if;
  -- Once more: while this waited they may have been removed, or blocked.
  at := private.message_at(message_id);
  if earlier.body <> written then
    insert into private.message_edits (message_id, body) values (edit_message.message_id, earlier.body);
    update private.messages message
    set body = written, mentions = people, edited_at = now(), changed_in = pg_current_xact_id(),
      details = nullif(message.details - 'preview', '{}')
    where message.id = message_id;
    perform private.tell_mentioned(at.stands, message_id, array(
      select member_id from unnest(people) member_id where member_id <> all (earlier.mentions)));
    perform private.index_message(message_id);
    perform private.want_preview(message_id, earlier.kind, written);
    perform private.announce_change(message_id);
  end if;
  return (private.message_items(array[message_id], caller))[1];
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

CREATE OR REPLACE FUNCTION private.export_conversations (
  account_id uuid
)
  RETURNS SETOF jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select jsonb_build_object(
    'conversation_id', own.conversation_id, 'kind', conversation.kind, 'title', conversation.title, 'role', own.role, 'state', own.state,
    'alias', own.alias, 'joined_at', own.joined_at, 'left_at', own.left_at, 'muted', coalesce(own.muted_until > now(), false), 'muted_until', nullif(own.muted_until, 'infinity'),
    'archived_at', own.archived_at, 'pinned_at', own.pinned_at, 'delivered_at', own.delivered_at, 'read_at', own.read_at)
  from private.conversation_members own
  join private.conversations conversation on conversation.id = own.conversation_id
  where own.user_id = export_conversations.account_id
  order by own.conversation_id
$function$;

CREATE OR REPLACE FUNCTION private.export_profile (
  account_id uuid
)
  RETURNS SETOF jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select to_jsonb(profile) - 'hidden_until' || jsonb_build_object(
    'interests', array(
      select chosen.interest from public.profile_interests chosen where chosen.profile_id = profile.id order by chosen.interest),
    'location', (select to_jsonb(place) - 'profile_id' from private.locations place where place.profile_id = profile.id))
  from public.profiles profile
  where profile.id = export_profile.account_id
$function$;

CREATE OR REPLACE FUNCTION private.export_sessions (
  account_id uuid
)
  RETURNS SETOF jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select to_jsonb(session) - array['refresh_hash', 'refresh_counter', 'refresh_parent', 'account_id']
  from private.sessions session
  where session.account_id = export_sessions.account_id
  order by session.id
$function$;

CREATE OR REPLACE FUNCTION private.findable_people (
  caller uuid,
  dating boolean DEFAULT false
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  own private.people_search;
  is_adult boolean;
  known uuid[] := '{}';
begin
  select * into own from private.people_search person where person.profile_id = caller;
  if not found then
    perform private.raise('NOT_AUTHENTICATED', 'This account is gone.', 401);
  end if;
  is_adult := own.birth_date <= private.adults_since();
  -- Minors and adults find each other only if they are connected, and never where dating comes in, on any of the three sides.
  if not (dating or own.traits @> array['for:dating']) then
    known := array(
      select connection.other_id from public.connections connection
      join private.accounts account on account.id = connection.other_id
      where connection.person_id = caller and (account.birth_date <= private.adults_since()) <> is_adult);
  end if;
  return concat_ws(' and ',
    'person.is_discoverable and person.hidden_until <= now()',
    format('person.profile_id <> all (%L::uuid[])', private.hidden_ids() || caller),
    format('(person.birth_date %s %L::date%s)', case when is_adult then '<=' else '>' end, private.adults_since(),
      case when known <> '{}' then format(' or person.profile_id = any (%L::uuid[]) and not person.traits @> array[''for:dating'']', known) end));
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

CREATE OR REPLACE FUNCTION private.finish_login (
  account_id        uuid,
  verified_hash     text,
  rehashed_password text,
  session_id        uuid,
  refresh_hash      bytea,
  user_agent        text,
  ip                inet,
  device            uuid  DEFAULT NULL::uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  account private.accounts;
begin
  perform private.lock_account(finish_login.account_id);
  update private.credentials credential
  set password_hash = coalesce(finish_login.rehashed_password, credential.password_hash)
  where credential.account_id = finish_login.account_id and credential.password_hash = finish_login.verified_hash;
  if not found then
    -- The password was changed while the old one was being hashed.
    perform private.raise('INVALID_CREDENTIALS', 'The identifier and the password do not belong together.', 401);
  end if;
  select * into account from private.accounts where id = finish_login.account_id;
  if account.banned_until > now() then
    perform private.raise('ACCOUNT_BANNED', 'This account is banned.', 403, details => format('until %s', account.banned_until));
  end if;
  if private.is_device_of(account.id, finish_login.device) then
    -- What others have guessed meanwhile stays counted.
    perform private.forget_failures('device', finish_login.device::text);
  else
    -- The network before the identifier, as begin_login does: the other way round two sign-ins could wait for each other.
    if finish_login.ip is not null then
      perform private.forgive_attempt(private.network_rule(finish_login.ip), private.network_of(finish_login.ip));
    end if;
    perform private.forget_failures_at(account.id);
  end if;
  if account.deactivated_at is not null then
    update private.accounts set deactivated_at = null where id = account.id;
    perform private.audit('reactivated', account.id, finish_login.user_agent, finish_login.ip);
  end if;
  if private.is_new_device(account.id, finish_login.user_agent) then
    perform private.queue_notice('new_device', account.id, jsonb_build_object(
      'device', left(finish_login.user_agent, 500), 'ip', host(finish_login.ip), 'time', now()));
  end if;
  perform private.audit('signed_in', account.id, finish_login.user_agent, finish_login.ip, jsonb_build_object('session_id', session_id));
  return private.open_session(finish_login.session_id, account.id, finish_login.refresh_hash, finish_login.user_agent, finish_login.ip);
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

CREATE OR REPLACE FUNCTION private.folded_text (
  written text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
declare
  folded text := lower(written collate "pg_c_utf8");
  has_signs boolean;
begin
  -- Most texts need few of these steps, and each is a walk over the text.
  if octet_length(written) > length(written) then
    -- Units and blessings that are one character would become up to eighteen, and spell nothing.
    folded := lower(normalize(regexp_replace(written, '[\u3300-\u33ff\ufdf0-\ufdfd]+', ' ', 'g'), nfkd) collate "pg_c_utf8");
    -- What is not seen: soft hyphen, zero-width and direction marks, variation selectors; and the accents, which the
    -- decomposition has set apart from their letters.
    folded := regexp_replace(folded, '[\u00ad\u0300-\u036f\u0483-\u0489\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\uffa0]+', '', 'g');
    -- Letters of other alphabets that look Latin.
    folded := translate(folded, 'аеорсухіјѕԁɡһӏвкмнтαεικνορτυχωßøđłıæœ', 'aeopcyxijsdghibkmhtaeikvoptuxwsodliao');
  end if;
  has_signs := folded ~ '[0-9@$!|]';
  if has_signs then
    -- An exclamation mark that ends a word is one.
    folded := regexp_replace(folded, '[@$!|](?![[:alnum:]])' collate "pg_c_utf8", '', 'g');
  end if;
  -- A letter that is drawn out counts once, before "ill" could turn into one letter, and again after "b444d" into letters.
  folded := private.squeezed(folded);
  -- Digits and signs that stand for letters, but only in words: a price or a year stays a number. i, l, 1, ! and | are
  -- one letter in all this.
  if has_signs then
    folded := (
      select string_agg(
        case when word ~ '[[:alpha:]]' then translate(word, '01!|l34@5$789', 'oiiiieaasstbg') else word end, ' ' order by place)
      from regexp_split_to_table(folded, '\s+') with ordinality split (word, place));
  else
    folded := translate(folded, 'l', 'i');
  end if;
  if has_signs or folded like '%iii%' then
    folded := private.squeezed(folded, keep_pairs => true);
  end if;
  return folded;
end
$function$;

CREATE OR REPLACE FUNCTION private.folded_words (
  written text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
declare
  words text := ' ' || trim(
    regexp_replace(private.folded_text(written), '[^[:alnum:]]+' collate "pg_c_utf8", ' ', 'g')) || ' ';
begin
  if words ~ ' \S \S ' then
    -- Letters that stand alone are one spaced-out word: "b a d", "b.a.d" and "b-a-d" are "bad".
    -- With a blank of its own on either side each is found, is put between marks, and two marks in a row join.
    words := regexp_replace(replace(words, ' ', '  '), ' ([[:alnum:]]) ' collate "pg_c_utf8", E'\x01\\1\x01', 'g');
    words := regexp_replace(replace(words, E'\x01\x01', ''), '[ \x01]+', ' ', 'g');
  end if;
  if octet_length(words) > length(words) then
    -- Scripts without blanks between words (Thai to Khmer, kana, Han): each letter is one, so a word is found in a sentence.
    words := regexp_replace(
      regexp_replace(words, '([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])', ' \1 ', 'g'),
      ' {2,}', ' ', 'g');
  end if;
  return words;
end
$function$;

CREATE OR REPLACE FUNCTION private.follow (
  user_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.begin_with(user_id);
  followee public.profiles := private.require_person(user_id);
begin
  if exists (select from public.follows where follower_id = caller and followee_id = followee.id)
    or followee.is_private and exists (
      select from public.follow_requests where follower_id = caller and followee_id = followee.id) then
    return private.relationship(followee.id);
  end if;

  perform private.take_token('follow', caller::text);
  if not private.may_approach(caller, followee.id) then
    perform private.raise_no_contact();
  end if;
  if (private.graph_counts(caller) ->> 'following')::int >= private.follow_limit() then
    perform private.raise('FOLLOW_LIMIT_REACHED', 'You follow as many people as one may.', 409,
      details => format('limit %s', private.follow_limit()));
  end if;
  if followee.is_private then
    insert into public.follow_requests (follower_id, followee_id) values (caller, followee.id);
    perform private.emit('follow_request', caller, followee.id);
  else
    -- What was asked while the account was private.
    delete from public.follow_requests where follower_id = caller and followee_id = followee.id;
    insert into public.follows (follower_id, followee_id) values (caller, followee.id);
    perform private.emit('follow', caller, followee.id);
  end if;
  return private.relationship(followee.id);
end
$function$;

CREATE OR REPLACE FUNCTION private.follow_suggestions (
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  wanted int := private.page_size(page_size);
  is_adult boolean := private.is_adult(caller);
begin
  return (
    -- Whom it makes no sense to suggest.
    with settled (id) as materialized (
      select caller
      union all
      select followee_id from public.follows where follower_id = caller
      union all
      select followee_id from public.follow_requests where follower_id = caller
      union all
      select muted_id from public.mutes where muter_id = caller and until > now()
      union all
      select dismissed_id from private.dismissed_suggestions where person_id = caller
    ),
    friends as materialized (
      select friend.followee_id as id, 1 / ln(2 + greatest(degree.following, 1)) as weight
      from (
        select followee_id from public.follows where follower_id = caller order by id desc limit 100
      ) friend
      cross join lateral (
        select sum(following) as following from private.graph_stats where profile_id = friend.followee_id
      ) degree
    ),
    friends_of_friends as materialized (
      select followed.id, sum(friend.weight) as score, count(*) as known
      from friends friend
      cross join lateral (
        select followee_id as id from public.follows where follower_id = friend.id order by follows.id desc limit 50
      ) followed
      group by followed.id
    ),
    interests as materialized (
      select chosen.interest as slug, 1 / ln(2 + greatest(coalesce(counted.people, 0), 1)) as weight
      from public.profile_interests chosen
      left join private.interest_weights counted on counted.interest = chosen.interest
      where chosen.profile_id = caller
    ),
    candidates as (
      (select id, score, known from friends_of_friends
       where id not in (select id from settled)
       order by score desc limit 200)
      union all
      -- Newcomers with the rarest interests, who have no friends of friends yet.
      (select sharing.profile_id, 0, 0
       from (select slug from interests order by weight desc limit 5) rare
       cross join lateral (
         select newest.profile_id
         from (
           select profile_id from public.profile_interests where interest = rare.slug order by profile_id desc limit 400
         ) newest
         -- Before the limit, or the few minors would be looked for among adults.
         join private.accounts account on account.id = newest.profile_id
           and (account.birth_date <= private.adults_since()) = is_adult
         limit 40
       ) sharing
       where sharing.profile_id not in (select id from settled))
    ),
    scored as (
      select candidate.id, candidate.known, shared.slugs, candidate.score + shared.score as score
      from (select id, max(score) as score, max(known) as known from candidates group by id) candidate
      cross join lateral (
        select coalesce(array_agg(interests.slug order by weight desc, interests.slug), '{}') as slugs,
          coalesce(sum(weight), 0) as score
        from public.profile_interests chosen
        join interests on interests.slug = chosen.interest
        where chosen.profile_id = candidate.id
      ) shared
    ),
    best as (
      select visible.profile, scored.* from scored
      join private.meetable_people visible on visible.id = scored.id
      join private.profile_settings settings on settings.profile_id = scored.id and settings.discoverable
      order by scored.score desc, scored.id
      limit wanted
    )
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(jsonb_build_object(
        'user', private.profile_card(profile), 'followed_by_known', known, 'shared_interests', slugs)
        order by score desc, id), '[]'),
      'next_cursor', null)
    from best);
end
$function$;

CREATE OR REPLACE FUNCTION private.followers_you_know (
  user_id   uuid,
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
  -- Who has less to walk over: the caller, who follows about follow_limit() people at most, or that person's followers.
  follows_fewer boolean := (private.graph_counts(caller) ->> 'following')::int
    <= (private.graph_counts(user_id) ->> 'followers')::int;
begin
  perform private.require_open_lists(user_id);
  return (
    select private.graph_page(array_agg(item order by id desc), array_agg(id order by id desc), followers_you_know.page_size)
    from (
      select known.id, private.follow_item(known.profile, known.followed_at, caller) as item
      -- One branch runs. The limits of one keep the planner from walking the other way.
      from (
        (select mine.id, visible.profile, theirs.created_at as followed_at
        from public.follows mine
        cross join lateral (
          select created_at from public.follows
          where follower_id = mine.followee_id and followee_id = followers_you_know.user_id limit 1
        ) theirs
        join private.meetable_people visible on visible.id = mine.followee_id
        where follows_fewer and mine.follower_id = caller and mine.id < before
        order by mine.id desc limit wanted)
        union all
        (select mine.id, visible.profile, theirs.created_at
        from public.follows theirs
        cross join lateral (
          select id from public.follows where follower_id = caller and followee_id = theirs.follower_id limit 1
        ) mine
        join private.meetable_people visible on visible.id = theirs.follower_id
        where not follows_fewer and theirs.followee_id = followers_you_know.user_id and mine.id < before
        order by mine.id desc limit wanted)
      ) known
    ) found);
end
$function$;

CREATE OR REPLACE FUNCTION private.following_feed (
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := coalesce(private.decode_cursor(cursor), 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  size int := private.page_size(page_size);
  muted uuid[] := private.muted_ids();
  people uuid[] := array(
    select visible.id from private.visible_people visible
    where visible.id = any ((select private.followed_ids())::uuid[]) and visible.id <> all (muted));
  horizon uuid;
  positions uuid[];
  ids uuid[];
  reposters uuid[];
begin
  -- The newest few of each person, each from the end of one index range, however much they have written and reposted.
  with reposts as materialized (
    select share.* from unnest(people) person (id)
    cross join lateral (
      select newest.id, newest.post_id, newest.user_id, row_number() over (order by newest.id desc) as place
      from public.post_shares newest
      where newest.user_id = person.id and newest.via = 'repost' and newest.id < before
      order by newest.id desc
      limit size + 1
    ) share
  ), known as (
    -- Further back than this somebody has reposts that were not read: a page ends there, and the next one goes on.
    select coalesce((select id from reposts where place > size order by id desc limit 1), '00000000-0000-0000-0000-000000000000') as from_here
  ), found as (
    (select post.position, post.id, null::uuid as reposter_id
     from unnest(people || caller) person (id)
     cross join lateral (
       select newest.position, newest.id from private.visible_posts newest
       where newest.author_id = person.id and newest.position < before
       order by newest.position desc
       limit size + 1
     ) post
     order by post.position desc
     limit size + 1)
    union all
    -- One after the other, and no more than the page needs.
    (select first.id, first.post_id, first.user_id
     from (
       select * from (
         select distinct on (repost.post_id) repost.* from reposts repost
         where repost.id >= (select from_here from known)
         order by repost.post_id, repost.id
       ) each_once
       order by id desc
       offset 0
     ) first
     where private.repost_brings(first.id, first.post_id, first.user_id, people, people || muted || caller)
     limit size + 1)
  ), page as (
    select * from found where position >= (select from_here from known) order by position desc limit size + 1
  )
  select (select from_here from known), array_agg(page.position order by page.position desc),
    array_agg(page.id order by page.position desc), array_agg(page.reposter_id order by page.position desc)
  into horizon, positions, ids, reposters
  from page;

  return jsonb_build_object(
    'items', private.with_reposters(private.post_items(ids[:size]), reposters),
    'next_cursor', case
      when cardinality(ids) > size then private.encode_cursor(positions[size])
      when horizon > '00000000-0000-0000-0000-000000000000' then private.encode_cursor(horizon)
    end);
end
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

CREATE OR REPLACE FUNCTION private.get_profile (
  username text,
  user_id  uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  profile jsonb := private.shown_profile(username, user_id);
  person_id uuid := (profile ->> 'id')::uuid;
begin
  return profile
    || case when person_id = caller or private.may_meet(caller, person_id) then '{}'
      else '{"age": null, "distance_km": null, "interests": [], "looking_for": []}'::jsonb end
    || jsonb_build_object(
      'counts', private.graph_counts(person_id),
      'relationship', case when person_id <> caller then private.relationship(person_id) end);
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

CREATE OR REPLACE FUNCTION private.has_refused (
  person_id uuid,
  other_id  uuid
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return exists (
      select from private.conversations direct
      join private.conversation_members own on own.conversation_id = direct.id and own.user_id = person_id and own.state = 'declined'
      where direct.low_id = least(person_id, other_id) and direct.high_id = greatest(person_id, other_id))
    or exists (
      select from private.conversation_members own
      join private.conversation_members adder on adder.conversation_id = own.conversation_id and adder.id = own.added_by
      where own.user_id = person_id and adder.user_id = other_id
        and own.left_at > now() - case own.state when 'declined' then interval '30 days' else interval '1 day' end);
end
$function$;

CREATE OR REPLACE FUNCTION private.hidden_until (
  account private.accounts
)
  RETURNS timestamp WITH time zone
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select case when account.deactivated_at is not null then 'infinity' else coalesce(account.banned_until, '-infinity') end
$function$;

CREATE OR REPLACE FUNCTION private.hide_profile()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  update public.profiles set hidden_until = private.hidden_until(new) where id = new.id;
  return null;
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

CREATE OR REPLACE FUNCTION private.index_people (
  ids uuid[]
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  -- Two changes of one person at once: the later one waits here, and its next statement sees what the earlier did.
  perform from private.people_search person where person.profile_id = any (ids) order by person.profile_id for update;
  with current_people as (
    select profile.id, profile.username, folded.first_name || ' ' || folded.last_name as name, folded.last_name,
      private.name_words(profile.username || ' ' || folded.first_name || ' ' || folded.last_name) as words,
      array(select 'interest:' || chosen.interest from public.profile_interests chosen where chosen.profile_id = profile.id)
        || case when profile.verified_at is null then '{}' else array['verified'] end as terms,
      array(select 'for:' || aim from unnest(profile.looking_for) aim) || array['gender:' || profile.gender] as traits,
      account.birth_date, place.cell, cosd(centre.latitude) * cosd(centre.longitude) as x,
      cosd(centre.latitude) * sind(centre.longitude) as y, sind(centre.latitude) as z,
      settings.show_age, settings.show_online, settings.discoverable, profile.hidden_until
    from public.profiles profile
    cross join lateral (
      select private.folded(profile.first_name), private.folded(profile.last_name)) as folded (first_name, last_name)
    join private.accounts account on account.id = profile.id
    join private.profile_settings settings on settings.profile_id = profile.id
    left join private.locations place on place.profile_id = profile.id and settings.show_distance
    left join lateral private.cell_centre(place.cell) centre on true
    where profile.id = any (ids)
  ), new_words as (
    insert into private.people_words (word)
    select distinct word from current_people, unnest(words) word order by word
    on conflict do nothing
  )
  insert into private.people_search (profile_id, username, name, last_name, terms, traits, birth_date, cell, x, y, z,
    shows_age, shows_online, is_discoverable, hidden_until)
  select id, username, name, last_name, terms || array(select 'word:' || word from unnest(words) word), traits, birth_date, cell, x, y, z,
    show_age, show_online, discoverable, hidden_until
  from current_people
  on conflict (profile_id) do update set
    username = excluded.username, name = excluded.name, last_name = excluded.last_name, terms = excluded.terms,
    traits = excluded.traits, birth_date = excluded.birth_date, cell = excluded.cell, x = excluded.x, y = excluded.y, z = excluded.z,
    shows_age = excluded.shows_age, shows_online = excluded.shows_online, is_discoverable = excluded.is_discoverable,
    hidden_until = excluded.hidden_until;
end
$function$;

CREATE OR REPLACE FUNCTION private.inviter_card (
  conversation private.conversations,
  invited      private.conversation_members,
  unseen       uuid[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (
    select private.member_card(conversation, inviter, shown.profile)
    from private.conversation_members inviter
    join private.shown_people shown on shown.id = inviter.user_id
    where inviter.conversation_id = conversation.id and inviter.id = invited.added_by and inviter.user_id <> all (unseen));
end
$function$;

CREATE OR REPLACE FUNCTION private.is_adult (
  person_id uuid
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (select account.birth_date <= private.adults_since() from private.accounts account where account.id = person_id);
end
$function$;

CREATE OR REPLACE FUNCTION private.is_device_of (
  account_id uuid,
  device     uuid
)
  RETURNS boolean
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select exists (
    select from private.sessions session
    where session.id = is_device_of.device and session.account_id = is_device_of.account_id)
$function$;

CREATE OR REPLACE FUNCTION private.is_known_to (
  person_id uuid,
  other_id  uuid
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return exists (
      select from public.connections where connections.person_id = is_known_to.person_id and connections.other_id = is_known_to.other_id)
    or exists (select from public.follows where follower_id = is_known_to.other_id and followee_id = is_known_to.person_id);
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

CREATE OR REPLACE FUNCTION private.is_person_name (
  written text
)
  RETURNS boolean
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
  -- What turns or breaks the line that it is shown in: controls, line breaks, bidirectional overrides and isolates.
  select length(private.trimmed(written)) between 1 and 50
    and private.trimmed(written) !~ '[\u0001-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]'
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

CREATE OR REPLACE FUNCTION private.leave_group (
  leaver private.conversation_members
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  conversation private.conversations;
  heir private.conversation_members;
  uninvited_ids uuid[];
begin
  perform private.end_membership(leaver, now());
  perform private.tell_people(leaver.conversation_id, array[leaver.user_id], 'left');
  select * into conversation from private.conversations where id = leaver.conversation_id;
  if conversation.member_count = 0 then
    -- Nobody is left to be joined.
    with uninvited as (
      update private.conversation_members member set state = 'gone', changed_in = pg_current_xact_id()
      where member.conversation_id = conversation.id and member.state = 'requested'
      returning member.user_id
    )
    select array_agg(user_id) into uninvited_ids from uninvited;
    perform private.tell_people(conversation.id, uninvited_ids, 'removed');
    return;
  end if;
  perform private.note_change(conversation, jsonb_build_object('event', 'left', 'actor_member_id', leaver.id));
  if leaver.role = 'owner' then
    select member.* into heir
    from private.conversation_members member
    join public.profiles profile on profile.id = member.user_id
    where member.conversation_id = conversation.id and member.state = 'active'
    order by profile.hidden_until <= now() desc, member.role = 'admin' desc, member.joined_at, member.id
    limit 1;
    update private.conversation_members member set role = 'owner', changed_in = pg_current_xact_id()
    where member.conversation_id = conversation.id and member.user_id = heir.user_id;
    perform private.note_change(conversation, jsonb_build_object(
      'event', 'role', 'actor_member_id', leaver.id, 'member_ids', jsonb_build_array(heir.id), 'role', 'owner'));
  end if;
  perform private.tell_members(conversation.id, array[leaver.user_id, heir.user_id]);
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

CREATE OR REPLACE FUNCTION private.list_comments (
  post_id   uuid,
  parent_id uuid,
  sort      text,
  hidden    boolean,
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  size int := private.page_size(page_size);
  last record := private.decode_ranked_cursor(cursor);
  post public.posts := private.visible_post(post_id);
  thread uuid := coalesce(parent_id, post.id);
  unseen uuid[] := private.hidden_ids();
  pinned uuid;
  ids uuid[];
  scores int[];
begin
  if (sort in ('top', 'new')) is not true or hidden is null then
    perform private.raise('INVALID_ARGUMENT', 'sort must be top or new, and hidden true or false.', 422);
  end if;
  -- Asked here and not among the conditions below, where it would lead the planner to the index of the whole post.
  if parent_id is not null and not exists (
    select from public.comments parent where parent.id = list_comments.parent_id and parent.post_id = post.id) then
    thread := null;
  end if;
  if parent_id is null and not hidden then
    select comment.id into pinned from public.comments comment
    where comment.post_id = post.id and comment.pinned_at is not null and comment.hidden_at is null
      and comment.author_id <> all (unseen)
      and exists (select from private.shown_people shown where shown.id = comment.author_id);
  end if;
  -- Listed is what is not put aside, or is if that was asked for; an empty place only while it holds an answer.
  if sort = 'top' then
    select array_agg(found.id order by found.score desc, found.id desc), array_agg(found.score order by found.score desc, found.id desc)
    into ids, scores
    from (
      select comment.id, comment.score from public.comments comment
      where coalesce(comment.parent_id, comment.post_id) = thread
        and (comment.score, comment.id) < (last.rank, last.id)
        and (comment.hidden_at is not null) = hidden and comment.id is distinct from pinned
        and (comment.deleted_at is null and comment.author_id <> all (unseen)
            and exists (select from private.shown_people shown where shown.id = comment.author_id)
          or exists (select from public.comments answer where answer.parent_id = comment.id and answer.deleted_at is null))
      order by comment.score desc, comment.id desc
      limit size + 1
    ) found;
  else
    select array_agg(found.id order by found.id desc), array_agg(0 order by found.id) into ids, scores
    from (
      select comment.id from public.comments comment
      where coalesce(comment.parent_id, comment.post_id) = thread
        and comment.id < last.id
        and (comment.hidden_at is not null) = hidden and comment.id is distinct from pinned
        and (comment.deleted_at is null and comment.author_id <> all (unseen)
            and exists (select from private.shown_people shown where shown.id = comment.author_id)
          or exists (select from public.comments answer where answer.parent_id = comment.id and answer.deleted_at is null))
      order by comment.id desc
      limit size + 1
    ) found;
  end if;
  return jsonb_build_object(
    'items', private.comment_items(ids[1:size]),
    'next_cursor', case when cardinality(ids) > size then private.encode_ranked_cursor(scores[size], ids[size]) end,
    'pinned', case when cursor is null and pinned is not null then private.comment_items(array[pinned]) -> 0 end);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_followers (
  user_id   uuid,
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  perform private.require_open_lists(user_id);
  return (
    select private.graph_page(array_agg(item order by id desc), array_agg(id order by id desc), list_followers.page_size)
    from (
      select follow.id, private.follow_item(visible.profile, follow.created_at, caller) as item
      from public.follows follow
      join private.meetable_people visible on visible.id = follow.follower_id
      where follow.followee_id = list_followers.user_id and follow.id < before
      order by follow.id desc
      limit wanted
    ) found);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_following (
  user_id   uuid,
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  perform private.require_open_lists(user_id);
  return (
    select private.graph_page(array_agg(item order by id desc), array_agg(id order by id desc), list_following.page_size)
    from (
      select follow.id, private.follow_item(visible.profile, follow.created_at, caller) as item
      from public.follows follow
      join private.meetable_people visible on visible.id = follow.followee_id
      where follow.follower_id = list_following.user_id and follow.id < before
      order by follow.id desc
      limit wanted
    ) found);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_members (
  conversation_id uuid,
  member_ids      uuid[],
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
  after record := private.decode_ranked_cursor(cursor);
  size int := private.page_size(page_size);
  at private.membership := private.membership(conversation_id);
begin
  if (at.conversation).kind <> 'group' then
    perform private.raise('INVALID_ARGUMENT', 'This conversation is not a group.', 422);
  end if;
  if cardinality(member_ids) > 100 then
    perform private.raise('INVALID_ARGUMENT', 'member_ids must be a list of at most 100.', 422);
  end if;
  return (
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(found.item order by found.rank desc, found.id desc) filter (where found.place <= size), '[]'),
      'next_cursor', max(private.encode_ranked_cursor(found.rank, found.id))
        filter (where found.place = size and found.total > size))
    from (
      select rank, id, row_number() over (order by rank desc, id desc) as place, count(*) over () as total, item
      from (
        select ranked.rank, (ranked.member).id,
          private.member_card(at.conversation, ranked.member, shown.profile) || jsonb_build_object(
            'role', (ranked.member).role, 'joined_at', (ranked.member).joined_at,
            -- That somebody has declined is nobody's business.
            'state', case (ranked.member).state when 'declined' then 'gone' else (ranked.member).state end) as item
        from (
          select member, case member.role when 'owner' then 2 when 'admin' then 1 else 0 end as rank
          from private.conversation_members member
          where member.conversation_id = list_members.conversation_id and member.user_id <> all (private.hidden_ids())
            and (member_ids is null or member.id = any (member_ids))
            and (member.state = 'active'
              or member.state = 'requested' and ((at.member).role <> 'member' or member.added_by = (at.member).id)
              or member.state in ('gone', 'declined') and member_ids is not null)
        ) ranked
        join private.shown_people shown on shown.id = (ranked.member).user_id
        where (ranked.rank, (ranked.member).id) < (after.rank, after.id)
        order by ranked.rank desc, (ranked.member).id desc
        limit size + 1
      ) listed
    ) found);
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

CREATE OR REPLACE FUNCTION private.may_approach (
  person_id uuid,
  other     uuid
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return coalesce(not private.is_adult(person_id), false) or private.may_meet(person_id, other);
end
$function$;

CREATE OR REPLACE FUNCTION private.may_meet (
  one   uuid,
  other uuid
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return coalesce(private.is_adult(one) = private.is_adult(other), false)
    or exists (select from public.connections where person_id = one and other_id = other);
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

CREATE OR REPLACE FUNCTION private.mentioned_members (
  stands private.membership,
  body   text
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  names text[];
begin
  -- Nearly every message; in a conversation of two there is nobody to point at.
  if (stands.conversation).kind <> 'group' or position('@' in body) = 0 then
    return '{}';
  end if;
  names := private.usernames_in(body);
  if cardinality(names) > 50 then
    perform private.raise('INVALID_MESSAGE', 'body may mention up to 50 people.', 422);
  end if;
  return array(
    select member.id
    from private.accounts account
    join private.visible_people visible on visible.id = account.id
    join private.conversation_members member on member.user_id = account.id
    where account.username = any (names)
      and member.conversation_id = (stands.conversation).id and member.state = 'active'
      and member.user_id <> (stands.member).user_id
    order by member.id);
end
$function$;

CREATE OR REPLACE FUNCTION private.mentioned_people (
  written text
)
  RETURNS uuid[]
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select coalesce(array_agg(id), '{}') from private.meetable_people
  where (profile).username = any (private.usernames_in(written)) and id <> (select auth.uid())
$function$;

CREATE OR REPLACE FUNCTION private.mentions_of (
  ids uuid[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  if ids = '{}' then
    return '[]';
  end if;
  return (
    select coalesce(jsonb_agg(jsonb_build_object('id', id, 'username', username) order by username), '[]')
    from private.visible_people visible cross join lateral (select (visible.profile).username) named
    where visible.id = any (ids));
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

CREATE OR REPLACE FUNCTION private.message_receipts (
  message_id uuid,
  cursor     text,
  page_size  integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  at record := private.message_at(message_id);
  conversation private.conversations := (at.stands).conversation;
  message private.messages := at.message;
  exchanges boolean := private.exchanges_reads(caller);
  unseen uuid[] := private.hidden_ids();
begin
  return (
    select private.graph_page(array_agg(item order by id desc), array_agg(id order by id desc), size)
    from (
      select member.id, jsonb_build_object(
          'member', private.member_card(conversation, member, shown.profile),
          'delivered_at', case when member.last_delivered_seq >= message.seq then coalesce(member.delivered_at, member.joined_at) end,
          'read_at', case when exchanges and settings.read_receipts and member.last_read_seq >= message.seq
            then coalesce(member.read_at, member.joined_at) end) as item
      from private.conversation_members member
      join private.shown_people shown on shown.id = member.user_id
      join private.profile_settings settings on settings.profile_id = member.user_id
      where member.conversation_id = conversation.id and member.id < before
        -- Whoever has not accepted a request gives no sign.
        and member.state = 'active' and member.first_seq <= message.seq
        and member.user_id is distinct from message.sender_id and member.user_id <> caller and member.user_id <> all (unseen)
      order by member.id desc
      limit size + 1
    ) found);
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

CREATE OR REPLACE FUNCTION private.name_words (
  folded text
)
  RETURNS text[]
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
begin
  return array(
    select distinct left(word, 100) from regexp_split_to_table(folded, '[^[:alpha:]]+') word where length(word) >= 2);
end
$function$;

CREATE OR REPLACE FUNCTION private.narrow_audience()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  -- The lock makes a change of the profile wait, which then finds this post too.
  select case
    when profile.hidden_until > now() then 'author'
    when profile.is_private and new.visibility = 'public' then 'followers'
    else new.visibility
  end into new.audience
  from public.profiles profile
  where profile.id = new.author_id
  for share;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.network_rule (
  ip inet
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  STRICT
  SET search_path TO ''
  AS $function$
  select case family(ip) when 4 then 'shared_network' else 'network' end
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

CREATE OR REPLACE FUNCTION private.own_view (
  member private.conversation_members
)
  RETURNS jsonb
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  return jsonb_build_object(
    'member_id', member.id, 'alias', member.alias, 'role', member.role, 'state', member.state, 'first_seq', member.first_seq,
    'last_read_seq', member.last_read_seq, 'last_delivered_seq', member.last_delivered_seq, 'muted', coalesce(member.muted_until > now(), false),
    'muted_until', nullif(member.muted_until, 'infinity'),
    'archived', member.archived_at is not null, 'pinned', member.pinned_at is not null, 'joined_at', member.joined_at,
    'reveal_asked', member.reveal_asked_at is not null);
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

CREATE OR REPLACE FUNCTION private.raise_no_contact()
  RETURNS void
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  perform private.raise('CONTACT_NOT_ALLOWED', 'You cannot get in touch with this person.', 403);
end
$function$;

CREATE OR REPLACE FUNCTION private.raise_taken (
  constraint_name text
)
  RETURNS void
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  case constraint_name
    when 'username_is_taken' then
      perform private.raise('USERNAME_TAKEN', 'This username is already in use.', 409);
    when 'email_is_taken' then
      perform private.raise('EMAIL_TAKEN', 'This e-mail address is already in use.', 409);
  end case;
end
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
  -- Once more: while this waited they may have been removed, or blocked.
  at := private.message_at(message_id);
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

CREATE OR REPLACE FUNCTION private.reaction_seam (
  deed      text,
  target    text,
  signature text
)
  RETURNS regproc
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  answered_by regproc := private.seam(deed, target, signature);
begin
  if answered_by is null then
    perform private.raise('INVALID_REACTION', 'target must be post, comment or message.', 422);
  end if;
  return answered_by;
end
$function$;

CREATE OR REPLACE FUNCTION private.reactions_to_message (
  message_id uuid,
  emoji      text,
  before     uuid,
  page_size  integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  at record := private.message_at(message_id);
  conversation private.conversations := (at.stands).conversation;
  unseen uuid[] := private.hidden_ids();
begin
  return (
    select private.graph_page(array_agg(item order by id desc), array_agg(id order by id desc), page_size)
    from (
      select reaction.id, jsonb_build_object(
          'user', private.member_card(conversation, member, shown.profile), 'emoji', reaction.emoji, 'created_at', reaction.created_at) as item
      from private.message_reactions reaction
      join private.conversation_members member on member.conversation_id = conversation.id and member.user_id = reaction.user_id
      join private.shown_people shown on shown.id = reaction.user_id
      where reaction.message_id = reactions_to_message.message_id and reaction.id < before
        and (reactions_to_message.emoji is null or reaction.emoji = reactions_to_message.emoji)
        and reaction.user_id <> all (unseen)
      order by reaction.id desc
      limit page_size + 1
    ) found);
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

CREATE OR REPLACE FUNCTION private.register (
  details       jsonb,
  password_hash text,
  session_id    uuid,
  refresh_hash  bytea,
  user_agent    text,
  ip            inet
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  account_id uuid;
  taken text;
begin
  if not (private.is_person_name(details ->> 'first_name') and private.is_person_name(details ->> 'last_name')) then
    perform private.raise('INVALID_PROFILE', 'A name must have something to see, on one line.', 422);
  end if;
  perform private.check_username(details ->> 'username');
  begin
    insert into private.accounts (username, email, phone, birth_date)
    values (details ->> 'username', details ->> 'email', details ->> 'phone', (details ->> 'birth_date')::date)
    returning id into account_id;
  exception when unique_violation then
    get stacked diagnostics taken = constraint_name;
    perform private.raise_taken(taken);
  end;
  insert into private.credentials (account_id, password_hash) values (account_id, register.password_hash);
  insert into public.profiles (id, username, first_name, last_name, gender, looking_for)
  values (
    account_id, details ->> 'username', private.trimmed(details ->> 'first_name'), private.trimmed(details ->> 'last_name'),
    details ->> 'gender',
    array(select jsonb_array_elements_text(details -> 'looking_for')));
  perform private.choose_interests(account_id, array(select jsonb_array_elements_text(details -> 'interests')));
  if details ? 'location' then
    insert into private.locations (profile_id, latitude, longitude)
    values (account_id, (details #>> '{location,latitude}')::double precision, (details #>> '{location,longitude}')::double precision);
  end if;
  perform private.greet(account_id, register.user_agent, register.ip);
  return jsonb_build_object(
    'user', private.own_profile(account_id),
    'claims', private.open_session(register.session_id, account_id, register.refresh_hash, register.user_agent, register.ip));
end
$function$;

CREATE OR REPLACE FUNCTION private.request_connection (
  user_id uuid,
  note    text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.begin_with(user_id);
  note text := nullif(private.trimmed(request_connection.note), '');
  crossing public.connection_requests;
  earlier public.connection_requests;
  request_id uuid := private.uuid_v7();
begin
  if length(note) > 300 then
    perform private.raise('INVALID_ARGUMENT', 'note must have at most 300 characters.', 422);
  end if;
  perform private.require_person(user_id);
  if exists (select from public.connections where person_id = caller and other_id = request_connection.user_id) then
    return private.relationship(user_id);
  end if;
  if not private.may_meet(caller, user_id) then
    perform private.raise_no_contact();
  end if;

  select * into crossing from public.connection_requests
  where requester_id = request_connection.user_id and addressee_id = caller and state = 'pending';
  if found then
    perform private.connect(crossing);
    return private.relationship(user_id);
  end if;

  select * into earlier from public.connection_requests
  where requester_id = caller and addressee_id = request_connection.user_id;
  if earlier.state = 'pending' then
    return private.relationship(user_id);
  end if;
  if earlier.state = 'declined' and earlier.ended_at + private.connection_cool_down() > now() then
    perform private.raise('CONNECTION_COOL_DOWN', 'You cannot ask this person again yet.', 409,
      details => format('until %s', earlier.ended_at + private.connection_cool_down()));
  end if;
  perform private.take_token('connection_request', caller::text);
  perform private.require_room(caller);
  insert into public.connection_requests (requester_id, addressee_id, id, note)
  values (caller, user_id, request_id, note)
  on conflict on constraint connection_requests_pkey do update
    set id = excluded.id, state = 'pending', note = excluded.note, created_at = now(), ended_at = null;
  perform private.emit('connection_request', caller, user_id, request_id);
  return private.relationship(user_id);
end
$function$;

CREATE OR REPLACE FUNCTION private.require_open_comments (
  post   public.posts,
  caller uuid
)
  RETURNS void
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  if post.author_id <> caller and not (private.may_approach(caller, post.author_id) and (
    post.comments_from = 'everyone'
    or post.comments_from = 'followers' and exists (
      select from public.follows where follower_id = caller and followee_id = post.author_id)
    or post.comments_from = 'connections' and exists (
      select from public.connections where person_id = caller and other_id = post.author_id))) then
    perform private.raise('COMMENTS_CLOSED', 'The author has chosen who may comment.', 403);
  end if;
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

CREATE OR REPLACE FUNCTION private.rotate_session (
  session_id        uuid,
  counter           integer,
  refresh_hash      bytea,
  child_hash        bytea,
  second_child_hash bytea,
  user_agent        text    DEFAULT NULL::text,
  ip                inet    DEFAULT NULL::inet
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  session private.sessions;
  banned_until timestamptz;
  -- The number of the token that is given out: the child is one further, the second child two.
  given int;
begin
  select * into session from private.sessions where id = rotate_session.session_id for update;
  if not found or session.revoked_at is not null or session.expires_at <= now() then
    return jsonb_build_object('outcome', 'ended');
  end if;
  select account.banned_until into banned_until from private.accounts account where account.id = session.account_id;
  if banned_until > now() then
    return jsonb_build_object('outcome', 'banned', 'until', banned_until::text);
  end if;

  if rotate_session.counter = session.refresh_counter and rotate_session.refresh_hash = session.refresh_hash then
    given := counter + 1;
  elsif rotate_session.counter = coalesce(session.refresh_parent, session.refresh_counter - 1) then
    -- The child has not been used. Whether its answer was lost, or somebody has copied the parent, cannot be told from here.
    -- After the grace the child is given up for a second one: the phone that never got it goes on, and where there
    -- are two, whoever still comes with the first child gives the theft away.
    if session.refresh_hash = rotate_session.second_child_hash then
      return jsonb_build_object('outcome', 'replayed', 'counter', counter + 2, 'claims', private.token_claims(session.id));
    elsif session.rotated_at > now() - private.refresh_grace() then
      return jsonb_build_object('outcome', 'replayed', 'counter', counter + 1, 'claims', private.token_claims(session.id));
    end if;
    given := counter + 2;
  else
    update private.sessions set revoked_at = now() where id = session.id;
    perform private.audit('refresh_reused', session.account_id, rotate_session.user_agent, rotate_session.ip,
      jsonb_build_object('session_id', session.id));
    return jsonb_build_object('outcome', 'reused');
  end if;

  update private.sessions
  set refresh_counter = given, refresh_parent = rotate_session.counter,
    refresh_hash = case given - counter when 1 then rotate_session.child_hash else rotate_session.second_child_hash end,
    rotated_at = now(), expires_at = now() + private.session_lifetime(), ip = coalesce(rotate_session.ip, session.ip)
  where id = session.id;
  return jsonb_build_object('outcome', 'rotated', 'counter', given, 'claims', private.token_claims(session.id));
end
$function$;

CREATE OR REPLACE FUNCTION private.seam (
  prefix    text,
  name      text,
  signature text
)
  RETURNS regproc
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  -- Names come from clients too.
  return case when name ~ '^[a-z]+(_[a-z]+)*$' then to_regprocedure('private.' || prefix || name || signature)::regproc end;
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

CREATE OR REPLACE FUNCTION private.sees_media (
  medium private.media,
  viewer uuid
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  decider regproc := private.seam('sees_media_of_', medium.purpose, '(uuid,uuid)');
  seen boolean := false;
begin
  if medium.owner_id = viewer then
    return true;
  end if;
  if decider is not null then
    execute format('select %s($1, $2)', decider) into seen using medium.id, viewer;
  end if;
  return seen;
end
$function$;

CREATE OR REPLACE FUNCTION private.sees_media_of_comment (
  media_id uuid,
  viewer   uuid
)
  RETURNS boolean
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select viewer = (select auth.uid()) and exists (
    select from public.comment_media attached
    join public.comments comment on comment.id = attached.comment_id
    join private.visible_posts post on post.id = comment.post_id
    where attached.media_id = sees_media_of_comment.media_id
      and exists (select from private.visible_people author where author.id = comment.author_id))
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
  perform private.take_token('send_message', caller::text);
  flags := private.moderate_text(written);
  if cardinality(media_ids) > 0 then
    perform private.claim_attachments(caller, 'message', array[kind], media_ids);
  end if;
  -- Who may write here is read once nobody else changes it: a block, or the third unanswered message, may be under way.
  at := private.lock_conversation(conversation_id);
  perform private.require_open_conversation(at);
  if reply_to is not null then
    perform private.readable_message(at.member, reply_to);
  end if;
  if (at.member).state = 'requested' then
    at := private.accept_request(at);
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

CREATE OR REPLACE FUNCTION private.set_app_role (
  account_id uuid,
  app_role   text
)
  RETURNS boolean
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with changed as (
    update private.accounts account set app_role = set_app_role.app_role
    where account.id = set_app_role.account_id and account.app_role <> set_app_role.app_role
    returning 1
  )
  select exists (select from changed)
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

CREATE OR REPLACE FUNCTION private.show_people_again()
  RETURNS bigint
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with shown as (
    update public.profiles set hidden_until = '-infinity' where hidden_until > '-infinity' and hidden_until <= now() returning 1
  )
  select count(*) from shown
$function$;

CREATE OR REPLACE FUNCTION private.shown_presence (
  user_ids uuid[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
begin
  perform private.take_token('presence_of', caller::text);
  if (cardinality(user_ids) <= 100) is not true then
    perform private.raise('INVALID_PRESENCE', 'user_ids must be a list of at most 100.', 422);
  end if;
  return (
    select jsonb_build_object('items', coalesce(jsonb_agg(
      jsonb_build_object(
        'user_id', settings.profile_id,
        'status', case when is_shown then now_is.status end,
        'last_seen_at', case when is_shown and settings.show_last_seen and now_is.status = 'offline'
          then date_trunc('minute', coalesce(present.seen_at, past.seen_at)) end)
      order by settings.profile_id), '[]'))
    from private.profile_settings settings
    join private.visible_people visible on visible.id = settings.profile_id
    left join private.presence present on present.profile_id = settings.profile_id
    left join private.last_seen past on past.profile_id = settings.profile_id
    cross join lateral (
      select settings.show_online and (not profile.is_private or profile.id = caller
        or exists (select from public.follows where follower_id = caller and followee_id = profile.id)
        or exists (select from public.connections where person_id = caller and other_id = profile.id)) as is_shown
      from public.profiles profile where profile.id = settings.profile_id
    ) seen
    cross join lateral (select case
      when present.active_at > now() - private.presence_lifetime() then 'online'
      when present.seen_at > now() - private.presence_lifetime() then 'away'
      else 'offline'
    end) as now_is (status)
    where settings.profile_id = any (user_ids)
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.shown_profile (
  username text,
  user_id  uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  wanted uuid := user_id;
  found_profile jsonb;
begin
  if num_nonnulls(username, user_id) <> 1 then
    perform private.raise('INVALID_PROFILE', 'Give either username or user_id.', 422);
  end if;
  if wanted is null then
    select account.id into wanted from private.accounts account where account.username = lower(private.trimmed(shown_profile.username));
  end if;
  select jsonb_build_object(
    'id', profile.id, 'username', profile.username, 'first_name', profile.first_name, 'last_name', profile.last_name,
    'avatar', profile.avatar, 'gender', profile.gender, 'pronouns', profile.pronouns, 'bio', profile.bio, 'links', profile.links,
    'looking_for', profile.looking_for,
    'interests', array(
      select chosen.interest from public.profile_interests chosen where chosen.profile_id = profile.id order by chosen.interest),
    'is_private', profile.is_private, 'verified_at', profile.verified_at,
    'age', case when settings.show_age then private.age(account.birth_date) end,
    'distance_km', case when settings.show_distance and profile.id <> caller then private.shown_distance_km(
      (select theirs.cell from private.locations theirs where theirs.profile_id = profile.id),
      (select own.cell from private.locations own where own.profile_id = caller)) end,
    'created_at', profile.created_at)
  into found_profile
  from private.visible_people visible
  cross join lateral (select (visible.profile).*) profile
  join private.accounts account on account.id = profile.id
  join private.profile_settings settings on settings.profile_id = profile.id
  where visible.id = wanted;
  if found_profile is null then
    perform private.raise('USER_NOT_FOUND', 'There is no such person.', 404);
  end if;
  return found_profile;
end
$function$;

CREATE OR REPLACE FUNCTION private.slips (
  word text
)
  RETURNS text[]
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
begin
  return array(
    select word
    union
    select overlay(word placing '' from place for 1) from generate_series(1, least(length(word), 100)) place);
end
$function$;

CREATE OR REPLACE FUNCTION private.squeezed (
  written    text,
  keep_pairs boolean DEFAULT false
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
  -- Each character beside its neighbours. The arrays are walked together and in order.
  select coalesce(string_agg(own, '' order by place), '')
  from unnest(
    string_to_array(written, null), string_to_array(' ' || written, null), string_to_array('  ' || written, null),
    string_to_array(substr(written, 2), null)) with ordinality as letter (own, before, before_that, behind, place)
  where own is not null
    and (own is distinct from before or own in ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ' ', E'\n', E'\t', E'\r')
      or keep_pairs and own is distinct from before_that and own is distinct from behind)
$function$;

CREATE OR REPLACE FUNCTION private.start_conversation (
  user_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.begin_with(user_id);
  started uuid;
  is_known boolean;
  allowed text;
begin
  perform private.require_person(user_id);
  select conversation.id into started from private.conversations conversation
  where conversation.low_id = least(caller, user_id) and conversation.high_id = greatest(caller, user_id);
  if not found then
    if not private.may_meet(caller, user_id) then
      perform private.raise('MESSAGES_NOT_ALLOWED', 'This person has chosen who may write to them.', 403);
    end if;
    is_known := private.is_known_to(caller, user_id);
    select who_may_message into allowed from private.profile_settings where profile_id = start_conversation.user_id;
    if allowed = 'nobody' or allowed = 'connections' and not exists (
      select from public.connections where person_id = caller and other_id = start_conversation.user_id) then
      perform private.raise('MESSAGES_NOT_ALLOWED', 'This person has chosen who may write to them.', 403);
    end if;
    if not is_known then
      perform private.take_new_conversation(caller);
    end if;
    insert into private.conversations (kind, low_id, high_id, creator_id, member_count)
    values ('direct', least(caller, user_id), greatest(caller, user_id), caller, 2)
    returning id into started;
    insert into private.conversation_members (conversation_id, user_id, state, awaits_notice)
    values (started, caller, 'active', false),
      (started, start_conversation.user_id, case when is_known then 'active' else 'requested' end, false);
  else
    perform private.reopen_conversation(started, caller);
  end if;
  return (private.conversation_items(array[started], caller))[1];
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

CREATE OR REPLACE FUNCTION private.take_token (
  limit_name text,
  subject    text
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  -- The wall clock: a transaction that has waited must not put time back.
  right_now timestamptz := clock_timestamp();
  wait_seconds int;
begin
  -- Every write comes through here, so it is one statement, and date_part rather than extract, whose numeric is slow.
  insert into private.rate_buckets as bucket (limit_name, subject, tokens, updated_at, refill_per_second)
  select bucket_limit.name, take_token.subject, bucket_limit.capacity - 1, right_now, bucket_limit.refill_per_second
  from private.rate_limits bucket_limit
  where bucket_limit.name = take_token.limit_name
  on conflict on constraint rate_buckets_pkey do update
    set tokens = least(excluded.tokens + 1,
          bucket.tokens + date_part('epoch', right_now - bucket.updated_at) * excluded.refill_per_second) - 1,
        updated_at = right_now,
        refill_per_second = excluded.refill_per_second
    where bucket.tokens + date_part('epoch', right_now - bucket.updated_at) * excluded.refill_per_second >= 1;
  if found then
    return;
  end if;

  select greatest(1, ceil((1 - coalesce(bucket.tokens, 0)) / bucket_limit.refill_per_second
    - coalesce(date_part('epoch', right_now - bucket.updated_at), 0))) into strict wait_seconds
  from private.rate_limits bucket_limit
  left join private.rate_buckets bucket on bucket.limit_name = bucket_limit.name and bucket.subject = take_token.subject
  where bucket_limit.name = take_token.limit_name;
  -- Asked only now, since nobody who has a token left needs to know.
  if not private.setting('rate_limits')::boolean then
    return;
  end if;
  perform private.raise(
    'RATE_LIMITED', 'Too many requests. Try again later.', 429,
    details => format('limit %s', take_token.limit_name),
    hint => format('Retry in %s seconds.', wait_seconds),
    headers => jsonb_build_object('Retry-After', wait_seconds::text));
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

CREATE OR REPLACE FUNCTION private.tell_contacts (
  changes private.presence_change[]
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  stale timestamptz := now() - private.presence_lifetime();
  sent int;
begin
  with shown as materialized (
    select change.person_id, jsonb_build_object(
      'user_id', change.person_id, 'status', change.status,
      'last_seen_at', case when change.status = 'offline' and settings.show_last_seen
        then date_trunc('minute', change.seen_at) end) as item
    from unnest(changes) change
    join private.profile_settings settings on settings.profile_id = change.person_id and settings.show_online
    join private.shown_people person on person.id = change.person_id
  ), told as (
    select contact.other_id as contact_id, shown.item, row_number() over (partition by contact.other_id) / 500 as part
    from shown
    join public.connections contact on contact.person_id = shown.person_id
    join private.presence present on present.profile_id = contact.other_id and present.seen_at > stale
    where not exists (select from public.blocks where blocker_id = contact.other_id and blocked_id = shown.person_id)
      and not exists (select from public.blocks where blocker_id = shown.person_id and blocked_id = contact.other_id)
  ), bundled as (
    select contact_id, jsonb_agg(item) as items from told group by contact_id, part
  )
  select count(private.broadcast('user:' || contact_id, 'presence', jsonb_build_object('items', items))) into sent from bundled;
  return sent;
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
  opened_by regproc := private.seam('topic_', substring(topic from '^([a-z_]+):[a-z0-9:-]{1,100}$'), '(text)');
  access private.topic_access := (array[]::text[], array[]::text[]);
begin
  if opened_by is not null then
    execute format('select * from %s($1)', opened_by) into access using substr(topic, position(':' in topic) + 1);
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

CREATE OR REPLACE FUNCTION private.trimmed (
  written text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
begin
  -- Nothing to see is nothing: controls, spaces of every kind, format characters, fillers, variation selectors, tags.
  if written !~ '[^\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]' then
    return '';
  end if;
  -- People paste white space of every kind around what they write.
  return btrim(written, E' \t\n\v\f\r\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u2028\u2029\u202f\u205f\u3000\ufeff');
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

CREATE OR REPLACE FUNCTION private.visible_comment (
  comment_id uuid
)
  RETURNS public.comments
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  comment public.comments;
begin
  select * into comment from public.comments written
  where written.id = visible_comment.comment_id and written.deleted_at is null
    and exists (select from private.visible_people author where author.id = written.author_id)
    and exists (select from private.visible_single_posts post where post.id = written.post_id);
  if not found then
    perform private.raise('COMMENT_NOT_FOUND', 'There is no such comment.', 404);
  end if;
  return comment;
end
$function$;

CREATE OR REPLACE FUNCTION public.get_profile (
  username text DEFAULT NULL::text,
  user_id  uuid DEFAULT NULL::uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.get_profile(username, user_id);
end
$function$;

CREATE OR REPLACE FUNCTION public.presence_of (
  user_ids uuid[]
)
  RETURNS jsonb
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  select private.shown_presence(presence_of.user_ids)
$function$;

CREATE VIEW "private"."shown_people" WITH (security_invoker=true) AS  SELECT id,
    profile.*::public.profiles AS profile
   FROM public.profiles profile
  WHERE ((hidden_until <= now()) OR (id = ( SELECT auth.uid() AS uid)));

CREATE VIEW "private"."visible_people" WITH (security_invoker=true) AS  SELECT id,
    profile
   FROM private.shown_people shown
  WHERE (id <> ALL (( SELECT private.hidden_ids() AS hidden_ids)::uuid[]));

CREATE VIEW "private"."meetable_people" WITH (security_invoker=true) AS  SELECT visible.id,
    visible.profile
   FROM (private.visible_people visible
     JOIN private.accounts account ON ((account.id = visible.id)))
  WHERE (((account.birth_date <= ( SELECT private.adults_since() AS adults_since)) = ( SELECT private.is_adult(auth.uid()) AS is_adult)) OR (visible.id IN ( SELECT unnest(private.connected_ids()) AS unnest)));

CREATE INDEX profiles_hidden_until ON public.profiles USING btree (hidden_until)
  WHERE (hidden_until > '-infinity'::timestamp WITH time zone);

CREATE TRIGGER hide_profile
  AFTER UPDATE ON private.accounts
  FOR EACH ROW
  WHEN ((private.hidden_until(old.*) <> private.hidden_until(new.*)))
  EXECUTE FUNCTION private.hide_profile();

CREATE TRIGGER index_person
  AFTER UPDATE OF birth_date ON private.accounts
  FOR EACH ROW
  WHEN ((old.birth_date <> new.birth_date))
  EXECUTE FUNCTION private.index_changed_person('id');

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

CREATE TRIGGER index_person
  AFTER UPDATE OF username, first_name, last_name, gender, looking_for, verified_at, hidden_until ON public.profiles
  FOR EACH ROW
  WHEN
    (((old.username <> new.username) OR (old.first_name <> new.first_name) OR (old.last_name <> new.last_name) OR (old.gender <> new.gender) OR (old.looking_for <> new.looking_for)
    OR (old.verified_at IS DISTINCT FROM new.verified_at) OR (old.hidden_until <> new.hidden_until)))
  EXECUTE FUNCTION private.index_changed_person('id');

CREATE TRIGGER narrow_audiences
  AFTER UPDATE OF is_private, hidden_until ON public.profiles
  FOR EACH ROW
  WHEN (((old.is_private <> new.is_private) OR (old.hidden_until <> new.hidden_until)))
  EXECUTE FUNCTION private.narrow_audiences();

CREATE POLICY "select_own_or_public" ON "public"."collections"
  FOR SELECT
  TO "authenticated"
  USING (((owner_id = ( SELECT auth.uid() AS uid)) OR ((NOT is_private) AND (EXISTS ( SELECT
   FROM public.profiles OWNER
  WHERE (owner.id = collections.owner_id))))));

CREATE POLICY "select_with_post" ON "public"."comments"
  FOR SELECT
  TO "authenticated"
  USING (((deleted_at IS NULL) AND (EXISTS ( SELECT
   FROM public.profiles author
  WHERE (author.id = comments.author_id))) AND (EXISTS ( SELECT
   FROM public.posts post
  WHERE (post.id = comments.post_id)))));

CREATE POLICY "select_not_blocked" ON "public"."profile_interests"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.profiles profile
  WHERE (profile.id = profile_interests.profile_id))));

CREATE POLICY "select_not_blocked" ON "public"."profiles"
  FOR SELECT
  TO "authenticated"
  USING ((((hidden_until <= now()) OR (id = ( SELECT auth.uid() AS uid))) AND (id <> ALL (( SELECT private.hidden_ids() AS hidden_ids)::uuid[]))));

CREATE POLICY "receive_as_declared" ON "realtime"."messages"
  FOR SELECT
  TO "authenticated"
  USING ((( SELECT private.is_live_session() AS is_live_session) AND (EXTENSION = ANY (( SELECT (private.topic_access(realtime.topic())).receive AS receive)::text[]))));

CREATE POLICY "send_as_declared" ON "realtime"."messages"
  FOR INSERT
  TO "authenticated"
  WITH CHECK ((( SELECT private.is_live_session() AS is_live_session) AND (extension = ANY (( SELECT (private.topic_access(realtime.topic())).send AS send)::text[]))));

COMMENT ON COLUMN "private"."accounts"."phone" IS '
E.164, for instance +4915112345678. Nobody has verified it, so it is not unique either: whoever writes a number first must not
keep its owner out.';

COMMENT ON COLUMN "private"."calls"."epoch" IS 'Part of the names of its Realtime topics: another one when somebody has left (private.settle_call).';

COMMENT ON COLUMN "private"."conversations"."epoch" IS '
Part of the names of its Realtime topics. It changes whenever somebody''s access begins or ends (private.change_topics), so that
what was said on a topic was said to exactly those who may join it.';

COMMENT ON COLUMN "private"."engagement"."kind" IS 'What happened, for instance follow. docs/events.md lists all of them, from the comments of the functions that emit them.';

COMMENT ON COLUMN "private"."login_failures"."subject" IS 'A network, an account id, a session id (of a device), or the SHA-256 of an identifier that somebody typed.';

COMMENT ON COLUMN "private"."sessions"."refresh_counter" IS 'The number inside the valid refresh token.';

COMMENT ON COLUMN "private"."sessions"."refresh_parent" IS 'The number of the token that was exchanged for the valid one; null for the first.';

COMMENT ON COLUMN "public"."profiles"."hidden_until" IS 'Until then the person is shown to nobody but themselves: the copy of private.hidden_until.';

COMMENT ON FUNCTION "private"."adults_since"() IS 'Who was born on this day or before is 18 or older; by the calendar in UTC, as private.age.';

COMMENT ON FUNCTION "private"."announce_message"(private.membership, private.messages) IS '
Tells the members of a new message, and returns it as a list would. Emits message (subject: the other one, unless in a group,
target: the conversation, details: {message_id}).';

COMMENT ON FUNCTION "private"."announce_reaction"(private.membership, private.messages, text, text) IS '
Event `reaction`: {conversation_id, message_id, member_id, emoji: null when it is withdrawn, previous: the emoji that was there
before, or null}. It says what has changed and not how many there are: that is not the same for everybody.';

COMMENT ON FUNCTION "private"."begin_login"(text, inet, uuid) IS '
Admits an attempt to sign in and returns the account of this e-mail address or username with its password hash; no row
when there is none. `device` is a session that somebody has shown to have had, by a refresh token of it: with the account''s
own, the attempt is counted against this device alone, so that those who guess elsewhere do not lock it out (OWASP,
"Blocking Brute Force Attacks", device cookies). Errors: RATE_LIMITED, TOO_MANY_FAILURES.';

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

COMMENT ON FUNCTION "private"."findable_people"(uuid, boolean) IS '
Whom `caller` may find, as a condition on `person`, a row of people_search: not themselves, nobody across a block, nobody who
does not want to be found or is deactivated or banned; and minors and adults not each other, unless they are connected and neither
the search (`dating`) nor either person looks for dating. Errors: NOT_AUTHENTICATED.';

COMMENT ON FUNCTION "private"."finish_login"(uuid, text, text, uuid, bytea, text, inet, uuid) IS '
Opens a session after the right password, wakes a deactivated account up, and returns the claims of the access tokens.
`verified_hash`: what the password was compared with. `rehashed_password`: the same password under the present cost, or
null. `device` as in begin_login. Errors: ACCOUNT_BANNED; INVALID_CREDENTIALS, if the password is a different one by now.';

COMMENT ON FUNCTION "private"."finish_reading"(text, xid8) IS 'Keeps how far a reader has come, as begin_reading said.';

COMMENT ON FUNCTION "private"."folded_words"(text) IS '
The words of a text, folded, each between blanks; in scripts that are written without blanks, the letters.';

COMMENT ON FUNCTION "private"."forget_broadcasts"(uuid[], timestamp with time zone) IS '
What was broadcast about things that are gone is gone too, and not replayed: a look-up in each of the few partitions after
`since`, when the first of the things was made. Who is connected has heard it, and hears of the end by an event of its own.
Newer Realtime lets the owner of this no longer delete: there such a row can be replayed until its partition is dropped after
72 hours, by whoever still may read the topic that it was sent on.';

COMMENT ON FUNCTION "private"."get_profile"(text, uuid) IS 'The step of get_profile that reads. Errors: as get_profile.';

COMMENT ON FUNCTION "private"."has_refused"(uuid, uuid) IS '
Whether somebody has declined the other''s messages, has declined an invitation of theirs within 30 days, or left a group to which
the other had added them within a day: the other adds them to none.';

COMMENT ON FUNCTION "private"."hidden_until"(private.accounts) IS '
Until when an account is shown to nobody but its owner: while it is deactivated or banned. A further reason to hide somebody is
written here, and nowhere else.';

COMMENT ON FUNCTION "private"."hide_profile"() IS 'Trigger: a profile is hidden and shown again with its account.';

COMMENT ON FUNCTION "private"."index_messages"() IS '
Makes the messages that were sent since the last call known to search_messages, and returns how many. The
worker calls it about once a second; several may.';

COMMENT ON FUNCTION "private"."is_adult"(uuid) IS 'Whether somebody is 18 or older; null for nobody.';

COMMENT ON FUNCTION "private"."is_device_of"(uuid, uuid) IS 'Whether the account has had this session: alive, or ended within the last 30 days.';

COMMENT ON FUNCTION "private"."is_known_to"(uuid, uuid) IS 'Whether somebody is no stranger to the other: they are connected, or the other follows them.';

COMMENT ON FUNCTION "private"."is_live_session"() IS '
Whether the session of the caller''s token is alive and its account not banned: what Realtime''s policies ask, as active_caller_id
without an error.';

COMMENT ON FUNCTION "private"."is_person_name"(text) IS 'Whether a first or last name can be shown: 1 to 50 characters, something to see among them, on one line.';

COMMENT ON FUNCTION "private"."joinable"(text) IS 'What the caller may join of a conversation, <id>:<epoch>: nothing unless this is its epoch of now.';

COMMENT ON FUNCTION "private"."leave_realtime"() IS 'Trigger: whose session has ended, or who is banned, leaves the topics that they are on with it.';

COMMENT ON FUNCTION "private"."live_caller"() IS '
The signed-in user if the account and the session of the token are alive and the account is not banned; otherwise null. For
policies and topics, which show nothing where a call refuses.';

COMMENT ON FUNCTION "private"."live_topic"(private.conversations) IS 'Where the members of a conversation broadcast `typing`, {member_id, typing}, and are present.';

COMMENT ON FUNCTION "private"."log_call"(private.calls) IS '
Writes a call that has ended into the conversation, as a message of kind call. Emits missed_call (subject: who was rung,
or was busy, and did not answer, target: the conversation, details: {call_id, media}).';

COMMENT ON FUNCTION "private"."may_approach"(uuid, uuid) IS '
Whether somebody may follow another and comment on what the other publishes. As may_meet, but minors may do so with adults:
what these publish is for everybody, and nobody writes to the minor because of it.';

COMMENT ON FUNCTION "private"."may_meet"(uuid, uuid) IS '
Whether these two may find each other, be suggested to each other, and one begin to write to, connect with, mention or add the
other: not a minor and an adult, unless they are connected. Symmetric; false for unknown people. For lists: meetable_people.';

COMMENT ON FUNCTION "private"."may_read"(private.conversation_members, private.messages, uuid[]) IS '
Whether a message is there for a member who reads along in its conversation (private.reads_along): it was said since they came
and have cleared it, it has not disappeared, it is not from the `unseen`, and they have not deleted it for themselves. What was
deleted for everyone is there as an empty place. Every reader of messages asks this.';

COMMENT ON FUNCTION "private"."mentioned_people"(text) IS 'The people whom a text of the caller mentions and whom the caller may meet.';

COMMENT ON FUNCTION "private"."mentions_of"(uuid[]) IS 'The people whom a text mentions, as far as the caller may see them: [{id, username}].';

COMMENT ON FUNCTION "private"."message_items"(uuid[], uuid) IS '
Messages as clients get them (message_view), in the order of `ids`; null for none. For a `viewer`, reactions also say which is
`mine`, without those of the people hidden from the viewer, and `reply_to` says what the viewer may read of the original: {id, seq,
kind, body, sender}. Without one, which is how events are made, no more than {id, seq}, the rest null: not everybody may read it; and no `reactions` if
there are any: not everybody sees all of them.
Which messages somebody may read is for the callers of this to decide.';

COMMENT ON FUNCTION "private"."message_view"(private.messages, jsonb, jsonb, jsonb, jsonb) IS '
A message as everybody in the conversation gets it: {id, conversation_id, seq, client_id, kind, sender, body, details, media,
reply_to, mentions, reactions: {count, emojis: {emoji: count}}, created_at, edited_at, deleted_at, expires_at}.';

COMMENT ON FUNCTION "private"."narrow_audience"() IS 'Sets posts.audience from the visibility and the profile.';

COMMENT ON FUNCTION "private"."network_rule"(inet) IS '
Which lockout rule holds for a network. Behind an IPv4 address there may be a school or a whole provider, and one of them
must not keep the others out for long; the /64 of an IPv6 address is one customer''s.';

COMMENT ON FUNCTION "private"."publish_now"(public.posts) IS '
Makes a post appear. Emits post (target: the post) and post_mention (subject: who is mentioned, target: the
post).';

COMMENT ON FUNCTION "private"."purge_engagement"() IS '
Removes events older than 30 days that every reader has read, and returns how many. The worker calls it by schedule.';

COMMENT ON FUNCTION "private"."raise_no_contact"() IS 'Errors: CONTACT_NOT_ALLOWED, which does not say why: a reason would tell an age.';

COMMENT ON FUNCTION "private"."raise_taken"(text) IS 'Says which unique value of an account is in use. Errors: USERNAME_TAKEN, EMAIL_TAKEN.';

COMMENT ON FUNCTION "private"."reaction_seam"(text, text, text) IS '
The function of a later domain whose things people react to. It declares private.react_to_<target>(caller uuid, target_id uuid,
emoji text), private.unreact_to_<target>(caller uuid, target_id uuid) and private.reactions_to_<target>(target_id uuid, emoji text,
before uuid, page_size int) returns jsonb. Errors: INVALID_REACTION.';

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

COMMENT ON FUNCTION "private"."refresh_grace"() IS '
How long a rotated refresh token still returns the very child that it has had: it covers tabs that refresh at once.';

COMMENT ON FUNCTION "private"."register"(jsonb, text, uuid, bytea, text, inet) IS '
Makes account, credentials, profile and first session in one step. `details` is the body of POST auth/register,
already validated. Returns {user, claims}. Errors: INVALID_PROFILE, USERNAME_RESERVED, USERNAME_TAKEN, EMAIL_TAKEN,
UNKNOWN_INTEREST, TOO_YOUNG.';

COMMENT ON FUNCTION "private"."require_person"(uuid) IS '
The profile of somebody whom the caller may see. Errors: USER_NOT_FOUND, alike for the unknown, the hidden and, in
either direction, the blocked.';

COMMENT ON FUNCTION "private"."ring"(private.membership, text) IS '
Begins a call in a conversation that is locked, and rings those who are not in another one. Emits call (subject: who is rung,
target: the conversation, details: {call_id, media}). Errors: ALREADY_IN_CALL.';

COMMENT ON FUNCTION "private"."roll_up_engagement"() IS '
Adds to the counters of posts and comments what people have done since the last call, tells everybody who watches
(event `stats` on post:<id>, once a post), and returns how many posts changed. The worker calls it about once a second; several may.';

COMMENT ON FUNCTION "private"."rotate_session"(uuid, integer, bytea, bytea, bytea, text, inet) IS '
Exchanges refresh token number `counter` of a session for its child, number counter + 1, given the SHA-256 of both and of
the second child, number counter + 2. Returns {outcome, counter?, claims?, until?}: `rotated`, and the number of
the token that is valid now; `replayed`, with the same child as before; `reused`, which has ended the session: the token
has a grandchild, or was given up for a second child; `ended` when there was no live session; `banned` when moderators have
closed the account, and until when. The caller has checked that the token is genuine. It returns rather than raises,
because a refusal must not roll the revocation back.';

COMMENT ON FUNCTION "private"."seam"(text, text, text) IS '
The function that a domain has declared as private.<prefix><name><signature>, to be called by `execute format(''select %s($1)'', …)`;
null if none has. `signature`: the types of its arguments, for instance (uuid,uuid).';

COMMENT ON FUNCTION "private"."set_app_role"(uuid, text) IS '
Says what a person may do in the product: user, moderator or admin. Returns whether that is new. The claim app_role comes with
the next access token; until then a new moderator is none yet, and a dismissed one is none any more. For whoever has the
database itself: npm run admin.';

COMMENT ON FUNCTION "private"."setting"(text) IS 'The value of a setting: one look-up by primary key. An unknown name is a programming error and raises no_data_found.';

COMMENT ON FUNCTION "private"."show_people_again"() IS '
Ends the hiding of those whose time is over, and returns how many. They are shown at once; what is stored because of it, as the
audience of their posts, follows with this. The worker calls it every ten seconds.';

COMMENT ON FUNCTION "private"."slips"(text) IS '
A word, and what remains of it without each of its letters, of the first hundred. Two words that share one of these are at most a letter too many,
one too few, another one, or two swapped apart: Mor and Fraenkel 1982, "A hash code method for detecting and correcting
spelling errors".';

COMMENT ON FUNCTION "private"."squeezed"(text, boolean) IS '
A text in which each character that is repeated stands once, or with `keep_pairs` each that stands three times or more;
digits and white space stay.';

COMMENT ON FUNCTION "private"."state_in_call"(text) IS 'How the caller takes part in a call that lasts, <id>:<epoch>; null unless this is its epoch of now.';

COMMENT ON FUNCTION "private"."take_token"(text, text) IS '
Takes one token from the bucket of `subject` under the limit `limit_name`.
Errors: RATE_LIMITED (429, with Retry-After in seconds). An unknown limit is a programming error and raises no_data_found. Where the setting rate_limits is false (PLAZA_LIMITS=off, for
development) nobody is refused.';

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

COMMENT ON FUNCTION "private"."trimmed"(text) IS '
A text without the white space around it, line breaks and Unicode spaces included; empty if there is nothing to see in it,
whatever characters it has. Null stays null. The one rule of what is empty: whatever people write passes through it.';

COMMENT ON FUNCTION "public"."answer_connection"(uuid, boolean) IS '
Accepts or declines a request to the caller; who is declined is not told, and cannot ask again for 30 days. Repeating an
answer changes nothing. Returns the relationship with the requester, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONNECTION_REQUEST_NOT_FOUND (also when it was withdrawn or answered
otherwise), CONTACT_NOT_ALLOWED (docs/safety.md), CONNECTION_LIMIT_REACHED, INVALID_ARGUMENT.';

COMMENT ON FUNCTION "public"."answer_follow"(uuid, boolean) IS '
Lets somebody who has asked follow the caller, or declines, of which they are not told. Repeating it changes nothing.
Returns the relationship, as follow. Making an account public answers nobody.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, FOLLOW_REQUEST_NOT_FOUND, CONTACT_NOT_ALLOWED
(docs/safety.md), INVALID_ARGUMENT.';

COMMENT ON FUNCTION "public"."clear_conversation"(uuid) IS '
Deletes for the caller everything that was said up to now; the others keep it. The conversation leaves the list until somebody
speaks again. Returns `me` of the conversation, as list_conversations gives it: what lies before me.first_seq is gone.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."follow"(uuid) IS '
Follows somebody, or asks to where the account is private. Repeating it changes nothing.
Returns the relationship: {user_id, following, follow_requested, followed_by, follow_requested_by, connection:
none|requested|incoming|connected, connection_request_id, muted, blocking}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, CONTACT_NOT_ALLOWED (docs/safety.md), FOLLOW_LIMIT_REACHED,
RATE_LIMITED.';

COMMENT ON FUNCTION "public"."get_call"(uuid) IS '
A call that the caller was rung for or takes part in: {id, conversation_id, media: audio|video, state: ringing|active|ended, outcome:
answered|missed|declined|busy|cancelled|failed|null, created_at, rings_until, answered_at, ended_at, duration_ms, topic, live_topic,
caller, participants, me: {state, is_caller}}. `topic`, for who is rung or in it: the private Realtime topic of its `state`;
`live_topic`, for who is in it: the one for `signal`. `caller` and `participants`: {member_id, id, username, first_name, last_name, avatar, alias}, of somebody
anonymous only member_id and alias; participants with their state: ringing|joined|left|declined|missed|busy.
Errors: NOT_AUTHENTICATED, CALL_NOT_FOUND.';

COMMENT ON FUNCTION "public"."get_profile"(text, uuid) IS '
One person, found by `username` or by `user_id` (one of the two): {id, username, first_name, last_name, avatar, gender,
pronouns, bio, links, looking_for, interests: [slug], is_private, verified_at, age, distance_km, created_at, counts: {followers,
following, connections}, relationship: as follow returns it, null for oneself}. `age` in years and `distance_km`, rounded
between areas of 5 km, are null where the person does not show them; a distance needs that both have set a location. Minors and
adults who are not connected see neither of each other, and no interests. The
own profile with its private fields is GET auth/me.
Errors: NOT_AUTHENTICATED, INVALID_PROFILE (none or both given), USER_NOT_FOUND (also across a block).';

COMMENT ON FUNCTION "public"."list_conversations"(boolean, text, integer) IS '
The caller''s conversations, the one with the last message first: {items, next_cursor}. `archived`: those put away instead.
A conversation: {id, kind: direct|group|anonymous, title, picture, topic, live_topic, other, me: {member_id, alias, role, state: active|requested,
first_seq, last_read_seq, last_delivered_seq, muted, muted_until, archived, pinned, joined_at, reveal_asked}, unread, last_message,
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

COMMENT ON FUNCTION "public"."mute_conversation"(uuid, timestamp with time zone) IS '
Keeps a conversation quiet until a time, for ever (infinity), or, with null, no longer. Returns `me` of the conversation, as
list_conversations gives it: for ever is muted: true, muted_until: null. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT (the time is past).';

COMMENT ON FUNCTION "public"."presence_of"(uuid[]) IS '
Whether people are there: {items: [{user_id, status: online|away|offline, last_seen_at}]}, for up to 100 `user_ids`, without
those who do not exist or are hidden from the caller. `status` is null for who does not show it, or has a
private account that the caller neither follows nor is connected with, and
`last_seen_at`, to the minute, for who is online, or does not show it, or does not show the status.
Errors: NOT_AUTHENTICATED, INVALID_PRESENCE, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."request_connection"(uuid, text) IS '
Asks somebody to connect. `note`: up to 300 characters for them to read. If they have asked the caller already, both are
connected at once. Repeating it changes nothing, not the note either. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, INVALID_ARGUMENT, CONTACT_NOT_ALLOWED (docs/safety.md),
CONNECTION_COOL_DOWN (30 days after a decline), CONNECTION_LIMIT_REACHED, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."search_people"(text, text[], integer, integer, integer, text, text[], boolean, boolean, text, text, integer) IS '
People, by any combination of: `query` (up to 100 characters: handle or names, without regard to case, accents and order, typos
forgiven), `interests` (slugs, any or all of them as `match` says), age, `within_km` (1 to 500, between areas of about
5 km), `looking_for`, `genders`, `online_only`, `verified_only`. First the exact handle, then beginnings of handle and
names, then similar ones; among equals by shared interests (rare ones weigh more), popularity and nearness.
Returns {items: [{id, username, first_name, last_name, gender, verified_at, is_private, looking_for, age, distance_km,
shared_interests: [slug], online}], next_cursor}; age, distance_km and online are null where not shown. A list ends after 100 people;
a cursor is good for 15 minutes and for the same filters.
Nobody is found across a block, against their settings, or between minors and adults who are not connected.
Errors: NOT_AUTHENTICATED, INVALID_SEARCH, LOCATION_REQUIRED, INVALID_CURSOR, INVALID_PAGE_SIZE, RATE_LIMITED.';

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

COMMENT ON VIEW "private"."meetable_people" IS 'Those of visible_people whom the caller may meet, as may_meet says: for lists of people.';

COMMENT ON VIEW "private"."shown_people" IS 'Everybody but those who are hidden from everybody else (private.hidden_until). For functions that run as their owner.';

COMMENT ON VIEW "private"."visible_people" IS 'Everybody but the hidden and, in either direction, the blocked. For functions that run as their owner.';

REVOKE ALL ON FUNCTION "private"."adults_since"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."adults_since"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."adults_since"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."announce_reaction"(private.membership, private.messages, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."announce_reaction"(private.membership, private.messages, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."announce_reaction"(private.membership, private.messages, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."begin_login"(text, inet, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."begin_login"(text, inet, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."begin_login"(text, inet, uuid) TO "postgres";

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

REVOKE ALL ON FUNCTION "private"."finish_login"(uuid, text, text, uuid, bytea, text, inet, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."finish_login"(uuid, text, text, uuid, bytea, text, inet, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."finish_login"(uuid, text, text, uuid, bytea, text, inet, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."finish_reading"(text, xid8) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."finish_reading"(text, xid8) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."finish_reading"(text, xid8) TO "postgres";

REVOKE ALL ON FUNCTION "private"."forget_broadcasts"(uuid[], timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."forget_broadcasts"(uuid[], timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."forget_broadcasts"(uuid[], timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."get_profile"(text, uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."get_profile"(text, uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."get_profile"(text, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."get_profile"(text, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."has_refused"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."has_refused"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."has_refused"(uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."hidden_until"(private.accounts) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."hidden_until"(private.accounts) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."hidden_until"(private.accounts) TO "postgres";

REVOKE ALL ON FUNCTION "private"."hide_profile"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."hide_profile"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."hide_profile"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_adult"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_adult"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_adult"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_device_of"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_device_of"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_device_of"(uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_known_to"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_known_to"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_known_to"(uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_live_session"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."is_live_session"() TO "authenticated";

REVOKE ALL ON FUNCTION "private"."is_live_session"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_live_session"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_person_name"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_person_name"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_person_name"(text) TO "postgres";

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

REVOKE ALL ON FUNCTION "private"."may_approach"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."may_approach"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."may_approach"(uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."may_meet"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."may_meet"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."may_meet"(uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."may_read"(private.conversation_members, private.messages, uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."may_read"(private.conversation_members, private.messages, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."may_read"(private.conversation_members, private.messages, uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."message_view"(private.messages, jsonb, jsonb, jsonb, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."message_view"(private.messages, jsonb, jsonb, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."message_view"(private.messages, jsonb, jsonb, jsonb, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."network_rule"(inet) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."network_rule"(inet) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."network_rule"(inet) TO "postgres";

REVOKE ALL ON FUNCTION "private"."raise_no_contact"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."raise_no_contact"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."raise_no_contact"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."reaction_seam"(text, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."reaction_seam"(text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."reaction_seam"(text, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."readable_message"(private.conversation_members, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."readable_message"(private.conversation_members, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."readable_message"(private.conversation_members, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."reads_along"(private.conversations, private.conversation_members, uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."reads_along"(private.conversations, private.conversation_members, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."reads_along"(private.conversations, private.conversation_members, uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."recheck_person"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."recheck_person"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."recheck_person"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."rotate_session"(uuid, integer, bytea, bytea, bytea, text, inet) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."rotate_session"(uuid, integer, bytea, bytea, bytea, text, inet) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."rotate_session"(uuid, integer, bytea, bytea, bytea, text, inet) TO "postgres";

REVOKE ALL ON FUNCTION "private"."seam"(text, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."seam"(text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."seam"(text, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."set_app_role"(uuid, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."set_app_role"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."set_app_role"(uuid, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."setting"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."setting"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."setting"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."show_people_again"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."show_people_again"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."show_people_again"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."squeezed"(text, boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."squeezed"(text, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."squeezed"(text, boolean) TO "postgres";

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

REVOKE ALL ("avatar") ON TABLE "public"."profiles" FROM "authenticated";

GRANT SELECT ("avatar") ON TABLE "public"."profiles" TO "authenticated";

REVOKE ALL ("bio") ON TABLE "public"."profiles" FROM "authenticated";

GRANT SELECT ("bio") ON TABLE "public"."profiles" TO "authenticated";

REVOKE ALL ("created_at") ON TABLE "public"."profiles" FROM "authenticated";

GRANT SELECT ("created_at") ON TABLE "public"."profiles" TO "authenticated";

REVOKE ALL ("first_name") ON TABLE "public"."profiles" FROM "authenticated";

GRANT SELECT ("first_name") ON TABLE "public"."profiles" TO "authenticated";

REVOKE ALL ("gender") ON TABLE "public"."profiles" FROM "authenticated";

GRANT SELECT ("gender") ON TABLE "public"."profiles" TO "authenticated";

REVOKE ALL ("id") ON TABLE "public"."profiles" FROM "authenticated";

GRANT SELECT ("id") ON TABLE "public"."profiles" TO "authenticated";

REVOKE ALL ("is_private") ON TABLE "public"."profiles" FROM "authenticated";

GRANT SELECT ("is_private") ON TABLE "public"."profiles" TO "authenticated";

REVOKE ALL ("last_name") ON TABLE "public"."profiles" FROM "authenticated";

GRANT SELECT ("last_name") ON TABLE "public"."profiles" TO "authenticated";

REVOKE ALL ("links") ON TABLE "public"."profiles" FROM "authenticated";

GRANT SELECT ("links") ON TABLE "public"."profiles" TO "authenticated";

REVOKE ALL ("looking_for") ON TABLE "public"."profiles" FROM "authenticated";

GRANT SELECT ("looking_for") ON TABLE "public"."profiles" TO "authenticated";

REVOKE ALL ("pronouns") ON TABLE "public"."profiles" FROM "authenticated";

GRANT SELECT ("pronouns") ON TABLE "public"."profiles" TO "authenticated";

REVOKE ALL ("username") ON TABLE "public"."profiles" FROM "authenticated";

GRANT SELECT ("username") ON TABLE "public"."profiles" TO "authenticated";

REVOKE ALL ("verified_at") ON TABLE "public"."profiles" FROM "authenticated";

GRANT SELECT ("verified_at") ON TABLE "public"."profiles" TO "authenticated";
