-- Video and sound where no worker can convert them.
begin;
select plan(11);

select tests.create_user('alice');
select set_config('request.jwt.claims', jsonb_build_object('sub', tests.user_id('alice'), 'sid', tests.user_id('alice'))::text, true);
create function tests.starts(kind text, type text) returns text language sql as $$
  select (private.start_upload('message', kind, type, 1, null, '1 hour')).content_type $$;

select is(tests.starts('audio', 'Audio/WebM;codecs=opus'), 'audio/webm', 'Parameters of a type are cut off');
select throws_ok($$ insert into private.media (owner_id, purpose, kind, content_type, byte_size, expires_at) values (tests.user_id('alice'), 'post', 'image', 'image/png;x=1', 1, now()) $$,
  '23514', null, 'No medium has a type with parameters');
select ok(private.tell_conversion(true), 'A worker with ffmpeg can convert');
select ok(private.tell_conversion(false), 'A worker without it is not heard while another has it');
update private.media_conversion set told_at = now() - interval '4 minutes';
select ok(not private.tell_conversion(false), 'It is heard when none has said so for a while');
select tests.throws_code($$ select tests.starts('video', 'video/mp4') $$, 'MEDIA_CONVERSION_UNAVAILABLE', 503, 'Then a video is refused before it is uploaded');
select tests.throws_code($$ select tests.starts('audio', 'audio/mpeg') $$, 'MEDIA_CONVERSION_UNAVAILABLE', 503, 'Sound is refused too');
select lives_ok($$ select tests.starts('image', 'image/png') $$, 'A picture is not');

update private.media set status = 'processing', completed_at = now() - interval '2 minutes', etag = 'x' where kind = 'audio';
select is(private.fail_unconvertible(), 1::bigint, 'What waits for a worker is given up');
select matches((select error from private.media where kind = 'audio'), 'cannot be processed here', 'Its owner is told in words');
select ok(private.tell_conversion(true), 'A worker with ffmpeg is heard at once');
select * from finish();
rollback;
