begin;
select plan(32);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave']) name;
create temporary table made as
select tests.create_group('alice', 'bob', 'carol') as club, tests.create_talk('alice', 'bob') as talk, tests.create_talk('carol', 'dave') as other,
  null::uuid as hello;
grant select, update on made to authenticated;
create function pg_temp.found(query text, conversation uuid default null) returns text language sql as $$
  select tests.read_all('index_messages');
  select string_agg(item ->> 'body', '; ' order by place)
  from jsonb_array_elements(public.search_messages(query, conversation) -> 'items') with ordinality listed (item, place) $$;
grant execute on all functions in schema pg_temp to authenticated;

select is(length(private.message_words(other, 'a, b; a B !')), 2, 'each word counts once') from made;
select tests.authenticate_as(tests.user_id('carol'));
select tests.say(other, 'hello elsewhere') from made;
select tests.say(club, 'Hello from Carol') from made;
select tests.authenticate_as(tests.user_id('bob'));
update made set hello = tests.say(club, 'Crème brûlée, hello!');
select tests.say(talk, 'HELLO Łukasz 42x') from made;

select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.found('hello'), 'HELLO Łukasz 42x; Crème brûlée, hello!; Hello from Carol', 'what one may read, the newest first');
select is(pg_temp.found('hello', club), 'Crème brûlée, hello!; Hello from Carol', 'a search may be of one conversation') from made;
select is(pg_temp.found('creme BRULEE'), 'Crème brûlée, hello!', 'accents and case do not count');
select is(pg_temp.found('hel crè'), 'Crème brûlée, hello!', 'beginnings of words do, all of them');
select is(pg_temp.found('lukasz'), 'HELLO Łukasz 42x', 'in any alphabet');
select is(pg_temp.found('42'), 'HELLO Łukasz 42x', 'figures are found');
select is(pg_temp.found('ello'), null, 'the middle of a word is none');
select is(pg_temp.found('hello nobody'), null, 'every word has to be there');
select is(pg_temp.found($$hello'':* | & !('$$), 'HELLO Łukasz 42x; Crème brûlée, hello!; Hello from Carol', 'signs mean nothing');
select tests.throws_code(format('select public.search_messages(%L)', query), 'INVALID_SEARCH', 422, format('%s is no search', coalesce(left(query, 9), 'nothing')))
from unnest(array['', '!?', null, repeat('x', 101), 'a b c d e f g h i']) query;
select is(public.search_messages('hello', page_size => 2) -> 'items' -> 1 ->> 'body', 'Crème brûlée, hello!', 'page by page');
select is(public.search_messages('hello', cursor => public.search_messages('hello', page_size => 2) ->> 'next_cursor') #>> '{items,0,body}',
  'Hello from Carol', 'the next page goes on');
select tests.throws_code(format('select public.search_messages(''hello'', %L)', other), 'CONVERSATION_NOT_FOUND', 404, 'nobody searches what others talk about') from made;

select tests.say(talk, repeat('x', 60) || repeat('ß', 1000)) from made;
select isnt(pg_temp.found(repeat('x', 60)), null, 'a word that is too long is found by its beginning');

-- Where a sentence has no blanks.
select tests.say(talk, sentence) from made, unnest(array['会议改到明天下午三点', '今日は東京タワーに行きました', 'วันนี้อากาศดีมาก']) sentence;
select is(pg_temp.found(part), sentence, format('%s is found within a sentence without blanks', part))
from (values ('会议', '会议改到明天下午三点'), ('明天', '会议改到明天下午三点'), ('下午', '会议改到明天下午三点'),
  ('東京', '今日は東京タワーに行きました'), ('タワー', '今日は東京タワーに行きました'), ('วันนี้', 'วันนี้อากาศดีมาก')) known (part, sentence);
select is(pg_temp.found('京都'), null, 'characters that do not stand together are not found together');

-- What one may not read is not found.
select public.delete_message(hello) from made;
select is(pg_temp.found('creme'), null, 'not what one has deleted');
select tests.authenticate_as(tests.user_id('bob'));
select public.edit_message(hello, 'Pudding') from made;
select tests.authenticate_as(tests.user_id('carol'));
select is(pg_temp.found('creme'), null, 'not what was edited away');
select is(pg_temp.found('pudding'), 'Pudding', 'an edited message is found by what it says now');
select tests.reset_role();
update private.conversation_members set first_seq = 2 where user_id = tests.user_id('carol') and conversation_id = (select club from made);
insert into public.blocks (blocker_id, blocked_id) values (tests.user_id('bob'), tests.user_id('carol'));
select tests.authenticate_as(tests.user_id('carol'));
select is(pg_temp.found('hello pudding'), null, 'not across a block');
select is(pg_temp.found('carol'), null, 'not what was said before one came');
select tests.reset_role();
delete from public.blocks;
update private.messages set expires_at = now() - interval '1 second' where body = 'Pudding';
select tests.authenticate_as(tests.user_id('carol'));
select is(pg_temp.found('pudding'), null, 'not what has had its time');

select * from finish();
rollback;
