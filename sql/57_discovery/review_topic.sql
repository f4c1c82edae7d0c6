-- An installation that wants to look at topics before they trend sets trends_are_reviewed; a refused topic never trends, either way.
create function public.review_topic(topic text, approved boolean, note text default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.review_topic(topic, approved, note);
end
$$;
comment on function public.review_topic is '
For moderators: lets a topic trend, or not: {topic, approved, note, reviewed_at}. It can be changed. `note`: up to 2000 characters.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function public.review_topic to authenticated;

create function private.review_topic(topic text, approved boolean, note text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  wanted text := private.checked_topic(topic);
  review private.topic_reviews;
begin
  if approved is null or length(note) > 2000 then
    perform private.raise('INVALID_ARGUMENT', 'approved must be true or false, and note have at most 2000 characters.', 422);
  end if;
  insert into private.topic_reviews as known (topic, approved, reviewed_by, note)
  values (wanted, review_topic.approved, moderator, private.trimmed(review_topic.note))
  on conflict on constraint topic_reviews_pkey do update set approved = excluded.approved, reviewed_by = excluded.reviewed_by, note = excluded.note, reviewed_at = now()
  returning * into review;
  perform private.log_moderation('topic_reviewed', moderator, jsonb_build_object('topic', wanted, 'approved', review.approved));
  return jsonb_build_object('topic', review.topic, 'approved', review.approved, 'note', review.note, 'reviewed_at', review.reviewed_at);
end
$$;
comment on function private.review_topic is 'The step of review_topic that writes. Errors: as review_topic.';
grant execute on function private.review_topic to authenticated;

create function public.topics_to_review(page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.topics_to_review(page_size);
end
$$;
comment on function public.topics_to_review is '
For moderators: topics that would trend and that nobody has reviewed, the most surprising first: {items: [{topic, people, usual}], next_cursor: null}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_PAGE_SIZE.';
grant execute on function public.topics_to_review to authenticated;

create function private.topics_to_review(page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  size int := private.page_size(page_size);
begin
  perform private.active_moderator_id();
  return (
    select jsonb_build_object('items', coalesce(jsonb_agg(
        jsonb_build_object('topic', topic, 'people', round(people::numeric), 'usual', round(usual::numeric)) order by score desc, topic), '[]'), 'next_cursor', null)
    from (
      select trend.* from private.trending_topics trend
      where trend.language = '' and not exists (select from private.topic_reviews review where review.topic = trend.topic)
      order by trend.place
      limit size
    ) listed);
end
$$;
comment on function private.topics_to_review is 'The step of topics_to_review that reads. Errors: as topics_to_review.';
grant execute on function private.topics_to_review to authenticated;
