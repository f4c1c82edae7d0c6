-- The badge is what a recount says, after each of 1,500 random operations (10,000 with PLAZA_TEST_STEPS=10000) of five people, one of whom reads on three devices. The recount
-- knows nothing of parts that are kept: it goes by posts' reactions, comments, follows, blocks and mutes themselves.
begin;
select plan(4);
select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave', 'erin']) name;
create temporary table post as select n, tests.create_post('alice', 'post ' || n) as id from generate_series(1, 5) n;
create temporary table device as select n, tests.add_device('alice') as id from generate_series(1, 3) n;
create temporary table outcome (step int, deed text, badge int, recount int, missing int, listed int);
grant select on post, device to authenticated;
grant insert on outcome to authenticated;
-- Limits are of people, and this is a year of them.
update private.rate_limits set capacity = 1e9;

create function pg_temp.cause() returns table (family text, cause_id uuid, actor_id uuid)
language sql as $$
  select told.* from (
    select 'post_reaction', reaction.post_id, reaction.user_id from public.post_reactions reaction join post on post.id = reaction.post_id
    union all
    select 'comment', comment.id, comment.author_id from public.comments comment join post on post.id = comment.post_id where comment.deleted_at is null
    union all
    select 'share', share.post_id, share.user_id from public.post_shares share join post on post.id = share.post_id
    union all
    select 'follow', follower_id, follower_id from public.follows where followee_id = tests.user_id('alice')
  ) told (family, cause_id, actor_id)
  where told.actor_id <> tests.user_id('alice')
$$;
create function pg_temp.shown(who uuid, thing uuid) returns boolean
language sql as $$
  select not exists (select from public.blocks where (blocker_id, blocked_id) in ((who, tests.user_id('alice')), (tests.user_id('alice'), who)))
    and not exists (select from public.mutes where muter_id = tests.user_id('alice') and muted_id = who)
    and not exists (select from public.profiles where id = who and hidden_until > now())
    and not exists (select from public.posts where id = thing and (deleted_at is not null or state <> 'published'))
$$;

create function pg_temp.run(steps int) returns void
language plpgsql as $$
declare
  alice uuid := tests.user_id('alice');
  who text;
  other uuid;
  thing uuid;
  deed text;
  tablet uuid;
  badge int;
begin
  perform setseed(0.5);
  for at in 1..steps loop
    who := (array['bob', 'carol', 'dave', 'erin'])[1 + floor(random() * 4)];
    other := tests.user_id(who);
    thing := ((select array_agg(id order by n) from post))[1 + floor(random() * 5)];
    tablet := ((select array_agg(id order by n) from device))[1 + floor(random() * 3)];
    deed := (array['react', 'react', 'react', 'unreact', 'unreact', 'comment', 'comment', 'uncomment', 'share', 'unshare', 'follow', 'unfollow',
      'block', 'unblock', 'unblock', 'mute', 'unmute', 'hide', 'show', 'remove', 'return', 'return', 'read one', 'read all', 'see'])[1 + floor(random() * 25)];
    begin
      if deed in ('block', 'unblock', 'mute', 'unmute', 'remove', 'return', 'read one', 'read all', 'see') then
        perform tests.on_device('alice', tablet);
      else
        perform tests.authenticate_as(other);
      end if;
      case deed
        when 'react' then perform public.react('post', thing);
        when 'unreact' then perform public.unreact('post', thing);
        when 'comment' then perform public.add_comment(gen_random_uuid(), thing, 'a comment');
        when 'uncomment' then perform public.delete_comment((
          select item ->> 'id' from jsonb_array_elements(public.list_comments(thing) -> 'items') item
          where item #>> '{author,username}' = who limit 1)::uuid);
        when 'share' then perform public.share_post(thing);
        when 'unshare' then perform public.unshare_post(thing);
        when 'follow' then perform public.follow(alice);
        when 'unfollow' then perform public.unfollow(alice);
        when 'block' then perform public.block(other);
        when 'unblock' then perform public.unblock(other);
        when 'mute' then perform public.mute(other);
        when 'unmute' then perform public.unmute(other);
        when 'remove' then perform public.delete_post(thing);
        when 'return' then perform public.restore_post(thing);
        when 'read one' then perform public.mark_notifications_read(ids => array(
          select (item ->> 'id')::uuid from jsonb_array_elements(public.list_notifications(true) -> 'items') item limit 1));
        when 'read all' then perform public.mark_notifications_read(everything => true);
        when 'see' then perform public.mark_notifications_seen();
        else
          perform tests.reset_role();
          update private.accounts set banned_until = case deed when 'hide' then 'infinity'::timestamptz end where id = other;
      end case;
    exception when sqlstate 'PGRST' then
      -- Blocked, gone, already so: what people run into.
      null;
    end;
    perform tests.reset_role();
    -- Now and then several deeds are read at once.
    if random() < 0.8 then
      perform tests.read_all('notify_people');
      perform tests.events('badge'), tests.events('notification');
      perform tests.on_device('alice', tablet);
      badge := public.unread_counts() ->> 'notifications';
      insert into pg_temp.outcome (step, deed, badge, listed)
      values (at, deed, badge, jsonb_array_length(public.list_notifications(true, page_size => 100) -> 'items'));
      perform tests.reset_role();
      update outcome set
        recount = (
          select count(distinct part.notification_id) from pg_temp.cause() cause
          join private.notification_parts part on part.person_id = alice and part.family = cause.family and part.cause_id = cause.cause_id
            and part.actor_id = cause.actor_id
          join private.notifications news on news.id = part.notification_id and news.read_at is null
          where pg_temp.shown(cause.actor_id, part.post_id)),
        missing = (
          select count(*) from pg_temp.cause() cause
          full join (select * from private.notification_parts where person_id = alice) part
            on part.family = cause.family and part.cause_id = cause.cause_id and part.actor_id = cause.actor_id
          where part.id is null or cause.cause_id is null)
      where outcome.step = at;
    end if;
  end loop;
end $$;

select pg_temp.run(coalesce(nullif(current_setting('plaza.test_steps', true), '')::int, 1500));
select is((select string_agg(row(step, deed, badge, recount)::text, ' ' order by step) from (select * from outcome where badge <> recount order by step limit 3) wrong), null,
  'the badge is what a recount says, after every operation');
select is((select string_agg(row(step, deed, missing)::text, ' ' order by step) from (select * from outcome where missing > 0 order by step limit 3) wrong), null,
  'there is a part for everything that stands, and for nothing else');
select is((select string_agg(row(step, deed, badge, listed)::text, ' ' order by step) from (select * from outcome where badge <> listed order by step limit 3) wrong), null,
  'the list has as many as the badge says');
select cmp_ok((select count(distinct badge)::int from outcome), '>', 5, 'the operations led to many different badges');
select * from finish();
rollback;
