begin;
select plan(29);
select tests.open_tables();

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave']) name;
create temporary table made as select tests.create_post('alice', id => '55555555-5555-5555-5555-555555555555') as post_id;
select tests.create_comment('alice', '55555555-5555-5555-5555-555555555555');
grant select on made to authenticated;
create function pg_temp.stats() returns jsonb language sql as $$
  select to_jsonb(stats) - 'post_id' - 'updated_at' from public.post_stats stats $$;

select is(emoji, private.qualified_emoji(emoji), 'an emoji: ' || emoji)
from unnest(array['❤️', '👍🏽', '👨‍👩‍👧‍👦', '🇩🇪', '7️⃣', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🫠']) emoji;
select ok(private.qualified_emoji(written) is null, format('no emoji: %s', written))
from unnest(array['', 'a', '7', '❤️❤️', ' ❤️', 'ok👍', '🇩', '<b>']) written;

select tests.authenticate_as(tests.user_id('bob'));
select public.react('post', '55555555-5555-5555-5555-555555555555'), public.react('post', '55555555-5555-5555-5555-555555555555');
select public.react('comment', (select id from public.comments), '😂');
select public.save_post('55555555-5555-5555-5555-555555555555'), public.share_post('55555555-5555-5555-5555-555555555555'), public.share_post('55555555-5555-5555-5555-555555555555', 'link');
select tests.throws_code($$ select public.react('account', gen_random_uuid()) $$, 'INVALID_REACTION', 422, 'there are things one cannot react to');
select tests.throws_code($$ select public.react('post', '55555555-5555-5555-5555-555555555555', 'like') $$, 'INVALID_REACTION', 422, 'a word is no reaction');
select is(public.record_views('[{"post_id": "55555555-5555-5555-5555-555555555555", "watched_ms": 100, "source": "home"},
  {"post_id": "55555555-5555-5555-5555-555555555555", "watched_ms": 50, "source": "home"}]'), '{"counted": 1}', 'a view counts once');
select tests.authenticate_as(tests.user_id('carol'));
select public.react('post', '55555555-5555-5555-5555-555555555555', '🔥');
select tests.authenticate_as(tests.user_id('dave'));
select public.react('post', '55555555-5555-5555-5555-555555555555', '🔥'), public.react('post', '55555555-5555-5555-5555-555555555555', '❤');
select tests.reset_role();
select is(tests.read_all('roll_up_engagement'), 1, 'the roll-up says how many posts changed');
select is(pg_temp.stats(), '{"reactions": 3, "comments": 0, "shares": 2, "saves": 1, "views": 1, "watched_ms": 150, "emojis": {"❤️": 2, "🔥": 1}}',
  'one reaction a person, the last one; shares by way; watch time adds up');
select is((select reactions from public.comments), 1, 'reactions to comments are counted on them');
select is((select payload - 'id' from realtime.messages where topic = 'post:55555555-5555-5555-5555-555555555555' and event = 'stats'),
  '{"post_id": "55555555-5555-5555-5555-555555555555", "reactions": {"count": 3, "emojis": {"❤️": 2, "🔥": 1}}, "comments": 0, "shares": 2, "saves": 1, "views": 1}',
  'who watches the post is told once');

select tests.authenticate_as(tests.user_id('bob'));
select public.unreact('post', '55555555-5555-5555-5555-555555555555'), public.unreact('post', '55555555-5555-5555-5555-555555555555'),
  public.unsave_post('55555555-5555-5555-5555-555555555555'), public.unshare_post('55555555-5555-5555-5555-555555555555', 'link'),
  public.record_views('[{"post_id": "55555555-5555-5555-5555-555555555555", "watched_ms": 10, "source": "home"}]');
select tests.reset_role();
select tests.read_all('roll_up_engagement');
select is(pg_temp.stats(), '{"reactions": 2, "comments": 0, "shares": 1, "saves": 0, "views": 1, "watched_ms": 160, "emojis": {"❤️": 1, "🔥": 1}}',
  'what is taken back is subtracted once; a second look within half an hour adds time and no view');
delete from private.accounts where username in ('bob', 'dave');
select tests.read_all('roll_up_engagement');
select is(pg_temp.stats(), '{"reactions": 1, "comments": 0, "shares": 0, "saves": 0, "views": 1, "watched_ms": 160, "emojis": {"🔥": 1}}',
  'an account that goes takes its reactions and shares along');
select is((select reactions from public.comments), 0, 'also those to comments');

select tests.authenticate_as(tests.user_id('alice'));
select is(public.record_views('[{"post_id": "55555555-5555-5555-5555-555555555555", "watched_ms": 1, "source": "home"}]'), '{"counted": 0}', 'authors do not view their own posts');
select tests.throws_code(format('select public.record_views(%L)', wrong), 'INVALID_VIEWS', 422, 'refused: ' || wrong)
from unnest(array['[]', '{}', '[{"post_id": "x", "watched_ms": 1, "source": "home"}]']) wrong;

select * from finish();
rollback;
