SET local check_function_bodies = off;

REVOKE ALL ON TABLE "public"."profiles" FROM "authenticated";

DROP POLICY "select_own_or_public" ON "public"."collections";

DROP POLICY "select_with_post" ON "public"."comments";

DROP POLICY "select_not_blocked" ON "public"."profile_interests";

DROP POLICY "select_not_blocked" ON "public"."profiles";

DROP TRIGGER "copy_deactivation" ON "private"."accounts";

DROP TRIGGER "index_person" ON "private"."accounts";

DROP TRIGGER "narrow_audiences" ON "private"."accounts";

DROP TRIGGER "index_person" ON "public"."profiles";

DROP TRIGGER "narrow_audiences" ON "public"."profiles";

DROP VIEW "private"."visible_people";

DROP FUNCTION "private"."copy_deactivation"();

DROP FUNCTION "private"."reaction_seam"(text, text, text);

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

ALTER TABLE "public"."profiles"
  ADD COLUMN "hidden_until" timestamp WITH time zone NOT NULL DEFAULT '-infinity'::timestamp WITH time zone;

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
        where message.conversation_id = conversation.id and message.seq >= own.first_seq
          and (own.state = 'active' or conversation.kind <> 'group')
          and (message.expires_at > now() or message.expires_at is null or message.deleted_at is not null)
          and (message.sender_id <> all (unseen) or message.sender_id is null)
          and not exists (
            select from private.message_hides hide
            where hide.user_id = viewer and hide.conversation_id = message.conversation_id and hide.seq = message.seq)
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
        'other', other.view,
        'me', private.own_view(own) || case when (own).state = 'requested' and (conversation).kind = 'group'
          then jsonb_build_object('inviter', private.inviter_card(conversation, own, unseen)) else '{}' end,
        'unread', case when (own).state = 'active' or (conversation).kind <> 'group'
          then private.unread(conversation, own, unseen) else 0 end,
        'last_message', newest_items.item)
      order by wanted.place)
    from wanted
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

CREATE OR REPLACE FUNCTION private.message_items (
  ids    uuid[],
  viewer uuid   DEFAULT NULL::uuid
)
  RETURNS jsonb[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (
    with wanted as materialized (
      select given.place, message, original
      from unnest(ids) with ordinality given (id, place)
      join private.messages message on message.id = given.id
      left join private.messages original on original.id = message.reply_to_id
    ),
    -- Each sender once, however many of the messages are theirs.
    cards as materialized (
      select member.conversation_id, member.user_id, private.member_card(conversation, member, shown.profile) as card
      from (
        select distinct (wanted.message).conversation_id, author.user_id
        from wanted
        cross join lateral (values ((wanted.message).sender_id), ((wanted.original).sender_id)) author (user_id)
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
      select counted.message_id, jsonb_object_agg(counted.emoji, counted.people) as emojis, max(counted.own) as own
      from (
        select reaction.message_id, reaction.emoji, count(*) as people,
          max(reaction.emoji) filter (where reaction.user_id = viewer) as own
        from private.message_reactions reaction
        where reaction.message_id = any (ids)
        group by reaction.message_id, reaction.emoji
      ) counted
      group by counted.message_id
    )
    select array_agg(
      private.message_view(
        wanted.message, sender.card, coalesce(carried.media, '[]'),
        case when (wanted.original).id is not null then jsonb_build_object(
          'id', (wanted.original).id, 'kind', (wanted.original).kind, 'body', left((wanted.original).body, 200),
          'sender', quoted.card) end,
        coalesce(reacted.emojis, '{}'))
      || case when viewer is null then '{}' else jsonb_build_object('my_reaction', reacted.own) end
      order by wanted.place)
    from wanted
    left join cards sender on sender.conversation_id = (wanted.message).conversation_id
      and sender.user_id = (wanted.message).sender_id
    left join cards quoted on quoted.conversation_id = (wanted.message).conversation_id
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

CREATE OR REPLACE FUNCTION private.realtime_rechecks()
  RETURNS boolean
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select private.setting('realtime_rechecks') = 'true'
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
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform private.caller_id();
  if (cardinality(user_ids) <= 100) is not true then
    perform private.raise('INVALID_PRESENCE', 'user_ids must be a list of at most 100.', 422);
  end if;
  return (
    select jsonb_build_object('items', coalesce(jsonb_agg(
      jsonb_build_object(
        'user_id', settings.profile_id,
        'status', case when settings.show_online then now_is.status end,
        'last_seen_at', case when settings.show_online and settings.show_last_seen and now_is.status = 'offline'
          then date_trunc('minute', coalesce(present.seen_at, past.seen_at)) end)
      order by settings.profile_id), '[]'))
    from private.profile_settings settings
    join private.visible_people visible on visible.id = settings.profile_id
    left join private.presence present on present.profile_id = settings.profile_id
    left join private.last_seen past on past.profile_id = settings.profile_id
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
  opened_by regproc := private.seam('topic_', substring(topic from '^([a-z]+):[a-z0-9-]{1,64}$'), '(text)');
  access private.topic_access := (array[]::text[], array[]::text[]);
begin
  if opened_by is not null then
    execute format('select * from %s($1)', opened_by) into access using split_part(topic, ':', 2);
  end if;
  return access;
exception when invalid_text_representation then
  -- An id that is no uuid: there is no such topic.
  return (array[]::text[], array[]::text[])::private.topic_access;
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

COMMENT ON COLUMN "private"."engagement"."kind" IS 'What happened, for instance follow. docs/events.md lists all of them, from the comments of the functions that emit them.';

COMMENT ON COLUMN "public"."profiles"."hidden_until" IS 'Until then the person is shown to nobody but themselves: the copy of private.hidden_until.';

COMMENT ON FUNCTION "private"."adults_since"() IS 'Who was born on this day or before is 18 or older; by the calendar in UTC, as private.age.';

COMMENT ON FUNCTION "private"."announce_message"(private.membership, private.messages) IS '
Tells the members of a new message, and returns it as a list would. Emits message (subject: the other one, unless in a group,
target: the conversation, details: {message_id}).';

COMMENT ON FUNCTION "private"."begin_reading"(text, integer) IS '
Where a reader of private.engagement stands: it reads the lines of the transactions from `since` to before `until`, about `lines` of
them, and calls finish_reading in the same transaction. Both are null while another worker reads for it. Lines appear once no
older transaction that writes is still open.';

COMMENT ON FUNCTION "private"."check_request"() IS '
Lets a request over REST begin, as its role, if the session of its token is alive at this moment. PostgREST calls it first
in every transaction: the login role authenticator names it in its setting pgrst.db_pre_request. Errors:
NOT_AUTHENTICATED, ACCOUNT_BANNED (details: until when).';

COMMENT ON FUNCTION "private"."delete_message"(uuid, boolean) IS '
The step of delete_message that writes. Emits message_removal (subject: who wrote it, target: the conversation,
details: {message_id}) when it deletes for everyone. Errors: as delete_message.';

COMMENT ON FUNCTION "private"."edit_comment"(uuid, text) IS '
The step of edit_comment that writes. Emits comment_mention (subject: who is mentioned, target: the post, details: {comment_id,
thread_id: the first comment of the thread, or null}). Errors: as edit_comment.';

COMMENT ON FUNCTION "private"."edit_message"(uuid, text) IS 'The step of edit_message that writes. Emits what tell_mentioned does. Errors: as edit_message.';

COMMENT ON FUNCTION "private"."edit_post"(uuid, jsonb) IS '
The step of edit_post that writes. Emits post_mention (subject: who is mentioned, target: the post). Errors: as edit_post.';

COMMENT ON FUNCTION "private"."findable_people"(uuid, boolean) IS '
Whom `caller` may find, as a condition on `person`, a row of people_search: not themselves, nobody across a block, nobody who
does not want to be found or is deactivated or banned; and minors and adults not each other, unless they are connected and neither
the search (`dating`) nor either person looks for dating. Errors: NOT_AUTHENTICATED.';

COMMENT ON FUNCTION "private"."finish_reading"(text, xid8) IS 'Keeps how far a reader has come, as begin_reading said.';

COMMENT ON FUNCTION "private"."folded_words"(text) IS '
The words of a text, folded, each between blanks; in scripts that are written without blanks, the letters.';

COMMENT ON FUNCTION "private"."get_profile"(text, uuid) IS 'The step of get_profile that reads. Errors: as get_profile.';

COMMENT ON FUNCTION "private"."hidden_until"(private.accounts) IS '
Until when an account is shown to nobody but its owner: while it is deactivated or banned. A further reason to hide somebody is
written here, and nowhere else.';

COMMENT ON FUNCTION "private"."hide_profile"() IS 'Trigger: a profile is hidden and shown again with its account.';

COMMENT ON FUNCTION "private"."index_messages"() IS '
Makes the messages that were sent since the last call known to search_messages, and returns how many. The
worker calls it about once a second; several may.';

COMMENT ON FUNCTION "private"."is_adult"(uuid) IS 'Whether somebody is 18 or older; null for nobody.';

COMMENT ON FUNCTION "private"."is_person_name"(text) IS 'Whether a first or last name can be shown: 1 to 50 characters, something to see among them, on one line.';

COMMENT ON FUNCTION "private"."live_caller"() IS '
The signed-in user if the account and the session of the token are alive and the account is not banned; otherwise null. For
policies and topics, which show nothing where a call refuses.';

COMMENT ON FUNCTION "private"."log_call"(private.calls) IS '
Writes a call that has ended into the conversation, as a message of kind call. Emits missed_call (subject: who was rung,
or was busy, and did not answer, target: the conversation, details: {call_id, media}).';

COMMENT ON FUNCTION "private"."may_approach"(uuid, uuid) IS '
Whether somebody may follow another and comment on what the other publishes. As may_meet, but minors may do so with adults:
what these publish is for everybody, and nobody writes to the minor because of it.';

COMMENT ON FUNCTION "private"."may_meet"(uuid, uuid) IS '
Whether these two may find each other, be suggested to each other, and one begin to write to, connect with, mention or add the
other: not a minor and an adult, unless they are connected. Symmetric; false for unknown people. For lists: meetable_people.';

COMMENT ON FUNCTION "private"."mentioned_people"(text) IS 'The people whom a text of the caller mentions and whom the caller may meet.';

COMMENT ON FUNCTION "private"."mentions_of"(uuid[]) IS 'The people whom a text mentions, as far as the caller may see them: [{id, username}].';

COMMENT ON FUNCTION "private"."narrow_audience"() IS 'Sets posts.audience from the visibility and the profile.';

COMMENT ON FUNCTION "private"."publish_now"(public.posts) IS '
Makes a post appear. Emits post (target: the post) and post_mention (subject: who is mentioned, target: the
post).';

COMMENT ON FUNCTION "private"."purge_engagement"() IS '
Removes events older than 30 days that every reader has read, and returns how many. The worker calls it by schedule.';

COMMENT ON FUNCTION "private"."raise_no_contact"() IS 'Errors: CONTACT_NOT_ALLOWED, which does not say why: a reason would tell an age.';

COMMENT ON FUNCTION "private"."reaction_seam"(text, text, text) IS '
The function of a later domain whose things people react to. It declares private.react_to_<target>(caller uuid, target_id uuid,
emoji text), private.unreact_to_<target>(caller uuid, target_id uuid) and private.reactions_to_<target>(target_id uuid, emoji text,
before uuid, page_size int) returns jsonb. Errors: INVALID_REACTION.';

COMMENT ON FUNCTION "private"."realtime_rechecks"() IS '
Whether this Realtime follows private.recheck_topic: the embedded platform switches the setting realtime_rechecks on.
Where it is off, whoever lost access may go on receiving on the topic for the life of an access token: for that long
a domain has to send what he is not to see to the topics user:<id> of the others.';

COMMENT ON FUNCTION "private"."register"(jsonb, text, uuid, bytea, text, inet) IS '
Makes account, credentials, profile and first session in one step. `details` is the body of POST auth/register,
already validated. Returns {user, claims}. Errors: INVALID_PROFILE, USERNAME_RESERVED, USERNAME_TAKEN, EMAIL_TAKEN, PHONE_TAKEN,
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

COMMENT ON FUNCTION "private"."seam"(text, text, text) IS '
The function that a domain has declared as private.<prefix><name><signature>, to be called by `execute format(''select %s($1)'', …)`;
null if none has. `signature`: the types of its arguments, for instance (uuid,uuid).';

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

COMMENT ON FUNCTION "private"."tell_comment"(public.comments, uuid, uuid) IS '
Tells of a comment. Emits comment (subject: the author of the post, target: the post, details: {comment_id, thread_id: the first
comment of the thread, or null}), reply (subject: whom it answers, target: the post, details: {comment_id, thread_id: the first
comment of the thread, or null}) and comment_mention (subject: who is mentioned, target: the post, details: {comment_id,
thread_id: the first comment of the thread, or null}).';

COMMENT ON FUNCTION "private"."tell_mentioned"(private.membership, uuid, uuid[]) IS '
Tells of each member who is mentioned in a message. Emits message_mention (subject: who is mentioned, target: the conversation,
details: {message_id}).';

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

COMMENT ON FUNCTION "public"."follow"(uuid) IS '
Follows somebody, or asks to where the account is private. Repeating it changes nothing.
Returns the relationship: {user_id, following, follow_requested, followed_by, follow_requested_by, connection:
none|requested|incoming|connected, connection_request_id, muted, blocking}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, CONTACT_NOT_ALLOWED (docs/safety.md), FOLLOW_LIMIT_REACHED,
RATE_LIMITED.';

COMMENT ON FUNCTION "public"."get_profile"(text, uuid) IS '
One person, found by `username` or by `user_id` (one of the two): {id, username, first_name, last_name, avatar, gender,
pronouns, bio, links, looking_for, interests: [slug], is_private, verified_at, age, distance_km, created_at, counts: {followers,
following, connections}, relationship: as follow returns it, null for oneself}. `age` in years and `distance_km`, rounded
between areas of 5 km, are null where the person does not show them; a distance needs that both have set a location. Minors and
adults who are not connected see neither of each other, and no interests. The
own profile with its private fields is GET auth/me.
Errors: NOT_AUTHENTICATED, INVALID_PROFILE (none or both given), USER_NOT_FOUND (also across a block).';

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

REVOKE ALL ON FUNCTION "private"."begin_reading"(text, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."begin_reading"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."begin_reading"(text, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."check_request"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."check_request"() TO "anon", "authenticated";

REVOKE ALL ON FUNCTION "private"."check_request"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_request"() TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_request"() TO "service_role";

REVOKE ALL ON FUNCTION "private"."finish_reading"(text, xid8) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."finish_reading"(text, xid8) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."finish_reading"(text, xid8) TO "postgres";

REVOKE ALL ON FUNCTION "private"."get_profile"(text, uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."get_profile"(text, uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."get_profile"(text, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."get_profile"(text, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."hidden_until"(private.accounts) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."hidden_until"(private.accounts) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."hidden_until"(private.accounts) TO "postgres";

REVOKE ALL ON FUNCTION "private"."hide_profile"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."hide_profile"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."hide_profile"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_adult"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_adult"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_adult"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_person_name"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_person_name"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_person_name"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."live_caller"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."live_caller"() TO "authenticated";

REVOKE ALL ON FUNCTION "private"."live_caller"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."live_caller"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."may_approach"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."may_approach"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."may_approach"(uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."may_meet"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."may_meet"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."may_meet"(uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."raise_no_contact"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."raise_no_contact"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."raise_no_contact"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."reaction_seam"(text, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."reaction_seam"(text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."reaction_seam"(text, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."seam"(text, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."seam"(text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."seam"(text, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."setting"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."setting"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."setting"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."show_people_again"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."show_people_again"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."show_people_again"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."squeezed"(text, boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."squeezed"(text, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."squeezed"(text, boolean) TO "postgres";

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
