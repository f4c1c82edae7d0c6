-- How a post comes to be seen: advance_post() looks at what is there and takes the next step. It is called after
-- anything that may have changed, and may be called again at any time.
create function private.advance_post(post_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  post public.posts;
  next_state text;
begin
  -- Two media that become ready at once wait here for each other, and the second sees both.
  select * into post from public.posts where id = advance_post.post_id for no key update;
  if post.state not in ('scheduled', 'processing', 'failed') or post.deleted_at is not null then
    return;
  end if;
  select case
    when post.publish_at > now() then 'scheduled'
    when bool_or(medium.status = 'failed') then 'failed'
    when bool_or(medium.status <> 'ready') then 'processing'
    else 'published'
  end into next_state
  from public.post_media attached
  join private.media medium on medium.id = attached.media_id
  where attached.post_id = post.id;

  if next_state = 'published' then
    perform private.publish_now(post);
  else
    update public.posts set state = next_state where id = post.id and state <> next_state;
    if found and next_state = 'failed' then
      perform private.broadcast('user:' || post.author_id, 'post', jsonb_build_object('post_id', post.id, 'state', next_state));
    end if;
  end if;
end
$$;
comment on function private.advance_post is '
Brings a post that waits for its time or its media to where it belongs: scheduled, processing, failed or published. Its author hears
of the last two: event `post` on user:<id>, {post_id, state}.';

create function private.publish_now(post public.posts) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  -- Its audience too: it may be held back at this moment.
  update public.posts set state = 'published', position = private.uuid_v7(), published_at = clock_timestamp(), visibility = posts.visibility
  where id = post.id
  returning * into post;
  perform private.broadcast('user:' || post.author_id, 'post', jsonb_build_object('post_id', post.id, 'state', 'published'));
  if not post.untold then
    perform private.tell_post(post);
  end if;
end
$$;
comment on function private.publish_now is '
Makes a post appear, and tells its author, who may have waited for it: event `post` on user:<id>, {post_id, state}. Emits what tell_post does, unless it is
held back.';

create function private.tell_post(post public.posts) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.emit('post', post.author_id, target_id => post.id, details => jsonb_build_object('kind', post.kind));
  perform private.emit('post_mention', post.author_id, mentioned, post.id) from unnest(post.mentions) mentioned;
end
$$;
comment on function private.tell_post is '
Tells of a post that is there. Emits post (target: the post, details: {kind}) and post_mention (subject: who is mentioned, target: the post).';

create function private.advance_posts_of_medium() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.advance_post(post_id) from public.post_media where media_id = new.id;
  return null;
end
$$;
comment on function private.advance_posts_of_medium is 'A medium is ready, or has failed: the post that waits for it goes on.';

create function private.publish_due_posts() returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  due uuid[];
begin
  -- Several workers share the work.
  select array_agg(id) into due from (
    select id from public.posts
    where state = 'scheduled' and deleted_at is null and publish_at <= now()
    order by publish_at
    limit 1000
    for no key update skip locked
  ) waiting;
  perform private.advance_post(id) from unnest(due) id;
  return coalesce(cardinality(due), 0);
end
$$;
comment on function private.publish_due_posts is 'Publishes scheduled posts whose time has come, and returns how many it looked at. The worker calls it by schedule.';

create function public.publish_post(post_id uuid, publish_at timestamptz default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.publish_draft(publish_post.post_id, publish_post.publish_at);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.publish_post is '
Publishes a draft or a scheduled post now, or at `publish_at` (up to a year ahead), and returns it as get_post does. A post
that has appeared stays as it is.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, INVALID_POST, RATE_LIMITED.';
grant execute on function public.publish_post to authenticated;

create function private.publish_draft(post_id uuid, publish_at timestamptz) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  post public.posts := private.own_post(post_id);
begin
  if post.state in ('draft', 'scheduled') then
    perform private.check_post(post.client_id,
      to_jsonb(post) || jsonb_build_object('publish_at', publish_draft.publish_at), false);
    update public.posts set publish_at = publish_draft.publish_at, state = 'processing' where id = post.id;
    perform private.advance_post(post.id);
  end if;
  return (private.post_items(array[post.id]))[1];
end
$$;
comment on function private.publish_draft is 'The step of publish_post that writes. Errors: as publish_post.';
grant execute on function private.publish_draft to authenticated;

-- Who sees a published post follows from two places: the post and the profile.
create function private.narrow_audience() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  -- The lock makes a change of the profile wait, which then finds this post too.
  select case
    when profile.hidden_until > now() or new.held is not null then 'author'
    when profile.is_private and new.visibility = 'public' then 'followers'
    else new.visibility
  end into new.audience
  from public.profiles profile
  where profile.id = new.author_id
  for share;
  return new;
end
$$;
comment on function private.narrow_audience is 'Sets posts.audience from the visibility and the profile.';

create function private.narrow_audiences() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  -- Setting it to what it is calls narrow_audience.
  update public.posts post set visibility = post.visibility where post.author_id = new.id;
  return null;
end
$$;
comment on function private.narrow_audiences is 'A profile has become private or public, or an account has gone to sleep or woken up: so do its posts.';
