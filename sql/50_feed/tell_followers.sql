-- Whoever looks at a feed hears that there is something new in it, and asks for it: an event that carried the post would have to
-- be decided for each reader. The work is bounded: who is online, so many a post, so many posts a run, one event a person.
create function private.tell_followers() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  place record := private.begin_reading('followers', 1000);
  told int;
begin
  with appeared as (
    select post.id, post.author_id, post.audience
    from (
      select line.target_id from private.engagement line
      where line.transaction_id >= place.since and line.transaction_id < place.until and line.kind = 'post'
      order by line.transaction_id desc, line.id desc
      limit 200
    ) line
    join public.posts post on post.id = line.target_id
    where post.state = 'published' and post.deleted_at is null and post.audience in ('public', 'followers', 'connections')
  ),
  listener as (
    select following.follower_id as id, appeared.id as post_id
    from appeared
    cross join lateral (
      select follow.follower_id
      from public.follows follow
      join private.presence present on present.profile_id = follow.follower_id
      where follow.followee_id = appeared.author_id and present.seen_at > now() - private.presence_lifetime()
        and not exists (
          select from public.mutes mute
          where mute.muter_id = follow.follower_id and mute.muted_id = appeared.author_id and mute.until > now())
        and (appeared.audience <> 'connections' or exists (
          select from public.connections connection
          where connection.person_id = follow.follower_id and connection.other_id = appeared.author_id))
      limit 1000
    ) following
  ),
  sent as materialized (
    select private.broadcast('user:' || id, 'feed', jsonb_build_object('post_ids', post_ids))
    from (select id, (array_agg(post_id order by post_id desc))[:20] as post_ids from listener group by id) person
  )
  select count(*) into told from sent;
  perform private.finish_reading('followers', place.until);
  return told;
end
$$;
comment on function private.tell_followers is '
Tells followers that posts have appeared: event `feed` on user:<id>, {post_ids: the last 20 at most}, one a person and run. Only to
who is online, to 1000 followers of an author and of the last 200 posts of a run, not to who has muted the author; who hears
nothing sees it when they open the feed. Returns how many were told. The worker calls it every five seconds.';
