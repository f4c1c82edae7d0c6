create function public.search_posts(query text, cursor text default null, page_size int default 20) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.search_posts(query, cursor, page_size);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.search_posts is '
Posts whose captions have all words of `query` (up to 100 characters and 8 words; accents and case do not count, the last word may be the beginning of one;
#tags are words), the newest first: {items: [post as get_post gives it], next_cursor}.
Errors: NOT_AUTHENTICATED, INVALID_SEARCH, INVALID_CURSOR, INVALID_PAGE_SIZE, RATE_LIMITED.';
grant execute on function public.search_posts to authenticated;

create function private.search_posts(query text, cursor text, page_size int) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  wanted tsquery := private.post_query(query);
  -- The newest days first, and further back only while a page is not full: however many posts have a word, few are read.
  days int;
  after uuid := before;
  positions uuid[] := '{}';
  ids uuid[] := '{}';
  more_positions uuid[];
  more_ids uuid[];
begin
  perform private.take_token('search_posts', caller::text);
  foreach days in array array[2, 14, 90, 36500] loop
    select array_agg(found.position order by found.position desc), array_agg(found.id order by found.position desc) into more_positions, more_ids
    from (
      select matching.position, post.id
      from (
        -- "offset 0" keeps the order out of it: Postgres might walk through all posts by time.
        select indexed.post_id, indexed.position from private.post_index indexed
        where indexed.words @@ wanted and indexed.position < after and indexed.position >= private.uuid_v7_at(now() - make_interval(days => days))
        offset 0
      ) matching
      join private.proposed_posts post on post.id = matching.post_id
      order by matching.position desc
      limit size + 1 - cardinality(ids)
    ) found;
    positions := positions || coalesce(more_positions, '{}');
    ids := ids || coalesce(more_ids, '{}');
    exit when cardinality(ids) > size;
    after := least(after, private.uuid_v7_at(now() - make_interval(days => days)));
  end loop;
  return private.page(private.post_items(ids[1:size]), positions, size);
end
$$;
comment on function private.search_posts is 'The step of search_posts that reads. Errors: as search_posts.';
grant execute on function private.search_posts to authenticated;

create function private.post_query(query text) returns tsquery
language plpgsql immutable
set search_path = ''
as $$
declare
  words text[];
begin
  if length(query) <= 100 then
    select array_agg(left(word, 40) order by place) into words
    from regexp_split_to_table(private.spaced_scripts(private.folded(query)), '[^[:alnum:]]+' collate "pg_c_utf8") with ordinality split (word, place)
    where word <> '';
  end if;
  if (cardinality(words) between 1 and 40 and cardinality(string_to_array(private.trimmed(query), ' ')) <= 8) is not true then
    perform private.raise('INVALID_SEARCH', 'query needs 1 to 8 words in up to 100 characters.', 422);
  end if;
  return (
    select string_agg(format('''%s''%s', word, case when place = cardinality(words) and length(word) >= 2 then ':*' else '' end), ' & ')::tsquery
    from unnest(words) with ordinality listed (word, place));
end
$$;
comment on function private.post_query is 'What search_posts looks for, from what somebody writes. Errors: INVALID_SEARCH.';

create function public.search_topics(query text, page_size int default 20) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.search_topics(query, page_size);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.search_topics is '
Topics that begin like `query` (up to 100 characters, with or without #), those with most posts first: {items: [{topic, posts}], next_cursor:
null}. `posts` are those that topic_feed would give the caller, counted up to 100. Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT, INVALID_PAGE_SIZE, RATE_LIMITED.';
grant execute on function public.search_topics to authenticated;

create function private.search_topics(query text, page_size int) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  size int := private.page_size(page_size);
  beginning text := private.checked_topic(query);
begin
  perform private.take_token('search_topics', caller::text);
  return (
    with recursive listed (topic) as (
      -- From topic to topic, skipping the posts of each: a step is one look into the index.
      (select tagged.topic from private.post_topics tagged
       where tagged.topic collate "C" >= beginning collate "C" and tagged.topic collate "C" < beginning || U&'\+10FFFF' collate "C"
       order by tagged.topic collate "C" limit 1)
      union all
      select next.topic from listed
      cross join lateral (
        select tagged.topic from private.post_topics tagged
        where tagged.topic collate "C" > listed.topic collate "C" and tagged.topic collate "C" < beginning || U&'\+10FFFF' collate "C"
        order by tagged.topic collate "C" limit 1
      ) next
    ), first as (
      (select topic from listed limit 50)
      union
      -- The warm ones, wherever they are in the alphabet.
      (select hot.topic from private.hot_posts_by_topic hot
       where hot.place = 1 and hot.topic collate "C" >= beginning collate "C" and hot.topic collate "C" < beginning || U&'\+10FFFF' collate "C"
       order by hot.heat desc limit 50)
    )
    select jsonb_build_object('items', coalesce(jsonb_agg(jsonb_build_object('topic', topic, 'posts', posts) order by posts desc, topic), '[]'), 'next_cursor', null)
    from (
      select first.topic, counted.posts
      from first
      cross join lateral (
        select count(*) as posts from (
          select from private.post_topics tagged
          join private.proposed_posts post on post.id = tagged.post_id
          where tagged.topic = first.topic
          limit 100
        ) newest
      ) counted
      where counted.posts > 0
      order by counted.posts desc, first.topic
      limit size
    ) best);
end
$$;
comment on function private.search_topics is 'The step of search_topics that reads. Errors: as search_topics.';
grant execute on function private.search_topics to authenticated;
