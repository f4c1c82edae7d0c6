begin;
select plan(12);

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


-- A reader that has got nowhere yet, and lines of transactions of long ago.
create function private.reads_nothing(lines int default 100) returns int language plpgsql as $$
declare
  place record := private.begin_reading('nothing', lines);
  read int := (select count(*) from private.engagement where transaction_id >= place.since and transaction_id < place.until);
begin
  perform private.finish_reading('nothing', place.until);
  return read;
end $$;
delete from private.engagement;
insert into private.engagement (kind, actor_id, transaction_id) select 'follow', tests.user_id('alice'), transaction::text::xid8
from unnest(array[5, 5, 6, 7, 7, 7]) transaction;
select is(private.reads_nothing(2), 2, 'a reader is given whole transactions, about as many lines as it asks for');
select is(private.reads_nothing(2), 1, 'a reader goes on where it stopped');
select is(private.reads_nothing(2), 3, 'a transaction of more lines than that is read at once');
select is(private.reads_nothing(), 0, 'nothing is read twice');
select private.emit('follow', tests.user_id('alice'));
select is(private.reads_nothing(), 0, 'a line whose transaction is still open is left for later');
select is(tests.read_all('reads_nothing'), 1, 'a line is read once its transaction has ended');

select private.begin_reading('newcomer');
update private.engagement_readers set place = '7' where name = 'newcomer';
update private.engagement set happened_at = now() - interval '31 days';
select private.purge_engagement();
select is((select count(*) from private.engagement where transaction_id >= '7'), 4::bigint, 'what the slowest reader has not read yet is kept, however old');

select * from finish();
rollback;
