create function private.feed_settings_of(person_id uuid) returns private.feed_settings
language plpgsql stable
set search_path = ''
as $$
declare
  found_settings private.feed_settings;
begin
  select * into found_settings from private.feed_settings settings where settings.person_id = feed_settings_of.person_id;
  if not found then
    found_settings := row(feed_settings_of.person_id, 1, 1, 1, 1, 1, '{text,image,video,carousel,reel}', '{}', '{}', 'warn', 'ranked')::private.feed_settings;
  end if;
  return found_settings;
end
$$;
comment on function private.feed_settings_of is 'What somebody has set about their feed, or what counts until they do.';

create function private.any_word_of(words text[]) returns text
language sql immutable strict
set search_path = ''
as $$
  -- One expression for all words, of letters and digits alone: nothing in it can be slow.
  select '(^|[^[:alnum:]])(' || string_agg(regexp_replace(private.folded(word), '[^[:alnum:]]+' collate "pg_c_utf8", '[^[:alnum:]]+', 'g'), '|')
    || ')([^[:alnum:]]|$)'
  from unnest(words) word
$$;
comment on function private.any_word_of is 'A regular expression that finds any of these words or phrases in a folded text; null without words.';

create function private.is_left_out(post_id uuid, caption text, content_warning text, settings private.feed_settings, unwanted text) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return settings.sensitive = 'hide' and content_warning is not null
    or unwanted is not null and private.folded(caption) ~ unwanted
    or settings.muted_topics <> '{}' and exists (
      select from private.post_signals signals where signals.post_id = is_left_out.post_id and signals.topics && settings.muted_topics);
end
$$;
comment on function private.is_left_out is '
Whether somebody has set that they do not want to see a post: by a warning, a muted word or a muted topic. `unwanted`: private.any_word_of their muted words.
For lists: ask private.leaves_out first, once.';

create function private.leaves_out(settings private.feed_settings) returns boolean
language sql immutable
set search_path = ''
as $$
  select settings.sensitive = 'hide' or settings.muted_words <> '{}' or settings.muted_topics <> '{}'
$$;
comment on function private.leaves_out is 'Whether somebody has set anything that private.is_left_out looks at: most have not.';

create function private.shown_feed_settings(settings private.feed_settings) returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_build_object(
    'weights', jsonb_build_object('following', settings.following, 'interests', settings.interests, 'trending', settings.trending,
      'nearby', settings.nearby, 'fresh', settings.fresh),
    'kinds', settings.kinds, 'muted_words', settings.muted_words, 'muted_topics', settings.muted_topics,
    'sensitive', settings.sensitive, 'order', settings.feed_order)
$$;
comment on function private.shown_feed_settings is 'Settings as clients get them.';

create function public.get_feed_settings() returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.get_feed_settings();
end
$$;
comment on function public.get_feed_settings is '
What the caller has set about the feed: {weights: {following, interests, trending, nearby, fresh: 0 to 2, 1 is usual}, kinds: [text|image|
video|carousel|reel], muted_words: [text], muted_topics: [text], sensitive: show|warn|hide, order: ranked|latest}.
Errors: NOT_AUTHENTICATED.';
grant execute on function public.get_feed_settings to authenticated;

create function private.get_feed_settings() returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return private.shown_feed_settings(private.feed_settings_of(private.caller_id()));
end
$$;
comment on function private.get_feed_settings is 'The step of get_feed_settings that reads. Errors: as get_feed_settings.';
grant execute on function private.get_feed_settings to authenticated;

create function public.set_feed_settings(changes jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.set_feed_settings(changes);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.set_feed_settings is '
Changes what get_feed_settings gives, and returns it: an object with any of its keys; of `weights` also some only. Up to 200 muted words
of up to 60 characters, and as many topics. It counts from the next ranked page on.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_FEED_SETTINGS, RATE_LIMITED.';
grant execute on function public.set_feed_settings to authenticated;

create function private.set_feed_settings(changes jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  settings private.feed_settings := private.feed_settings_of(caller);
begin
  perform private.check_feed_changes(changes);
  perform private.take_token('set_feed_settings', caller::text);
  insert into private.feed_settings as stored
  select caller,
    coalesce((changes #>> '{weights,following}')::double precision, settings.following), coalesce((changes #>> '{weights,interests}')::double precision, settings.interests),
    coalesce((changes #>> '{weights,trending}')::double precision, settings.trending), coalesce((changes #>> '{weights,nearby}')::double precision, settings.nearby),
    coalesce((changes #>> '{weights,fresh}')::double precision, settings.fresh),
    case when changes ? 'kinds' then array(select distinct jsonb_array_elements_text(changes -> 'kinds')) else settings.kinds end,
    case when changes ? 'muted_words' then array(select distinct jsonb_array_elements_text(changes -> 'muted_words')) else settings.muted_words end,
    case when changes ? 'muted_topics'
      then array(select distinct private.as_topic(ltrim(topic, '#')) from jsonb_array_elements_text(changes -> 'muted_topics') topic)
      else settings.muted_topics end,
    coalesce(changes ->> 'sensitive', settings.sensitive), coalesce(changes ->> 'order', settings.feed_order)
  on conflict (person_id) do update set
    following = excluded.following, interests = excluded.interests, trending = excluded.trending, nearby = excluded.nearby, fresh = excluded.fresh,
    kinds = excluded.kinds, muted_words = excluded.muted_words, muted_topics = excluded.muted_topics, sensitive = excluded.sensitive,
    feed_order = excluded.feed_order;
  perform private.forget_pages(caller);
  return private.get_feed_settings();
end
$$;
comment on function private.set_feed_settings is 'The step of set_feed_settings that writes. Errors: as set_feed_settings.';
grant execute on function private.set_feed_settings to authenticated;

create function private.check_feed_changes(changes jsonb) returns void
language plpgsql immutable
set search_path = ''
as $$
declare
  wrong text;
begin
  perform private.check_keys(changes, 'INVALID_FEED_SETTINGS', array['weights', 'kinds', 'muted_words', 'muted_topics', 'sensitive', 'order']);
  if changes ? 'weights' then
    perform private.check_keys(changes -> 'weights', 'INVALID_FEED_SETTINGS', array['following', 'interests', 'trending', 'nearby', 'fresh']);
  end if;
  select string_agg(problem, ' ') into wrong from (values
    (case when exists (
      select from jsonb_each(case when jsonb_typeof(changes -> 'weights') = 'object' then changes -> 'weights' else '{}' end) given (name, value)
      where (jsonb_typeof(value) = 'number' and (value #>> '{}')::numeric between 0 and 2) is not true)
      then 'A weight is a number from 0 to 2.' end),
    (case when changes ? 'kinds' and not private.are_words(changes -> 'kinds', 5, 10) or changes -> 'kinds' = '[]'
      or exists (
        select from jsonb_array_elements_text(case when jsonb_typeof(changes -> 'kinds') = 'array' then changes -> 'kinds' else '[]' end) kind
        where kind not in ('text', 'image', 'video', 'carousel', 'reel'))
      then 'kinds must be some of text, image, video, carousel, reel.' end),
    (case when changes ? 'muted_words' and not private.are_words(changes -> 'muted_words', 200, 60)
      then 'muted_words must be a list of at most 200, each of 1 to 60 characters with a letter or digit.' end),
    (case when changes ? 'muted_topics' and not private.are_words(changes -> 'muted_topics', 200, 60)
      then 'muted_topics must be a list of at most 200, each of 1 to 60 characters with a letter or digit.' end),
    (case when changes ? 'sensitive' and (changes ->> 'sensitive' in ('show', 'warn', 'hide')) is not true then 'sensitive must be show, warn or hide.' end),
    (case when changes ? 'order' and (changes ->> 'order' in ('ranked', 'latest')) is not true then 'order must be ranked or latest.' end)
  ) checked (problem);
  if wrong is not null then
    perform private.raise('INVALID_FEED_SETTINGS', wrong, 422);
  end if;
end
$$;
comment on function private.check_feed_changes is 'Says in words what is wrong with changes to feed settings. Errors: INVALID_FEED_SETTINGS.';

create function private.are_words(list jsonb, most int, longest int) returns boolean
language sql immutable
set search_path = ''
as $$
  select case when jsonb_typeof(list) <> 'array' or jsonb_array_length(list) > most then false else not exists (
    select from jsonb_array_elements(list) word
    where jsonb_typeof(word) <> 'string' or length(word #>> '{}') not between 1 and longest
      or word #>> '{}' !~ '[[:alnum:]]' collate "pg_c_utf8") end
$$;
comment on function private.are_words is 'Whether a JSON value is a list of at most so many texts, each with a letter or digit and at most so long.';
