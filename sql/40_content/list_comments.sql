create function public.list_comments(
  post_id uuid,
  parent_id uuid default null,
  sort text default 'top',
  hidden boolean default false,
  cursor text default null,
  page_size int default 20
) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_comments(post_id, parent_id, sort, hidden, cursor, page_size);
end
$$;
comment on function public.list_comments is '
The comments on a post (authors also read those on their archived ones), or with `parent_id` the answers in one thread: {items, next_cursor, pinned}. `sort`: top (reactions
and answers, as they are when the page is asked for: who rises above what has been read while somebody reads is on the first page when
it is asked for anew) or new. `hidden`: instead those that the author of the post has put aside. `pinned` is the comment that the
author has put above the others, on the first page of a post.
A comment: {id, post_id, parent_id, reply_to_id, state: visible|hidden|deleted|unavailable, body, mentions: [{id, username}], created_at,
edited_at, pinned, author: as profile_card|null, media, stats: {replies}, reactions: {count, emojis: {emoji: count}, mine: emoji|null},
reacted_by_author}. Deleted ones and those of people hidden from the caller (unavailable) have no author and no body, and
are there only to hold their answers.
Errors: NOT_AUTHENTICATED, POST_NOT_FOUND, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_comments to authenticated;

create function private.list_comments(
  post_id uuid, parent_id uuid, sort text, hidden boolean, cursor text, page_size int
) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  size int := private.page_size(page_size);
  last record := private.decode_ranked_cursor(cursor);
  post public.posts := private.readable_post(post_id);
  thread uuid := coalesce(parent_id, post.id);
  viewer uuid := private.caller_id();
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
      and exists (select from private.shown_people shown where shown.id = comment.author_id)
      and (comment.held is null or comment.held = 'hidden' and comment.author_id = viewer);
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
            and (comment.held is null or comment.held = 'hidden' and comment.author_id = viewer)
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
            and (comment.held is null or comment.held = 'hidden' and comment.author_id = viewer)
          or exists (select from public.comments answer where answer.parent_id = comment.id and answer.deleted_at is null))
      order by comment.id desc
      limit size + 1
    ) found;
  end if;
  return jsonb_build_object(
    'items', coalesce(private.comment_items(ids[1:size]), '{}'),
    'next_cursor', case when cardinality(ids) > size then private.encode_ranked_cursor(scores[size], ids[size]) end,
    'pinned', case when cursor is null and pinned is not null then (private.comment_items(array[pinned]))[1] end);
end
$$;
comment on function private.list_comments is 'The step of list_comments that reads. Errors: as list_comments.';
grant execute on function private.list_comments to authenticated;

create function private.comment_items(ids uuid[]) returns jsonb[]
language plpgsql stable
set search_path = ''
as $$
declare
  viewer uuid := private.caller_id();
  unseen uuid[] := private.hidden_ids();
begin
  return (
    select array_agg(
      jsonb_build_object(
        'id', comment.id, 'post_id', comment.post_id, 'parent_id', comment.parent_id, 'reply_to_id', comment.reply_to_id,
        'state', case when comment.deleted_at is not null then 'deleted' when author.id is null then 'unavailable'
          when comment.hidden_at is not null then 'hidden' else 'visible' end,
        'body', case when author.id is null then '' else comment.body end,
        'mentions', case when author.id is null then '[]' else private.mentions_of(comment.mentions) end,
        'created_at', comment.created_at, 'edited_at', comment.edited_at, 'pinned', comment.pinned_at is not null,
        'author', case when author.id is not null then private.profile_card(author.profile) end,
        'media', coalesce(shown.media, '[]'),
        'stats', jsonb_build_object('replies', comment.replies),
        'reactions', private.reactions_view(comment.reactions, comment.emojis, reaction.emoji, hidden.emojis),
        'reacted_by_author', by_author.user_id is not null)
      order by wanted.place)
    from unnest(ids) with ordinality wanted (id, place)
    join public.comments comment on comment.id = wanted.id
    join public.posts post on post.id = comment.post_id
    left join private.shown_people author on author.id = comment.author_id and comment.deleted_at is null
      and author.id <> all (unseen)
      and (comment.held is null or comment.held = 'hidden' and comment.author_id = viewer)
    left join public.comment_reactions reaction on reaction.comment_id = comment.id and reaction.user_id = viewer
    left join private.hidden_reactions('comment', ids) hidden on hidden.target_id = comment.id
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
$$;
comment on function private.comment_items is '
Comments as clients get them, in the order of `ids`; null for none. One statement for a page. It empties those whose author
the caller may not see, and those that are held back; which comments are listed is for its callers to decide.';
