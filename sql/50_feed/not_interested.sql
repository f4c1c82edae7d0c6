-- "Not this": the post is gone for good, and of its author or its topics there is less for thirty days.
create function private.refusal_strength(refused_at timestamptz, at timestamptz) returns double precision
language plpgsql immutable parallel safe
set search_path = ''
as $$
begin
  return greatest(0, 1 - extract(epoch from at - refused_at) / extract(epoch from interval '30 days'));
end
$$;
comment on function private.refusal_strength is 'How much of a refusal is left at a moment: 1 at first, 0 after 30 days, and evenly down in between.';

create function private.shown_refusal(refused private.not_interested) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'id', refused.id, 'post_id', refused.post_id, 'reason', refused.reason,
    'author', (select private.profile_card(visible.profile) from private.visible_people visible where visible.id = refused.author_id),
    'topics', refused.topics, 'created_at', refused.created_at,
    'fades_at', case when refused.reason <> 'post' then refused.created_at + interval '30 days' end);
end
$$;
comment on function private.shown_refusal is 'A refusal as clients get it: see not_interested.';

create function public.not_interested(post_id uuid, reason text default 'post') returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.not_interested(post_id, reason);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.not_interested is '
The caller does not want to see such posts. The post itself is left out of ranked feeds from now on; with reason `author` nearly all of its
author''s are, with reason `topic` nearly all of its topics'', and within 30 days they come back little by little. Said again of the same post
it counts from now on, with the new reason. It holds from the next page on. Returns what has changed: {id: for
undo_not_interested, post_id, reason: post|author|topic, author: as profile_card|null, topics: [text], created_at,
fades_at: when the last of it is over, null for reason post}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, INVALID_ARGUMENT, RATE_LIMITED.';
grant execute on function public.not_interested to authenticated;

create function private.not_interested(post_id uuid, reason text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  post public.posts;
  post_topics text[];
  refused private.not_interested;
begin
  if (reason in ('post', 'author', 'topic')) is not true then
    perform private.raise('INVALID_ARGUMENT', 'reason must be post, author or topic.', 422);
  end if;
  perform private.take_token('not_interested', caller::text);
  post := private.visible_post(post_id);
  if post.author_id = caller then
    perform private.raise('INVALID_ARGUMENT', 'Own posts are in no ranked feed.', 422);
  end if;
  post_topics := array(select distinct private.as_topic(tag) from unnest(post.hashtags) tag where private.as_topic(tag) <> '');
  if reason = 'topic' and post_topics = '{}' then
    perform private.raise('INVALID_ARGUMENT', 'This post has no topic.', 422);
  end if;
  insert into private.not_interested (person_id, post_id, reason, author_id, topics)
  values (caller, post.id, not_interested.reason, case reason when 'author' then post.author_id end,
    case reason when 'topic' then post_topics else '{}' end)
  on conflict on constraint one_refusal_a_post do update
    set reason = excluded.reason, author_id = excluded.author_id, topics = excluded.topics, created_at = now()
  returning * into refused;
  perform private.forget_pages(caller);
  return private.shown_refusal(refused);
end
$$;
comment on function private.not_interested is 'The step of not_interested that writes. Errors: as not_interested.';
grant execute on function private.not_interested to authenticated;

create function private.forget_pages(viewer uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  delete from private.feed_pages page where page.person_id = viewer;
end
$$;
comment on function private.forget_pages is 'Drops the ranked lists that somebody is paging through: the next page is ranked anew, by what they have just set.';

create function public.list_not_interested(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_not_interested(cursor, page_size);
end
$$;
comment on function public.list_not_interested is '
What the caller did not want to see, the last first: {items: [as not_interested returns it], next_cursor}. `author` is null when that person
is hidden from the caller.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_not_interested to authenticated;

create function private.list_not_interested(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
begin
  return (
    select private.page(array_agg(private.shown_refusal(listed) order by listed.id desc), array_agg(listed.id order by listed.id desc), size)
    from (
      select * from private.not_interested refused
      where refused.person_id = caller and refused.id < before
      order by refused.id desc
      limit size + 1
    ) listed);
end
$$;
comment on function private.list_not_interested is 'The step of list_not_interested that reads. Errors: as list_not_interested.';
grant execute on function private.list_not_interested to authenticated;

create function public.undo_not_interested(id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.undo_not_interested(id);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.undo_not_interested is '
Takes back a not_interested of the caller, by its id: the post may come again, and its author and topics count as before. Repeating it
changes nothing. Returns {id, undone: true}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, RATE_LIMITED.';
grant execute on function public.undo_not_interested to authenticated;

create function private.undo_not_interested(id uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  perform private.take_token('not_interested', caller::text);
  delete from private.not_interested refused where refused.id = undo_not_interested.id and refused.person_id = caller;
  perform private.forget_pages(caller);
  return jsonb_build_object('id', id, 'undone', true);
end
$$;
comment on function private.undo_not_interested is 'The step of undo_not_interested that writes. Errors: as undo_not_interested.';
grant execute on function private.undo_not_interested to authenticated;
