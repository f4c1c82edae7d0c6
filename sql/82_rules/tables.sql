-- Who says the same as others, or to many, within minutes. Unlogged: what is lost in a crash is minutes of it.
create unlogged table private.text_prints (
  fingerprint text not null,
  target text not null,
  target_id uuid primary key,
  author_id uuid not null references public.profiles (id) on delete cascade,
  place_id uuid,
  by_newcomer boolean not null,
  told_of_author boolean not null default false,
  told_of_raid boolean not null default false,
  noticed_at timestamptz not null default clock_timestamp()
);
alter table private.text_prints enable row level security;
-- What is alike; what is old; the cascade.
create index text_prints_fingerprint on private.text_prints (fingerprint);
create index text_prints_noticed_at on private.text_prints (noticed_at);
create index text_prints_author_id on private.text_prints (author_id);
comment on table private.text_prints is 'The fingerprints of what was written in the last minutes (setting same_text_minutes).';
comment on column private.text_prints.place_id is 'Where it stands among strangers: a post, or a conversation in which only its author has spoken; else null.';
comment on column private.text_prints.by_newcomer is 'Whether the account was younger than a week.';

create function private.texts_written(since xid8, until xid8)
returns table (target text, id uuid, author_id uuid, place_id uuid, written text)
language sql stable
set search_path = ''
as $$
  select 'post', post.id, post.author_id, post.id, concat_ws(E'\n', post.caption, post.content_warning, post.place)
  from private.engagement line join public.posts post on post.id = line.target_id
  where line.transaction_id >= since and line.transaction_id < until and line.kind = 'post'
  union all
  select 'comment', comment.id, comment.author_id, comment.post_id, comment.body
  from private.engagement line join public.comments comment on comment.id = (line.details ->> 'comment_id')::uuid
  where line.transaction_id >= since and line.transaction_id < until and line.kind = 'comment' and comment.deleted_at is null
  union all
  select 'message', message.id, message.sender_id,
    case when not exists (select from private.messages other
      where other.conversation_id = message.conversation_id and other.seq < message.seq and other.sender_id <> message.sender_id) then message.conversation_id end,
    message.body
  from private.engagement line join private.messages message on message.id = (line.details ->> 'message_id')::uuid
  where line.transaction_id >= since and line.transaction_id < until and line.kind = 'message' and message.deleted_at is null
    and message.sender_id is not null and message.body <> ''
$$;
comment on function private.texts_written is 'The posts, comments and messages that these transactions have told of, as they are now; place_id as in text_prints.';
