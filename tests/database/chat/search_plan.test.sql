-- A search of messages is as fast as what it finds, however much others have said: no table of messages is read through.
begin;
select plan(3);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol']) name;
create temporary table made (talk uuid);
grant all on made to authenticated;
insert into made values (tests.create_talk('alice', 'bob')), (tests.create_talk('bob', 'carol'));

-- A word that everybody says, and one that Alice hears once.
insert into private.messages (conversation_id, seq, number, sender_id, member_id, kind, body)
select made.talk, place, place, member.user_id, member.id, 'text', 'zebra ' || place
from made
join private.conversation_members member on member.conversation_id = made.talk and member.user_id = tests.user_id('bob')
cross join generate_series(1, 3000) place;
update private.conversations set last_seq = 3000, last_number = 3000 where id in (select talk from made);
select count(private.index_message(id)) from private.messages;
analyze private.messages;
analyze private.message_search;
analyze private.conversation_members;

-- How often tables were read from one end to the other in this transaction.
create function pg_temp.read_through() returns bigint language sql security definer as $$
  select coalesce(sum(pg_stat_get_xact_numscans(oid)), 0)::bigint from pg_class
  where oid in ('private.messages'::regclass, 'private.message_search'::regclass) $$;
create temporary table seen (what text, before bigint, after bigint, found int);
grant all on seen to authenticated;
grant execute on function pg_temp.read_through to authenticated;

create function pg_temp.search(what text, query text, place uuid default null) returns void language plpgsql as $$
declare
  before bigint := pg_temp.read_through();
  answer jsonb := public.search_messages(query, place);
begin
  insert into seen values (what, before, pg_temp.read_through(), jsonb_array_length(answer -> 'items'));
end $$;
grant execute on function pg_temp.search to authenticated;
select tests.authenticate_as(tests.user_id('alice'));
select pg_temp.search('a rare word', 'zebra 2500'), pg_temp.search('a common word', 'zebra'), pg_temp.search('in one', 'zebra 7', (select talk from made limit 1));
select tests.reset_role();

select results_eq('select what from seen where found > 0 order by 1', $$ values ('a common word'), ('a rare word'), ('in one') $$, 'each search finds something');
select is_empty('select what, after - before from seen where after <> before', 'no search of messages reads a table of messages from one end to the other');
select count(*) from private.messages where body = 'nothing of this kind';
select cmp_ok(pg_temp.read_through(), '>', (select max(after) from seen), 'which would be seen if it did');
select * from finish();
rollback;
