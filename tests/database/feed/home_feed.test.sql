begin;
select plan(6);

select tests.create_user('alice'), tests.create_user('bob');
select tests.create_post('bob', 'post ' || n) from generate_series(1, 5) n;

select tests.authenticate_as(tests.user_id('alice'));
create function pg_temp.captions(page jsonb) returns text[] language sql as $$
  select array(select item ->> 'caption' from jsonb_array_elements(page -> 'items') item)
$$;

select is(jsonb_array_length(public.home_feed() -> 'items'), 5, 'the feed holds what there is');
select is(public.home_feed() -> 'next_cursor', 'null', 'a feed that is at its end has no cursor');
select is(public.home_feed(page_size => 5) -> 'next_cursor', 'null', 'also when the page is just full');
select isnt(public.home_feed(page_size => 2) -> 'next_cursor', 'null', 'a cursor when there is more');

create temporary table pages as
with recursive page as (
  select public.home_feed(page_size => 2) as page
  union all
  select public.home_feed(page ->> 'next_cursor', 2) from page where page ->> 'next_cursor' is not null
)
select row_number() over () as n, pg_temp.captions(page) as captions from page;
select results_eq(
  'select unnest(captions) from pages order by n', $$ select 'post ' || n from generate_series(5, 1, -1) n $$,
  'pages follow one another without gap or repeat, newest first');

-- One entry into the index and no sort: the cost does not grow with the table.
select tests.become('none', jsonb_build_object('sub', tests.user_id('alice')));
set local enable_seqscan = off;
set local enable_sort = off;
create function pg_temp.plan_of(statement text) returns text language plpgsql as $$
declare
  line text;
  lines text := '';
begin
  for line in execute 'explain ' || statement loop
    lines := lines || line || E'\n';
  end loop;
  return lines;
end $$;
select matches(
  pg_temp.plan_of('select post.id from private.visible_posts post order by post.position desc limit 21'),
  'Index (Only )?Scan using posts_visible', 'the newest posts are read from one end of an index');

select * from finish();
rollback;
