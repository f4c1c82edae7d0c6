begin;
select plan(8);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave']) name;
create temporary table made as
select post, tests.create_comment('alice', post) as comment, tests.create_group('alice', 'bob', 'carol', 'dave') as club, null::uuid as message
from tests.create_post('alice') post;
grant select, update on made to authenticated;
select tests.authenticate_as(tests.user_id('alice'));
update made set message = tests.say(club, 'hello');

-- What each of the three that one reacts to says of its reactions.
create function pg_temp.reactions() returns table (target text, reactions jsonb) language sql as $$
  select 'comment', public.list_comments(post) #> '{items,0,reactions}' from made
  union all select 'message', public.list_messages(club) #> '{items,0,reactions}' from made
  union all select 'post', public.get_post(post) -> 'reactions' from made
$$;
select is(array_agg(distinct reactions), array['{"count": 0, "emojis": {}, "mine": null}'::jsonb],
  'a post, a comment and a message without reactions say so alike') from pg_temp.reactions();

create function pg_temp.react(name text, emoji text) returns void language sql as $$
  select tests.authenticate_as(tests.user_id(name));
  select public.react(target, target_id, emoji) from made, lateral (values ('post', post), ('comment', comment), ('message', message)) reacted (target, target_id);
$$;
select pg_temp.react('bob', '🔥'), pg_temp.react('carol', '🔥'), pg_temp.react('dave', '😂');
select tests.reset_role();
select tests.read_all('roll_up_engagement');
select pg_temp.react('dave', '😮');
select tests.reset_role();
select tests.read_all('roll_up_engagement');

select tests.authenticate_as(tests.user_id('bob'));
select is(array_agg(distinct reactions), array['{"count": 3, "emojis": {"🔥": 2, "😮": 1}, "mine": "🔥"}'::jsonb],
  'reactions are how many, by emoji, and the own one; another emoji takes the place of the first') from pg_temp.reactions();
select public.block(tests.user_id('carol'));
select is(array_agg(distinct reactions), array['{"count": 2, "emojis": {"🔥": 1, "😮": 1}, "mine": "🔥"}'::jsonb],
  'whom one has blocked is not counted') from pg_temp.reactions();
select tests.authenticate_as(tests.user_id('carol'));
select is(array_agg(distinct reactions), array['{"count": 2, "emojis": {"🔥": 1, "😮": 1}, "mine": "🔥"}'::jsonb],
  'whoever has blocked the viewer is not counted') from pg_temp.reactions();
select tests.authenticate_as(tests.user_id('dave'));
select is(array_agg(distinct reactions), array['{"count": 3, "emojis": {"🔥": 2, "😮": 1}, "mine": "😮"}'::jsonb],
  'everybody else counts both') from pg_temp.reactions();

-- Before the counters have heard of it.
select tests.authenticate_as(tests.user_id('carol'));
select public.unreact('post', post), public.react('post', post, '🫠') from made;
select tests.authenticate_as(tests.user_id('bob'));
select is(reactions -> 'emojis' ? '🫠', false, 'a hidden reaction that is not counted yet takes nothing off') from pg_temp.reactions() where target = 'post';

select tests.reset_role();
delete from private.accounts where username in ('carol', 'dave', 'bob');
select tests.read_all('roll_up_engagement');
select is((select emojis from public.comments), '{}', 'reactions go with their accounts, by emoji too');
select is((select reactions from public.comments), 0, 'reactions that go with their accounts are taken off the sum');
select * from finish();
rollback;
