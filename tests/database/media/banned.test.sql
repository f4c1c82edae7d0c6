begin;
select plan(25);

select tests.create_user('alice'), tests.create_user('mona', 'moderator');
create function pg_temp.uploaded() returns uuid language sql as $$
  insert into private.media (owner_id, purpose, kind, content_type, byte_size, status, attempt, expires_at, completed_at, etag)
  values (tests.user_id('alice'), 'post', 'image', 'image/png', 1, 'processing', 1, now(), now(), 'x')
  returning id $$;
create function pg_temp.hash(seed text, flipped int default 0) returns text language sql as $$
  select encode(set_bytes, 'hex') from (
    select decode(md5(seed) || md5(seed || '2'), 'hex') as bytes) given,
  lateral (select string_agg(set_byte('\x00', 0, get_byte(bytes, n) # case when n * 2 + 1 < flipped then 3 when n * 2 < flipped then 1 else 0 end), '' order by n) as set_bytes
    from generate_series(0, 31) n) turned $$;
create function pg_temp.settle(media_id uuid, hash text, quality int default 100, is_whole boolean default true) returns boolean language sql as $$
  select private.settle_media(media_id, 1, jsonb_build_object('width', 1, 'height', 1, 'blurhash', 'x', 'variants', '[]'::jsonb,
    'hashes', jsonb_build_array(jsonb_build_object('quality', quality, 'forms', jsonb_build_array(pg_temp.hash('another form'), hash)))), is_whole) $$;
create function pg_temp.status(media_id uuid) returns text language sql as $$ select status from private.media where id = media_id $$;
create temporary table ups on commit drop as
select pg_temp.uploaded() as near, pg_temp.uploaded() as far, pg_temp.uploaded() as plain, pg_temp.uploaded() as part from generate_series(1, 1);
insert into private.banned_media (hash, reason) values (('x' || pg_temp.hash('banned'))::bit(256), 'minor'), (('x' || pg_temp.hash('others'))::bit(256), 'spam');

select is((select distance from private.nearest_ban(array[('x' || pg_temp.hash('banned', flipped))::bit(256)])), flipped, format('a hash with %s other bits is found', flipped))
from unnest(array[0, 1, 16, 31]) flipped;
select is((select ban_id from private.nearest_ban(array[('x' || pg_temp.hash('banned', 32))::bit(256)])), null, 'a hash with 32 other bits is of another picture');
select ok(pg_temp.settle(near, pg_temp.hash('banned', 31)), 'the worker is done with what is held') from ups;
select is(pg_temp.status(near), 'processing', 'what is held goes on being processed') from ups;
select results_eq($$ select target_id, details ->> 'reason', (details ->> 'severity')::int from private.engagement where kind = 'flag' $$,
  $$ select near, 'minor', 4 from ups $$, 'moderators are told');
select pg_temp.settle(far, pg_temp.hash('banned', 32)) from ups;
select is(pg_temp.status(far), 'ready', 'another picture is not held') from ups;
select pg_temp.settle(plain, pg_temp.hash('banned'), 49) from ups;
select is(pg_temp.status(plain), 'ready', 'a picture that says nothing is not held') from ups;
select pg_temp.settle(part, pg_temp.hash('banned'), is_whole => false) from ups;
select is(pg_temp.status(part), 'processing', 'not even a part of what is held is seen') from ups;

select set_config('request.jwt.claims', jsonb_build_object('sub', tests.user_id('mona'), 'sid', tests.user_id('mona'), 'role', 'authenticated', 'app_role', 'moderator')::text, true);
select is(public.list_held_media() -> 'items' @> jsonb_build_array(jsonb_build_object('media_id', near, 'distance', 31)), true, 'moderators see what is held') from ups;
select is((select hits from private.banned_media where reason = 'minor'), 2, 'a ban counts what was held because of it, each upload once');
select is(public.list_banned_media() -> 'items', '[]', 'hashes of lists of others are not listed');
select is(public.ban_media(far, 'spam') ->> 'pictures', '1', 'a moderator bans an upload') from ups;
select is(public.ban_media(far, 'hate') ->> 'reason', 'hate', 'another reason is the same ban') from ups;
select is(public.list_banned_media() -> 'items' -> 0 @> jsonb_build_object('media_id', far, 'reason', 'hate', 'pictures', 1, 'hits', 0), true, 'bans are listed') from ups;
select tests.throws_code(format('select public.answer_held_media(%L, true)', part), 'MEDIA_NOT_FOUND', 404, 'what the worker is at is not answered for') from ups;
select public.answer_held_media(near, true) from ups;
select is(pg_temp.status(near), 'ready', 'what is released is seen') from ups;
select is((select count(*) from private.held_media where media_id = (select near from ups)), 0::bigint, 'what is released is held no more');

-- A moderator who uploads it
create temporary table own as select pg_temp.uploaded() as mine, pg_temp.uploaded() as colleagues;
select tests.create_user('mike', 'moderator');
update private.media set owner_id = tests.user_id('mona') where id = (select mine from own);
update private.media set owner_id = tests.user_id('mike') where id = (select colleagues from own);
select pg_temp.settle(upload, pg_temp.hash('banned')) from own, unnest(array[mine, colleagues]) upload;
select is(jsonb_path_query_array(public.list_held_media(), '$.items[*].media_id') ? mine::text, false, 'moderators do not see that theirs is held') from own;
select tests.throws_code(format('select public.answer_held_media(%L, true)', mine), 'MEDIA_NOT_FOUND', 404, 'nobody releases what is theirs') from own;
select tests.throws_code(format('select public.answer_held_media(%L, true)', colleagues), 'NOT_ALLOWED', 403, 'moderators do not answer for each other''s') from own;
select public.ban_media(far) from ups;
update private.media set owner_id = tests.user_id('mona') where id = (select far from ups);
select tests.throws_code(format('select public.unban_media(%L)', far), 'NOT_ALLOWED', 403, 'nobody takes the ban of what is theirs back') from ups;
select is((select count(*) from private.banned_media where media_id = (select far from ups)), 1::bigint, 'it stays banned');

select * from finish();
rollback;
