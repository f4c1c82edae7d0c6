create function public.topic_feed(topic text, cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_topic_posts(topic, cursor, page_size);
end
$$;
comment on function public.topic_feed is '
The posts with a hashtag, the newest first: {items: [post as get_post gives it], next_cursor}. `topic` with or without #; case, accents, - and _ do not
count. Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.topic_feed to authenticated;

create function private.list_topic_posts(topic text, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  wanted text := private.checked_topic(topic);
  positions uuid[];
  ids uuid[];
begin
  perform private.caller_id();
  select array_agg(found.position order by found.position desc), array_agg(found.id order by found.position desc) into positions, ids
  from (
    select post.position, post.id
    from private.post_topics tagged
    join private.proposed_posts post on post.id = tagged.post_id
    where tagged.topic = wanted and tagged.position < before
    order by tagged.position desc
    limit size + 1
  ) found;
  return private.page(private.post_items(ids[1:size]), positions, size);
end
$$;
comment on function private.list_topic_posts is 'The step of topic_feed that reads. Errors: as topic_feed.';
grant execute on function private.list_topic_posts to authenticated;

create function private.checked_topic(written text) returns text
language plpgsql immutable
set search_path = ''
as $$
declare
  topic text := case when length(written) <= 101 then private.as_topic(ltrim(private.trimmed(written), '#')) end;
begin
  if coalesce(topic, '') = '' then
    perform private.raise('INVALID_ARGUMENT', 'topic must have 1 to 100 characters.', 422);
  end if;
  return topic;
end
$$;
comment on function private.checked_topic is 'A topic as it is stored, from what somebody writes. Errors: INVALID_ARGUMENT.';
