SET local check_function_bodies = off;

DROP FUNCTION "private"."reaction_seam"(text, text, text);

CREATE TABLE "private"."settings" (
  "name"        text  NOT NULL,
  "value"       jsonb NOT NULL,
  "description" text  NOT NULL,
  CONSTRAINT "name_is_snake_case" CHECK ((name ~ '^[a-z][a-z_]{1,60}$'::text)),
  CONSTRAINT "settings_pkey" PRIMARY KEY (name)
);

ALTER TABLE "private"."settings"
  ENABLE ROW LEVEL SECURITY;

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

CREATE OR REPLACE FUNCTION private.realtime_rechecks()
  RETURNS boolean
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select private.setting('realtime_rechecks') = 'true'
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

COMMENT ON COLUMN "private"."engagement"."kind" IS 'What happened, for instance follow. docs/events.md lists all of them, from the comments of the functions that emit them.';

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

COMMENT ON FUNCTION "private"."finish_reading"(text, xid8) IS 'Keeps how far a reader has come, as begin_reading said.';

COMMENT ON FUNCTION "private"."folded_words"(text) IS '
The words of a text, folded, each between blanks; in scripts that are written without blanks, the letters.';

COMMENT ON FUNCTION "private"."index_messages"() IS '
Makes the messages that were sent since the last call known to search_messages, and returns how many. The
worker calls it about once a second; several may.';

COMMENT ON FUNCTION "private"."live_caller"() IS '
The signed-in user if the account and the session of the token are alive and the account is not banned; otherwise null. For
policies and topics, which show nothing where a call refuses.';

COMMENT ON FUNCTION "private"."log_call"(private.calls) IS '
Writes a call that has ended into the conversation, as a message of kind call. Emits missed_call (subject: who was rung,
or was busy, and did not answer, target: the conversation, details: {call_id, media}).';

COMMENT ON FUNCTION "private"."publish_now"(public.posts) IS '
Makes a post appear. Emits post (target: the post) and post_mention (subject: who is mentioned, target: the
post).';

COMMENT ON FUNCTION "private"."purge_engagement"() IS '
Removes events older than 30 days that every reader has read, and returns how many. The worker calls it by schedule.';

COMMENT ON FUNCTION "private"."reaction_seam"(text, text, text) IS '
The function of a later domain whose things people react to. It declares private.react_to_<target>(caller uuid, target_id uuid,
emoji text), private.unreact_to_<target>(caller uuid, target_id uuid) and private.reactions_to_<target>(target_id uuid, emoji text,
before uuid, page_size int) returns jsonb. Errors: INVALID_REACTION.';

COMMENT ON FUNCTION "private"."realtime_rechecks"() IS '
Whether this Realtime follows private.recheck_topic: the embedded platform switches the setting realtime_rechecks on.
Where it is off, whoever lost access may go on receiving on the topic for the life of an access token: for that long
a domain has to send what he is not to see to the topics user:<id> of the others.';

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

REVOKE ALL ON FUNCTION "private"."live_caller"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."live_caller"() TO "authenticated";

REVOKE ALL ON FUNCTION "private"."live_caller"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."live_caller"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."reaction_seam"(text, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."reaction_seam"(text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."reaction_seam"(text, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."seam"(text, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."seam"(text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."seam"(text, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."setting"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."setting"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."setting"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."squeezed"(text, boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."squeezed"(text, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."squeezed"(text, boolean) TO "postgres";
