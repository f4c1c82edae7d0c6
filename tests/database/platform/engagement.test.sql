begin;
select plan(5);

select lives_ok($$ select private.emit('follow', tests.user_id('alice'), tests.user_id('bob')) $$, 'an event is told');
select is((select to_jsonb(event) - array['id', 'happened_at', 'transaction_id'] from private.engagement event), jsonb_build_object(
  'kind', 'follow', 'actor_id', tests.user_id('alice'), 'subject_id', tests.user_id('bob'), 'target_id', null, 'details', '{}'::jsonb),
  'whoever did it need not exist any more');
select ok((select transaction_id >= pg_snapshot_xmin(pg_current_snapshot()) from private.engagement),
  'a reader that keeps a place in the log waits until every earlier transaction has ended');
select throws_ok($$ select private.emit('Not a name', tests.user_id('alice')) $$, '23514', null, 'a kind is a name');

update private.engagement set happened_at = now() - interval '31 days';
select private.emit('follow', tests.user_id('bob'));
select is(private.purge_engagement(), 1::bigint, 'what is older than 30 days is removed by schedule');

select * from finish();
rollback;
