-- Who follows somebody, whom they follow, and whom of their followers the caller knows.
create function private.is_open_to(person public.profiles, viewer uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return not person.is_private or person.id = viewer
    or exists (select from public.follows where follower_id = viewer and followee_id = person.id);
end
$$;
comment on function private.is_open_to is 'Whether somebody sees more of a person than the profile: of a private account only its followers and itself do.';

create function private.require_open_lists(user_id uuid) returns void
language plpgsql stable
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  person public.profiles := private.require_person(user_id);
begin
  if not private.is_open_to(person, caller) then
    perform private.raise('ACCOUNT_IS_PRIVATE', 'Only followers see this.', 403);
  end if;
end
$$;
comment on function private.require_open_lists is '
Refuses unless the caller may see whom somebody follows and is followed by, and what they collect.
Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, ACCOUNT_IS_PRIVATE.';

create function public.list_followers(user_id uuid, cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_followers(list_followers.user_id, list_followers.cursor, list_followers.page_size);
end
$$;
comment on function public.list_followers is '
Who follows somebody, the newest first: {items: [{user: as profile_card, followed_at, following}],
next_cursor}. `following`: whether the caller follows them.
Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, ACCOUNT_IS_PRIVATE, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_followers to authenticated;

create function private.list_followers(user_id uuid, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  perform private.require_open_lists(user_id);
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), list_followers.page_size)
    from (
      select follow.id, private.follow_item(visible.profile, follow.created_at, caller) as item
      from public.follows follow
      join private.meetable_people visible on visible.id = follow.follower_id
      where follow.followee_id = list_followers.user_id and follow.id < before
      order by follow.id desc
      limit wanted
    ) found);
end
$$;
comment on function private.list_followers is 'The step of list_followers that reads. Errors: as list_followers.';
grant execute on function private.list_followers to authenticated;

create function private.follow_item(person public.profiles, followed_at timestamptz, caller uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'user', private.profile_card(person), 'followed_at', followed_at,
    'following', exists (select from public.follows where follower_id = caller and followee_id = person.id))
$$;
comment on function private.follow_item is 'A person in a list of followers or followees.';

create function public.list_following(user_id uuid, cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_following(list_following.user_id, list_following.cursor, list_following.page_size);
end
$$;
comment on function public.list_following is '
Whom somebody follows, the newest first: {items, next_cursor} with items as list_followers.
Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, ACCOUNT_IS_PRIVATE, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_following to authenticated;

create function private.list_following(user_id uuid, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  perform private.require_open_lists(user_id);
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), list_following.page_size)
    from (
      select follow.id, private.follow_item(visible.profile, follow.created_at, caller) as item
      from public.follows follow
      join private.meetable_people visible on visible.id = follow.followee_id
      where follow.follower_id = list_following.user_id and follow.id < before
      order by follow.id desc
      limit wanted
    ) found);
end
$$;
comment on function private.list_following is 'The step of list_following that reads. Errors: as list_following.';
grant execute on function private.list_following to authenticated;

create function public.followers_you_know(user_id uuid, cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.followers_you_know(followers_you_know.user_id, followers_you_know.cursor, followers_you_know.page_size);
end
$$;
comment on function public.followers_you_know is '
Whom of somebody''s followers the caller follows, those first whom the caller has followed last: {items, next_cursor} with
items as list_followers; followed_at is when they followed that person.
Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, ACCOUNT_IS_PRIVATE, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.followers_you_know to authenticated;

create function private.followers_you_know(user_id uuid, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
  -- Who has less to walk over: the caller, who follows about follow_limit() people at most, or that person's followers.
  follows_fewer boolean := (private.graph_counts(caller) ->> 'following')::int
    <= (private.graph_counts(user_id) ->> 'followers')::int;
begin
  perform private.require_open_lists(user_id);
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), followers_you_know.page_size)
    from (
      select known.id, private.follow_item(known.profile, known.followed_at, caller) as item
      -- One branch runs. The limits of one keep the planner from walking the other way.
      from (
        (select mine.id, visible.profile, theirs.created_at as followed_at
        from public.follows mine
        cross join lateral (
          select created_at from public.follows
          where follower_id = mine.followee_id and followee_id = followers_you_know.user_id limit 1
        ) theirs
        join private.meetable_people visible on visible.id = mine.followee_id
        where follows_fewer and mine.follower_id = caller and mine.id < before
        order by mine.id desc limit wanted)
        union all
        (select mine.id, visible.profile, theirs.created_at
        from public.follows theirs
        cross join lateral (
          select id from public.follows where follower_id = caller and followee_id = theirs.follower_id limit 1
        ) mine
        join private.meetable_people visible on visible.id = theirs.follower_id
        where not follows_fewer and theirs.followee_id = followers_you_know.user_id and mine.id < before
        order by mine.id desc limit wanted)
      ) known
    ) found);
end
$$;
comment on function private.followers_you_know is 'The step of followers_you_know that reads. Errors: as followers_you_know.';
grant execute on function private.followers_you_know to authenticated;
