-- The tests of the runner itself load these into a database that has no tables of ours.
set check_function_bodies = off;

-- A published post, made without going through the functions that are tested.
create function tests.create_post(
  author text, caption text default 'a post', visibility text default 'public', kind text default 'text', id uuid default null,
  hashtags text[] default '{}', at timestamptz default now()
) returns uuid
language sql
as $$
  insert into public.posts (id, author_id, client_id, kind, caption, visibility, state, position, published_at, hashtags)
  values (coalesce(create_post.id, private.uuid_v7()), tests.user_id(author), gen_random_uuid(), create_post.kind, create_post.caption,
    create_post.visibility, 'published', private.uuid_v7(), create_post.at, create_post.hashtags)
  returning posts.id
$$;
comment on function tests.create_post is 'Publishes a post by tests.user_id(author), and returns its identifier.';

create function tests.create_comment(author text, post_id uuid, body text default 'a comment', parent_id uuid default null) returns uuid
language sql
as $$
  insert into public.comments (post_id, author_id, client_id, body, parent_id)
  values (create_comment.post_id, tests.user_id(author), gen_random_uuid(), create_comment.body, create_comment.parent_id)
  returning id
$$;
comment on function tests.create_comment is 'Writes a comment by tests.user_id(author), and returns its identifier.';

create function tests.create_media(owner text, kind text default 'image', status text default 'ready', purpose text default 'post') returns uuid
language sql
as $$
  insert into private.media (owner_id, purpose, kind, content_type, byte_size, name, status, expires_at, completed_at, etag, error)
  values (tests.user_id(owner), create_media.purpose, create_media.kind, create_media.kind || '/x', 1, case kind when 'file' then 'paper.pdf' end, create_media.status, now() + interval '1 hour',
    case when status <> 'pending' then now() end, case when status <> 'pending' then 'etag' end,
    case when status = 'failed' then 'because' end)
  returning id
$$;
comment on function tests.create_media is 'A medium of tests.user_id(owner), as if uploaded.';

-- A reader of the log reads up to the oldest transaction that is open, which in a test is the test's own. So what the test
-- has written becomes a transaction of long ago, the next one each time, and no reader has gone beyond it.
create function tests.read_all(reader text) returns int
language plpgsql security definer
as $$
declare
  written constant xid8 := pg_current_xact_id();
  past constant bigint := 1 + coalesce((select max(transaction_id)::text::bigint from private.engagement where transaction_id < written), 0);
  read int;
begin
  update private.engagement set transaction_id = past::text::xid8 where transaction_id = written;
  update private.engagement_readers set place = past::text::xid8 where place > past::text::xid8;
  execute format('select private.%I()', reader) into read;
  return read;
end
$$;
comment on function tests.read_all is '
Calls a reader of private.engagement, by the name of its function, as if all that the test did had been committed; returns
what it returns.';
grant execute on function tests.read_all to authenticated;
