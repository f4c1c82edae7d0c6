-- What sync returns needs transactions that commit: tests/e2e/chat/sync.test.ts.
begin;
select plan(6);

select tests.create_user('alice');
select tests.authenticate_as(tests.user_id('alice'));
select is(public.sync() -> 'messages', '[]', 'without a point there is nothing to catch up with');
select is(public.sync(public.sync() ->> 'next_since') - 'next_since',
  '{"conversations": [], "messages": [], "receipts": [], "notifications": [], "removed": {"conversations": [], "messages": []}, "more": false, "match": {"status": "idle", "last": null}}',
  'sync without a point gives a point to begin from');
select tests.throws_code($$ select public.sync('no point at all') $$, 'INVALID_CURSOR', 422, 'a point that sync did not give is refused');
select tests.throws_code($$ select public.sync('AAAAAAAAAAAA') $$, 'INVALID_CURSOR', 422, 'a point of other bytes is refused');
select tests.throws_code($$ select public.sync(rtrim(encode('5:1:', 'base64'), '=')) $$, 'INVALID_CURSOR', 422, 'a point that cannot be is refused');

select tests.as_anon();
select throws_ok($$ select public.sync() $$, '42501', null, 'who is not signed in has nothing to catch up with');
select * from finish();
rollback;
