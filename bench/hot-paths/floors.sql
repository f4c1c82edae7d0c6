-- The floor of each call: what no implementation over REST could leave out. The same columns, rules and indexes, one statement a
-- table that has to be written, and nothing that is asked before. Each has tables of its own, so that it disturbs nobody.
create table private.floor_messages (like private.messages including all);
create table private.floor_reactions (like public.post_reactions including all,
  foreign key (user_id) references public.profiles (id) on delete cascade);
create table private.floor_views (like private.post_views including all,
  foreign key (viewer_id) references public.profiles (id) on delete cascade,
  foreign key (post_id) references public.posts (id) on delete cascade);
create table private.floor_comments (like public.comments including all,
  foreign key (author_id) references public.profiles (id) on delete cascade,
  foreign key (post_id) references public.posts (id) on delete cascade);
create table private.floor_follows (like public.follows including all,
  foreign key (follower_id) references public.profiles (id) on delete cascade,
  foreign key (followee_id) references public.profiles (id) on delete cascade);
create table private.floor_members (like private.conversation_members including all) with (fillfactor = 70);
create unlogged table private.floor_presence (like private.presence including all,
  foreign key (profile_id) references public.profiles (id) on delete cascade) with (fillfactor = 50);
create sequence private.floor_seq;

create function public.floor_nothing() returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  return '{}';
end $$;

create function public.floor_message(client_id uuid, conversation_id uuid, body text, topic text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  view jsonb := jsonb_build_object('id', client_id, 'client_id', client_id, 'body', body);
begin
  insert into private.floor_messages (conversation_id, seq, number, sender_id, member_id, client_id, kind, body)
  values (floor_message.conversation_id, nextval('private.floor_seq'), 1, auth.uid(), auth.uid(), floor_message.client_id, 'text', floor_message.body);
  insert into realtime.messages (topic, extension, payload, event, private)
  values (coalesce(topic, 'conversation:' || floor_message.conversation_id), 'broadcast', view, 'message.created', true);
  return view;
end $$;

create function public.floor_react(target_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into private.floor_reactions (post_id, user_id, emoji) values (floor_react.target_id, auth.uid(), '❤️') on conflict do nothing;
  return '{}';
end $$;

create function public.floor_views(views jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into private.floor_views as earlier (viewer_id, post_id, watched_ms, counted_at)
  select auth.uid(), (view ->> 'post_id')::uuid, (view ->> 'watched_ms')::bigint, now() from jsonb_array_elements(views) view
  on conflict (viewer_id, post_id) do update set watched_ms = earlier.watched_ms + excluded.watched_ms;
  return '{}';
end $$;

create function public.floor_comment(client_id uuid, post_id uuid, body text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into private.floor_comments (post_id, author_id, client_id, body)
  values (floor_comment.post_id, auth.uid(), floor_comment.client_id, floor_comment.body);
  return '{}';
end $$;

create function public.floor_follow(user_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into private.floor_follows (follower_id, followee_id) values (auth.uid(), user_id) on conflict do nothing;
  return '{}';
end $$;

create function public.floor_mark(conversation_id uuid, seq bigint) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  update private.floor_members member
  set last_read_seq = floor_mark.seq, last_delivered_seq = floor_mark.seq, read_at = now(), delivered_at = now()
  where member.conversation_id = floor_mark.conversation_id and member.user_id = auth.uid();
  return '{}';
end $$;

create function public.floor_heartbeat() returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into private.floor_presence as present (profile_id, device, active_at, seen_at)
  values (auth.uid(), 'web', now(), now())
  on conflict (profile_id) do update set active_at = excluded.active_at, seen_at = excluded.seen_at;
end $$;

-- The bare scan of the index that the list rests on, as rows of JSON.
create function public.floor_list_messages(conversation_id uuid, page_size int) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  return (select jsonb_agg(to_jsonb(item)) from (
    select message.id, message.seq, message.kind, message.body, message.sender_id, message.created_at from private.messages message
    where message.conversation_id = floor_list_messages.conversation_id order by message.seq desc limit page_size) item);
end $$;

create function public.floor_list_conversations(page_size int) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  return (select jsonb_agg(to_jsonb(item)) from (
    select own.conversation_id, own.position, own.last_read_seq from private.conversation_members own
    where own.user_id = auth.uid() and own.position is not null order by own.position desc limit page_size) item);
end $$;

create function public.floor_get_post(post_id uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  return (select to_jsonb(post) from public.posts post where post.id = floor_get_post.post_id);
end $$;

create function public.floor_list_comments(post_id uuid, page_size int) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  return (select jsonb_agg(to_jsonb(item)) from (
    select comment.id, comment.body, comment.author_id, comment.created_at from public.comments comment
    where coalesce(comment.parent_id, comment.post_id) = floor_list_comments.post_id
    order by comment.score desc, comment.id desc limit page_size) item);
end $$;

create function public.floor_list_notifications(page_size int) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  return (select jsonb_agg(to_jsonb(item)) from (
    select news.id, news.kind, news.position, news.target_id from private.notifications news
    where news.person_id = auth.uid() and not news.boxed and news.part_count > 0 order by news.position desc limit page_size) item);
end $$;

grant execute on function public.floor_nothing, public.floor_message, public.floor_react, public.floor_views, public.floor_comment,
  public.floor_follow, public.floor_mark, public.floor_heartbeat, public.floor_list_messages, public.floor_list_conversations,
  public.floor_get_post, public.floor_list_comments, public.floor_list_notifications to authenticated;
