create function private.ranked_page(viewer uuid, feed text, cursor text, page_size int) returns jsonb
language plpgsql volatile
set search_path = ''
-- For all that is called from here: no plan is better for knowing who asks, and making one costs more than most of them take.
set plan_cache_mode = force_generic_plan
as $$
declare
  place record := private.decode_ranked_cursor(cursor);
  list private.feed_pages;
  start int := 0;
  page record;
begin
  -- Two devices at once would be given the same posts. Neither waits for the other long.
  perform set_config('lock_timeout', '2s', true);
  perform pg_advisory_xact_lock(hashtextextended(viewer::text, 5));
  if cursor is not null then
    select * into list from private.feed_pages kept
    where kept.id = place.id and kept.person_id = viewer and kept.feed = ranked_page.feed and kept.made_at > now() - interval '60 seconds';
    start := place.rank;
  end if;
  page := private.next_of_list(viewer, list, start, page_size);
  -- The first page, or the list is too old, or read to its end: a new one goes on with what has not been given out.
  if cardinality(page.post_ids) = 0 then
    list := private.make_list(viewer, feed, page_size);
    page := private.next_of_list(viewer, list, 0, page_size);
  end if;
  if cardinality(page.post_ids) > 0 then
    insert into private.feed_served (person_id, served_at, feed, post_ids) values (viewer, clock_timestamp(), feed, page.post_ids);
  end if;
  return jsonb_build_object(
    'items', coalesce(private.with_reasons(private.post_items(page.post_ids), page.reasons), '{}'),
    'next_cursor', case when cardinality(page.post_ids) > 0 then private.encode_ranked_cursor(page.until, list.id) end);
end
$$;
comment on function private.ranked_page is 'A page of a ranked feed, {items, next_cursor}: on in the list that the cursor names, or the beginning of a new one.';

create function private.claim_ranking_slot() returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  slots int := (private.setting('feed_rankings_at_once') #>> '{}')::int;
  first int := floor(random() * slots)::int;
begin
  for nth in 0 .. slots - 1 loop
    -- Held until the transaction ends, which is when the page is there.
    if pg_try_advisory_xact_lock(50, (first + nth) % slots) then
      return;
    end if;
  end loop;
  raise exception using errcode = 'insufficient_resources', message = 'As many feeds are being ranked as setting feed_rankings_at_once lets.';
end
$$;
comment on function private.claim_ranking_slot is '
Lets so many feeds be ranked at once as setting feed_rankings_at_once says: further readers get the following feed at once, rather than all
of them a ranked one late. Errors: insufficient_resources.';

create function private.make_list(viewer uuid, feed text, page_size int) returns private.feed_pages
language plpgsql volatile
set search_path = ''
as $$
declare
  served uuid[] := private.served_lately(viewer);
  short record;
  ranked private.ranked_feed;
  list private.feed_pages;
  is_logged boolean := random() < (private.setting('feed_log_share') #>> '{}')::double precision;
begin
  perform private.claim_ranking_slot();
  short := private.shortlist(viewer, feed, served, now(), is_logged);
  ranked := private.rank_feed(viewer, feed, short.post_ids, short.reasons, short.closeness, served, now(), is_logged);
  -- Nobody reads further within its minute, and whoever does gets a new one.
  insert into private.feed_pages (id, person_id, feed, made_at, post_ids, reasons)
  values (private.uuid_v7(), viewer, feed, clock_timestamp(), coalesce(ranked.post_ids[:300], '{}'), coalesce(ranked.reasons[:300], '{}'))
  returning * into list;
  if is_logged and ranked.post_ids is not null then
    insert into private.feed_log (id, person_id, feed, post_ids, factors, propensities, served, dropped, weights)
    values (list.id, viewer, feed, ranked.post_ids[:60], ranked.factors, ranked.propensities, least(page_size, cardinality(ranked.post_ids), 60),
      ranked.dropped, private.weights_for(feed, private.feed_settings_of(viewer)));
  end if;
  return list;
end
$$;
comment on function private.make_list is 'Ranks what there is for somebody, and keeps the list for its next pages.';

create function private.next_of_list(viewer uuid, list private.feed_pages, start int, page_size int, out post_ids uuid[], out reasons text[], out until int)
language plpgsql stable
set search_path = ''
as $$
declare
  -- What another device was given since the list was made.
  served uuid[] := private.served_since(viewer, list.made_at);
begin
  if list.id is null then
    post_ids := '{}';
    return;
  end if;
  -- What cannot be seen any more is left out: a minute is long enough for a block.
  select coalesce(array_agg(next.id order by next.place), '{}'), array_agg(next.reason order by next.place), coalesce(max(next.place), start)
  into post_ids, reasons, until
  from (
    select listed.id, listed.reason, listed.place
    from unnest(list.post_ids[start + 1:start + 2 * page_size], list.reasons[start + 1:start + 2 * page_size]) with ordinality kept (id, reason, nth)
    cross join lateral (select kept.id, kept.reason, start + kept.nth::int as place) listed
    join private.visible_posts post on post.id = listed.id
    where post.author_id <> all ((select private.muted_ids())::uuid[]) and listed.id <> all (served)
    order by listed.place
    limit page_size
  ) next;
end
$$;
comment on function private.next_of_list is 'The next posts of a kept list, behind its first `start`, and how far that reads.';

create function private.served_since(viewer uuid, since timestamptz) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
begin
  return array(
    select id from private.feed_served page, unnest(page.post_ids) id
    where page.person_id = viewer and page.served_at >= since);
end
$$;
comment on function private.served_since is 'What somebody was given since a moment.';

create function private.served_lately(viewer uuid) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
begin
  return array(
    select id from (
      select post_ids from private.feed_served
      where person_id = viewer and served_at > now() - interval '3 days'
      order by served_at desc
      limit 2000
    ) page, unnest(page.post_ids) id);
end
$$;
comment on function private.served_lately is 'What somebody was given in the last three days, the last 2,000 pages of it.';

create function private.with_reasons(items jsonb[], reasons text[]) returns jsonb[]
language plpgsql immutable
set search_path = ''
as $$
begin
  return array(
    select item || jsonb_build_object('reason', reasons[place])
    from unnest(items) with ordinality listed (item, place)
    order by place);
end
$$;
comment on function private.with_reasons is 'Adds to posts as post_items gives them why each is there.';
