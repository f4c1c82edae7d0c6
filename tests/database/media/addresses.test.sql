-- Addresses of media that expire.
begin;
select plan(10);

select tests.create_user('alice'), tests.create_user('bob');
insert into private.media (owner_id, purpose, kind, content_type, byte_size, status, expires_at, completed_at, etag, progress)
select tests.user_id('alice'), 'post', 'video', 'video/mp4', 1, 'ready', now(), now(), 'x', 100;
update private.media set variants = format('[{"url": "signed/%s/1/video.mp4"}]', folder)::jsonb, hls_url = format('signed/%s/1/master.m3u8', folder), alt_text = format('"signed/%s/', folder);

select is(private.media_view(medium) ->> 'hls_url', format('signed/%s/1/master.m3u8', folder), 'Without a secret nothing has an address') from private.media medium;
select private.set_media_addresses('https://media.example', 'a secret that only this test has, of 32');
create temporary table shown as select private.media_view(medium) as view, medium.folder from private.media medium;
select matches(view ->> 'hls_url', format('^https://media\.example/\d{10}-[0-9a-f]{32}/%s/1/master\.m3u8$', folder), 'A playlist has an address with an expiry and a signature') from shown;
select is(regexp_replace(view #>> '{variants,0,url}', 'video.mp4$', ''), regexp_replace(view ->> 'hls_url', 'master.m3u8$', ''), 'One signature is for the whole folder, so a playlist may name its neighbours') from shown;
select is(view ->> 'alt_text', format('"signed/%s/', folder), 'What people write is no address') from shown;
select ok((regexp_match(view ->> 'hls_url', '/(\d{10})-'))[1]::bigint between extract(epoch from now() + interval '1 hour') and extract(epoch from now() + interval '2 hours'), 'An address holds for one to two hours') from shown;
select is((regexp_match(view ->> 'hls_url', '-([0-9a-f]{32})/'))[1],
  left(encode(extensions.hmac((regexp_match(view ->> 'hls_url', '/(\d{10})-'))[1] || '/' || folder, 'a secret that only this test has, of 32', 'sha256'), 'hex'), 32),
  'The signature is the one that docs/media.md describes') from shown;
select private.set_media_addresses('https://other.example', 'another secret, as long as it has to be');
select matches(private.media_view(medium) ->> 'hls_url', '^https://other\.example/', 'A change of the place or the secret counts at once') from private.media medium;
select tests.authenticate_as(tests.user_id('bob'));
select throws_ok('select * from private.media_addresses', '42501', null, 'A member does not read the secret');
select throws_ok($$ select private.set_media_addresses('https://evil.example', 'a secret that is long enough to be one') $$, '42501', null, 'A member does not set the secret');
select tests.reset_role();
select is((select count(*) from private.media_addresses), 1::bigint, 'There is one secret');
select * from finish();
rollback;
