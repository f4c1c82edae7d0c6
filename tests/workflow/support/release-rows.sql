-- Some rows of every domain, as the last release made them: through its own functions, with texts on whose reading the
-- functions have changed before, or may again. Nothing here is touched when a domain is added: the release was without it.
create function pg_temp.become(name text) returns void language sql as $$
  select set_config('request.jwt.claims', jsonb_build_object('role', 'authenticated', 'sub', session.account_id, 'sid', session.id)::text, false)
  from private.sessions session join private.accounts account on account.id = session.account_id where account.username = become.name limit 1 $$;
create function pg_temp.person(name text) returns uuid language sql as $$ select id from private.accounts where username = person.name $$;

select private.register(jsonb_build_object('username', username, 'email', username || '@example.com', 'phone', '+4915000000' || place,
    'birth_date', '1990-01-01', 'first_name', first_name, 'last_name', last_name, 'gender', 'other', 'looking_for', '["friendship"]'::jsonb,
    'interests', '["chess"]'::jsonb, 'location', '{"latitude": 52.52, "longitude": 13.4}'::jsonb),
  '$2b$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234', gen_random_uuid(), sha256(''), 'Old release', '10.0.0.1')
from (values (1, 'ada', 'Ada', 'Lovelace'), (2, 'conan', 'Conan', 'O''Brien'), (3, 'mjfox', 'Michael J.', 'Fox'), (4, 'lin', 'Lin', '李'),
  (5, 'zq8x', 'Zq8x', 'Lindström'), (6, 'banned', 'Ban', 'Ned'), (7, 'asleep', 'Sleeping', 'Beauty')) person (place, username, first_name, last_name);
update private.accounts set banned_until = 'infinity' where username = 'banned';
update private.accounts set deactivated_at = now() where username = 'asleep';

select pg_temp.become('ada');
select public.follow(pg_temp.person(name)), public.request_connection(pg_temp.person(name)) from unnest(array['conan', 'mjfox', 'lin']) name;
select public.mute(pg_temp.person('lin'));
create temporary table posts as
select caption, (public.create_post(gen_random_uuid(), 'text', caption) ->> 'id')::uuid as id from (values
  ('Hello #plaza from @conan'), ('#မြန်မာ and https://en.wikipedia.org/wiki/Foo_(bar)#Cast'), ('Look: https://www.tiktok.com/@conan'),
  ('今天天气很好我们去公园散步吧 #公园'), ('Caf' || U&'\0301' || 'e #CAFÉ')) written (caption);
select pg_temp.become('conan');
select public.answer_connection(request.id, true) from public.connection_requests request where request.addressee_id = pg_temp.person('conan');
select public.react('post', id, emoji) from posts, unnest(array['👍']) emoji;
select public.add_comment(gen_random_uuid(), id, 'So true, @ada #plaza') from posts;
select public.save_post(id) from posts limit 1;
select pg_temp.become('mjfox');
select public.answer_connection(request.id, true) from public.connection_requests request where request.addressee_id = pg_temp.person('mjfox');
select public.react('post', id, U&'\+01F44D' || U&'\FE0F') from posts;
select public.react('comment', id, '❤️') from public.comments;
select public.block(pg_temp.person('lin'));

select pg_temp.become('ada');
create temporary table talk as select (public.start_conversation(pg_temp.person('conan')) ->> 'id')::uuid as id;
create temporary table club as select (public.create_group(gen_random_uuid(), 'Chess club', array[pg_temp.person('conan'), pg_temp.person('mjfox')]) #>> '{conversation,id}')::uuid as id;
select public.send_message(gen_random_uuid(), talk.id, 'text', body)
from talk, unnest(array['Hello Conan', '会议改到明天下午三点', 'https://example.com/?u=@conan', 'straße café']) body;
select public.send_message(gen_random_uuid(), club.id, 'text', 'Hello @conan') from club;
select pg_temp.become('conan');
select public.react('message', message.id, U&'\2600') from private.messages message where message.kind = 'text';
select pg_temp.become('ada');
select public.react('message', message.id, U&'\2600' || U&'\FE0F') from private.messages message where message.kind = 'text';
select public.heartbeat('online', 'web');
select public.mark_read(talk.id, (select message.id from private.messages message where message.conversation_id = talk.id order by message.seq desc limit 1)) from talk;
select set_config('request.jwt.claims', '', false);
insert into private.protected_usernames (account_id, username) values (pg_temp.person('conan'), 'conan');
