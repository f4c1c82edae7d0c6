begin;
select plan(4);

select is_empty($$ select written from unnest(array['https://www.tiktok.com/@user', 'https://example.com/?u=@user', 'tiktok.com/@user', '/@user', 'www.example.com/@user',
  'mail me: a@user.example', 'see https://x.example/a,@user']) written where private.usernames_in(written) <> '{}' $$, 'an @ inside a link mentions nobody');
select is_empty($$ select written from unnest(array['https://en.wikipedia.org/wiki/Foo_(bar)#Cast', 'https://example.com/FAQ-(FAQ)#if-i-install', 'https://example.com/a-#b',
  'https://example.com/x.#y', 'https://example.com/~#z', 'https://example.com/#/room/#chan', 'a#b', '#123', '#️⃣', '#_']) written where private.hashtags_in(written) <> '{}' $$,
  'a # inside a link, a word or an emoji begins no hashtag');
select is(private.usernames_in('Hi @alice, (@bob) https://x.example/@eve 見て https://example.com/foo、@carol'), array['alice', 'bob', 'carol'], 'around links people are mentioned');
select is(private.hashtags_in('#မြန်မာ #हिन्दी #བོད་ཡིག #Ελλάδα https://a.example/#no #go_2 ＃東京 #GO_2 「https://a.example/b」#日本'),
  array['မြန်မာ', 'हिन्दी', 'བོད་ཡིག', 'ελλάδα', 'go_2', '東京', '日本'], 'hashtags are whole words of any script');

select * from finish();
rollback;
