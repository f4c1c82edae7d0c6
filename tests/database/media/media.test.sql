begin;
select plan(74);

select tests.create_user('alice'), tests.create_user('bob');
-- One upload of each, as functions/media makes them: as postgres, with the claims of the caller.
create function tests.claims_of(username text) returns void language sql as $$
  select set_config('request.jwt.claims', jsonb_build_object('sub', tests.user_id(username), 'sid', tests.user_id(username))::text, true)
$$;
create temporary table made as
select null::text as what, medium.* from private.media medium with no data;

select tests.claims_of('alice');
insert into made select 'photo', medium.* from private.start_upload('post', 'image', 'image/jpeg', 1000, 'A field', '1 hour') medium;
insert into made select 'avatar', medium.* from private.start_upload('avatar', 'image', 'image/png', 1000, null, '1 hour') medium;
insert into made select 'newer avatar', medium.* from private.start_upload('avatar', 'image', 'image/png', 1000, null, '1 hour') medium;
create function tests.made(what text) returns uuid language sql as $$ select id from made where made.what = made.what and made.what = $1 $$;

-- Who may touch the tables.
create temporary table closed as
  select unnest(array['media', 'media_limits', 'media_usage', 'object_deletions', 'job_outbox', 'media_addresses', 'media_conversion']) as name;
grant select on closed to public;
select tests.authenticate_as(tests.user_id('alice'));
select throws_ok(format('select * from private.%I', name), '42501', null, format('not even the owner''s client reads private.%s', name)) from closed;
select throws_ok(format('delete from private.%I', name), '42501', null, format('nobody deletes from private.%s', name)) from closed;
select tests.as_anon();
select throws_ok(format('select * from private.%I', name), '42501', null, format('anon does not read private.%s', name)) from closed;
select tests.as_service();
select throws_ok(format('select * from private.%I', name), '42501', null, format('the service key does not read private.%s', name)) from closed;
select tests.authenticate_as(tests.user_id('alice'));
select throws_ok($$ select private.delete_avatar() $$, '42501', null, 'clients call none of its functions');
select throws_ok($$ select private.enqueue('process-image', '{}') $$, '42501', null, 'clients make no jobs');
select tests.reset_role();

-- Limits.
select tests.claims_of('alice');
select tests.throws_code($$ select private.start_upload('avatar', 'video', 'video/mp4', 1000, null, '1 hour') $$, 'MEDIA_TYPE_NOT_ALLOWED', 422, 'an avatar is no video');
select tests.throws_code($$ select private.start_upload('post', 'image', 'image/png', 31457281, null, '1 hour') $$, 'MEDIA_TOO_LARGE', 413, 'a byte too many');
select lives_ok($$ select private.start_upload('post', 'image', 'image/png', 31457280, null, '1 hour') $$, 'the largest there may be');
update private.media_usage set uploads = 20 where purpose = 'avatar';
select tests.throws_code($$ select private.start_upload('avatar', 'image', 'image/png', 1, null, '1 hour') $$, 'MEDIA_QUOTA_EXCEEDED', 429, 'uploads of a purpose are counted');
update private.media_usage set bytes = 3221225472 where purpose = 'post';
select tests.throws_code($$ select private.start_upload('post', 'image', 'image/png', 1, null, '1 hour') $$, 'MEDIA_QUOTA_EXCEEDED', 429, 'bytes of uploads are counted');
update private.media_usage set day = day - 1;
select lives_ok($$ select private.start_upload('post', 'image', 'image/png', 1, null, '1 hour') $$, 'tomorrow is another day');
delete from private.media where byte_size in (1, 31457280);
select is((select sum(uploads) from private.media_usage where day = (now() at time zone 'UTC')::date), 1::bigint, 'deleting gives nothing back');

-- Files, which only messages have.
select is((private.start_upload('message', 'file', 'application/octet-stream', 1, null, '1 hour', 'paper.pdf')).name, 'paper.pdf', 'a file has a name');
select tests.throws_code($$ select private.start_upload('post', 'file', 'application/octet-stream', 1, null, '1 hour', 'paper.pdf') $$, 'MEDIA_TYPE_NOT_ALLOWED', 422, 'a post has no files');
select throws_ok($$ select private.start_upload('message', 'file', 'application/octet-stream', 1, null, '1 hour', '../paper.pdf') $$, '23514', null, 'which is no path');
select throws_ok($$ select private.start_upload('message', 'image', 'image/png', 1, null, '1 hour', 'a.png') $$, '23514', null, 'a picture has no name');
delete from private.media where purpose = 'message';
delete from private.media_usage where purpose = 'message';

-- Other people.
select tests.claims_of('bob');
select tests.throws_code(format('select private.%s', call), 'MEDIA_NOT_FOUND', 404, format('not one''s own: %s', split_part(call, '(', 1)))
from (select format(call, tests.made('photo')) from unnest(array[
  'get_media(%L)', 'own_media(%L)', 'delete_media(%L)', 'complete_upload(%L, ''"x"'')', 'set_alt_text(%L, ''x'')', 'begin_multipart_upload(%L, ''x'')'
]) call) calls (call);
create or replace function private.sees_media_of_post(media_id uuid, viewer uuid) returns boolean language sql stable as $$ select viewer = tests.user_id('bob') $$;
select is(private.get_media(tests.made('photo')) ->> 'alt_text', 'A field', 'a later domain lets others see what it uses');
select tests.claims_of('alice');
update private.accounts set banned_until = 'infinity' where username = 'alice';
select tests.throws_code($$ select private.start_upload('post', 'image', 'image/png', 1, null, '1 hour') $$, 'ACCOUNT_BANNED', 403, 'a ban stops uploads');
update private.accounts set banned_until = null where username = 'alice';

-- From completion to what is seen.
select is(private.complete_upload(tests.made('photo'), '"tag"') ->> 'status', 'processing', 'a completed upload is in the works');
select private.complete_upload(tests.made('photo'), '"other"');
select results_eq($$ select queue, payload ->> 'id', group_id from private.job_outbox where queue like 'process%' $$,
  $$ values ('process-image', tests.made('photo')::text, tests.user_id('alice')::text) $$, 'with one job, in the same transaction');
select is((select etag from private.media where id = tests.made('photo')), '"tag"', 'the object that was checked is kept on completion');
select private.complete_upload(id, '"tag"') from made where what like '%avatar' order by what desc;
select results_eq($$ select priority from private.job_outbox where queue = 'process-image' order by id $$, $$ values (-1), (-2), (-3) $$, 'the more one has waiting, the later the next');
update private.media set completed_at = now() + case id when tests.made('newer avatar') then interval '1 minute' else '0' end where purpose = 'avatar';

select is((private.claim_media(tests.made('photo'))).attempt, 1, 'the first attempt');
select is((private.claim_media(tests.made('photo'))).attempt, 2, 'the second');
select ok(not private.finish_media(tests.made('photo'), 1, '{"variants": []}'), 'an earlier attempt does not count');
select ok(private.finish_media(tests.made('photo'), 2, '{"width": 10, "height": 20, "variants": [{"url": "x"}]}'), 'the latest does');
select is((private.claim_media(tests.made('photo'))).id, null, 'nothing to do for what is ready');
select is(private.get_media(tests.made('photo')) #>> '{variants,0,url}', 'x', 'what is ready is seen');
select results_eq($$ select prefix from private.object_deletions, made where what = 'photo' and prefix like format('uploads/%s/%%', folder) $$,
  $$ select format('uploads/%s/', folder) from made where what = 'photo' $$, 'the original goes');

select private.claim_media(id) from made where what like '%avatar';
select private.finish_media(tests.made('newer avatar'), 1, '{"variants": []}');
select private.finish_media(tests.made('avatar'), 1, '{"variants": []}');
select is((select (avatar ->> 'media_id')::uuid from public.profiles where username = 'alice'), tests.made('newer avatar'), 'the later avatar wins, whichever is ready first');

-- A video that can be seen before all of it is there.
insert into made select 'video', medium.* from private.start_upload('post', 'video', 'video/mp4', 1000, null, '1 hour') medium;
select private.complete_upload(tests.made('video'), '"tag"');
select private.claim_media(tests.made('video'));
truncate private.object_deletions;
delete from realtime.messages;
select ok(private.finish_media(tests.made('video'), 1, '{"variants": [], "hls_url": "x"}', false), 'a part can be seen');
select is((select array[status, progress::text, shown_attempt::text] from private.media where id = tests.made('video')), array['ready', '0', '1'], 'a part of a medium is not the whole');
select ok(private.report_media_progress(tests.made('video'), 1, 95), 'the attempt goes on');
select is((private.claim_media(tests.made('video'))).attempt, 2, 'another attempt takes over');
select ok(not private.finish_media(tests.made('video'), 1, '{"variants": []}'), 'an attempt that was taken over does not count any more');
select is((select status from private.media where id = tests.made('video')), 'ready', 'while people go on seeing it');
select is_empty($$ select from private.object_deletions $$, 'the original stays while the rest is made');
select private.finish_media(tests.made('video'), 2, '{"variants": [{"url": "y"}], "hls_url": "x"}');
select is((select array[status, progress::text, shown_attempt::text] from private.media where id = tests.made('video')), array['ready', '100', '1'], 'the whole replaces it');
select results_eq($$ select payload ->> 'status', (payload ->> 'progress')::int, jsonb_array_length(payload -> 'variants') from realtime.messages where event = 'media' order by 2 $$,
  $$ values ('ready', 0, 0), ('ready', 95, 0), ('ready', 100, 1) $$, 'the owner hears of each step');
update private.media set progress = 50 where id = tests.made('video');
select private.fail_media(tests.made('video'), null, 'because');
select is((select array[status, progress::text, error] from private.media where id = tests.made('video')), array['ready', '50', null], 'giving up the rest takes nothing back');
truncate private.object_deletions, private.job_outbox;
select private.delete_media(tests.made('video'));
select is((select count(*) from private.job_outbox where start_after > now() + interval '1 hour'), 3::bigint, 'deleted meanwhile, what a worker still stores is looked for afterwards');

-- Deletion.
truncate private.object_deletions, private.job_outbox;
select private.delete_media(tests.made('newer avatar'));
select is((select avatar from public.profiles where username = 'alice'), null, 'an avatar that is deleted is shown no more');
delete from private.accounts where username = 'alice';
select results_eq($$ select prefix from private.object_deletions order by 1 $$,
  $$ select format('%s/%s/', area, folder) from made, unnest(array['uploads', 'public', 'signed', 'private']) area where what in ('photo', 'newer avatar') order by 1 $$,
  'every object follows, whichever way its row has gone');

select * from finish();
rollback;
