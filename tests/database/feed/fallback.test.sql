-- Whatever happens to the ranker, the feed is the following feed and never an error.
begin;
select plan(17);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol']) name;
insert into public.follows (follower_id, followee_id) values (tests.user_id('alice'), tests.user_id('bob'));
select tests.create_post('bob', 'bob ' || n) from generate_series(1, 6) n;
select tests.create_post('carol', 'carol ' || n) from generate_series(1, 3) n;

create function pg_temp.reasons(page jsonb) returns text[] language sql as $$
  select array(select distinct item ->> 'reason' from jsonb_array_elements(page -> 'items') item order by 1)
$$;
create function pg_temp.captions(page jsonb) returns text[] language sql as $$
  select array(select item ->> 'caption' from jsonb_array_elements(page -> 'items') item)
$$;
grant execute on function pg_temp.reasons, pg_temp.captions to authenticated;
-- What alice gets after something was done, which is undone again.
create function pg_temp.feed_after(damage text) returns jsonb language plpgsql as $$
declare
  page jsonb;
begin
  execute damage;
  perform tests.authenticate_as(tests.user_id('alice'));
  page := public.home_feed(page_size => 20);
  raise exception sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return page;
end
$$;

select is(pg_temp.reasons(pg_temp.feed_after('select')) && array['latest', 'followed'], true, 'nothing the matter: a ranked feed');
select is(cardinality(pg_temp.captions(pg_temp.feed_after('select'))), 9, 'with all that there is');
create temporary table damage (what text, statement text);
insert into damage values
  ('the weights are missing', 'drop table private.feed_weights cascade'),
  ('a source is missing', 'drop materialized view private.hot_posts cascade'),
  ('a source is not populated', 'refresh materialized view private.new_voices with no data'),
  ('settings cannot be read', 'alter table private.feed_settings drop column kinds'),
  ('lists cannot be kept', 'drop table private.feed_pages cascade'),
  ('what was served cannot be kept', 'drop table private.feed_served'),
  ('the log cannot be kept', 'drop table private.feed_log; update private.settings set value = ''1'' where name = ''feed_log_share'''),
  ('the setting of the log is gone', 'delete from private.settings where name = ''feed_log_share'''),
  ('a factor is not a number', 'create or replace function private.heat_of(weight double precision, at timestamptz, half_life interval) returns double precision language sql immutable strict as $f$ select 1 / 0.0 $f$');
select is(pg_temp.captions(pg_temp.feed_after(statement)), array(select 'bob ' || n from generate_series(6, 1, -1) n), 'the following feed, when ' || what)
from damage;
-- A statement that is cancelled, as by the time-out of a role.
create function pg_temp.slow() returns void language sql as $$
  create or replace function private.rank_feed(viewer uuid, feed text, post_ids uuid[], reasons text[], closeness real[], served uuid[], at timestamptz, names_dropped boolean default false)
  returns private.ranked_feed language plpgsql as $f$ begin perform pg_sleep(30); return null; end $f$
$$;
savepoint before_slow;
select pg_temp.slow();
select tests.authenticate_as(tests.user_id('alice'));
set local statement_timeout = '300ms';
create temporary table late on commit drop as select public.home_feed() as page;
set local statement_timeout = 0;
select is((select pg_temp.captions(page) from late), array(select 'bob ' || n from generate_series(6, 1, -1) n), 'the following feed, when ranking takes too long and is cancelled');
rollback to before_slow;

-- Overload.
update private.settings set value = '0' where name = 'feed_rankings_at_once';
select tests.authenticate_as(tests.user_id('alice'));
create temporary table pages (n int, page jsonb) on commit drop;
insert into pages select 1, public.home_feed(page_size => 4);
select is((select pg_temp.captions(page) from pages where n = 1), array['bob 6', 'bob 5', 'bob 4', 'bob 3'], 'the following feed, when as many are ranked as may be');
insert into pages select 2, public.home_feed((select page ->> 'next_cursor' from pages where n = 1), 4);
select is((select pg_temp.captions(page) from pages where n = 2), array['bob 2', 'bob 1'], 'the following feed goes on page by page while ranking is overloaded');
select tests.reset_role();
update private.settings set value = '32' where name = 'feed_rankings_at_once';
select tests.create_post('bob', 'bob 7');
select tests.authenticate_as(tests.user_id('alice'));
select set_eq($$ select unnest(pg_temp.captions(public.home_feed())) $$, array['bob 7', 'carol 1', 'carol 2', 'carol 3'],
  'when ranking is back, what the following feed has given out does not come again');
select tests.reset_role();
update private.settings set value = '0' where name = 'feed_rankings_at_once';
select tests.authenticate_as(tests.user_id('alice'));
select is(public.home_feed() -> 'items', '[]', 'the following feed does not repeat what ranking has given out');
select tests.throws_code($$ select public.home_feed('x') $$, 'INVALID_CURSOR', 422, 'a wrong call is refused as ever');

select * from finish();
rollback;
