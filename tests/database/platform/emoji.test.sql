begin;
select plan(3);

select set_eq($$
  select written from (values ('👍', '👍'), ('👍️', '👍'), ('❤', '❤️'), ('❤️', '❤️'), ('☺', '☺️'), ('✌', '✌️'), ('✌🏽', '✌🏽'), ('☀️', '☀️'), ('⭐️', '⭐'),
    ('👨‍👩‍👧', '👨‍👩‍👧'), ('🏳‍🌈', '🏳️‍🌈'), ('🏳️‍🌈', '🏳️‍🌈'), ('❤‍🔥', '❤️‍🔥'), ('🏃🏽‍♀', '🏃🏽‍♀️'), ('🇩🇪', '🇩🇪'), ('1⃣', '1️⃣'), ('#️⃣', '#️⃣'), ('🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'), ('🫠', '🫠')) given (written, qualified)
  where private.qualified_emoji(written) is distinct from qualified $$, array[]::text[], 'an emoji has one form, with or without U+FE0F');
select is_empty($$ select written from unnest(array['', 'a', '1', '#', '🏽', '🄰', '🇩', '👍👍', '👍a', '️', '‍', '👍‍', repeat('👨‍', 20) || '👨']) written
  where private.qualified_emoji(written) is not null $$, 'what is no emoji, a skin tone alone, half a flag or two of them is none');
select is(private.qualified_emoji(null), null, 'null is no emoji');

select * from finish();
rollback;
