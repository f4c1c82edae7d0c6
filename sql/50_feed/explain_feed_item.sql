-- Why a post is where it is in somebody's feed: the numbers that ranking has, not a story about them.
create function private.feed_factor_words(factor text) returns text
language sql immutable parallel safe
set search_path = ''
as $$
  select case factor
    when 'fresh' then 'How new it is.'
    when 'heat' then 'What people did with it lately.'
    when 'rate' then 'How many of those who saw it did something with it.'
    when 'taste' then 'How much people who like what you like did with it, or with its author.'
    when 'author' then 'What you did with posts of this author.'
    when 'topics' then 'What you did with posts of its topics, and of what goes with them.'
    when 'interests' then 'Interests of yours that it is about: the rarer, the more.'
    when 'followed' then 'You follow the author.'
    when 'nearby' then 'How near to you it was made.'
    when 'viral' then 'It is spreading unusually fast.'
    when 'refusal' then 'You wanted to see less of this author or topic.'
    when 'skips' then 'How often you passed such posts by.'
    when 'watch' then 'How long people look at it.'
  end
$$;
comment on function private.feed_factor_words is 'What a factor of private.feed_factor_names() says, to the viewer.';

create function private.feed_filter_words(filter text) returns text
language sql immutable parallel safe
set search_path = ''
as $$
  select case filter
    when 'muted' then 'You have muted the author.'
    when 'minor' then 'It is not recommended to people of your age.'
    when 'flagged' then 'It is recommended to followers of the author only, for now.'
    when 'refused' then 'You said that you are not interested.'
    when 'kind' then 'You have chosen other kinds of posts.'
    when 'sensitive' then 'It carries a warning, and you do not see such posts.'
    when 'muted_topic' then 'You have muted a topic of it.'
    when 'muted_word' then 'It has a word that you have muted.'
    when 'seen' then 'You have seen it: it does not come again.'
    when 'served' then 'You were given it lately: it does not come again.'
  end
$$;
comment on function private.feed_filter_words is 'What a filter of private.feed_items says, to the viewer. Own and hidden posts are not explained.';

create function public.explain_feed_item(post_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.explain_feed_item(post_id);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.explain_feed_item is '
Why a post is, or is not, in the caller''s own home feed at this moment: {post_id, reason: as in home_feed, null when no source brings it,
score: the sum of what follows, factors: [{factor, value, weight, product, words}, the strongest first], filter: {filter: muted|minor|flagged|
refused|kind|sensitive|muted_topic|muted_word|seen|served, words}|null, rules: [{rule: spread|new_voice, words}], place: in the list that the caller
is paging through, from 1, or null}. A weight of 0 is one that feed settings have turned off. Only what the caller may see is explained.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND (also for own posts), RATE_LIMITED.';
grant execute on function public.explain_feed_item to authenticated;

create function private.explain_feed_item(post_id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  post public.posts;
  candidate record;
  item private.feed_item;
  factors jsonb;
  score double precision;
begin
  perform private.take_token('explain_feed_item', caller::text);
  post := private.visible_post(post_id);
  if post.author_id = caller then
    perform private.raise('POST_NOT_FOUND', 'Own posts are in no ranked feed.', 404);
  end if;
  select * into candidate from private.feed_candidates(caller, now()) found where found.post_id = post.id;
  select * into item from private.feed_items(caller, array[post.id], array[candidate.closeness], private.served_lately(caller), now());
  select sum(weighed.product), jsonb_agg(jsonb_build_object(
      'factor', weighed.factor, 'value', round(weighed.value::numeric, 3), 'weight', round(weighed.weight::numeric, 3),
      'product', round(weighed.product::numeric, 3), 'words', private.feed_factor_words(weighed.factor))
    order by abs(weighed.product) desc, weighed.factor)
  into score, factors
  from (
    select named.factor, named.value, named.weight, named.value::double precision * named.weight as product
    from unnest(private.feed_factor_names(), item.factors, private.weights_for('home', private.feed_settings_of(caller))) named (factor, value, weight)
  ) weighed;
  return jsonb_build_object('post_id', post.id, 'score', round(score::numeric, 3), 'factors', factors,
    'filter', case when item.dropped_by is not null
      then jsonb_build_object('filter', item.dropped_by, 'words', private.feed_filter_words(item.dropped_by)) end)
    || private.place_in_list(caller, post.id, post.author_id, candidate.reason);
end
$$;
comment on function private.explain_feed_item is 'The step of explain_feed_item that reads. Errors: as explain_feed_item.';
grant execute on function private.explain_feed_item to authenticated;

create function private.place_in_list(viewer uuid, post_id uuid, author_id uuid, reason text) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  list private.feed_pages;
  place int;
  of_author int;
begin
  select * into list from private.feed_pages kept
  where kept.person_id = viewer and kept.feed = 'home' and place_in_list.post_id = any (kept.post_ids)
  order by kept.made_at desc limit 1;
  place := array_position(list.post_ids, post_id);
  select count(*) into of_author
  from unnest(list.post_ids[:place]) before (id) join public.posts post on post.id = before.id
  where post.author_id = place_in_list.author_id;
  return jsonb_build_object('place', place, 'reason', coalesce(list.reasons[place], reason), 'rules', array_to_json(array_remove(array[
    case when of_author > 1 then jsonb_build_object('rule', 'spread', 'words',
      format('There are %s of this author before it: it counts %s %% of its score''s odds.', of_author - 1, round((100 * (0.75 * power(0.5, of_author - 1) + 0.25))::numeric))) end,
    case when list.reasons[place] = 'new_voice' then jsonb_build_object('rule', 'new_voice', 'words',
      'One place in sixteen is for people whom few know yet.') end], null))::jsonb);
end
$$;
comment on function private.place_in_list is '
Where a post stands in the list that somebody is paging through, and the rules that put it there: {place, reason: that of the list or else the given, rules}, as
in explain_feed_item.';
