-- The tests of the runner itself load these into a database that has no tables of ours.
set check_function_bodies = off;

-- A published post, made without going through the functions that are tested.
create function tests.create_post(
  author text, caption text default 'a post', visibility text default 'public', kind text default 'text', id uuid default null
) returns uuid
language sql
as $$
  insert into public.posts (id, author_id, client_id, kind, caption, visibility, state, position, published_at)
  values (coalesce(create_post.id, private.uuid_v7()), tests.user_id(author), gen_random_uuid(), create_post.kind, create_post.caption,
    create_post.visibility, 'published', private.uuid_v7(), now())
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

-- The roll-up reads the log up to the oldest transaction that is open, which in a test is the test's own. This reads
-- what the test has written, and forgets it.
create function tests.roll_up() returns int
language plpgsql
as $$
declare
  changed int := private.add_post_counts('0', '9223372036854775807');
begin
  perform private.add_comment_counts('0', '9223372036854775807');
  delete from private.engagement;
  return changed;
end
$$;
comment on function tests.roll_up is 'Brings the counters up to date, and returns how many posts changed.';
