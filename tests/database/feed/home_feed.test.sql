begin;
select plan(7);

select tests.create_user('alice'), tests.create_user('bob');
select tests.create_post('bob', 'post ' || n) from generate_series(1, 5) n;

select tests.authenticate_as(tests.user_id('alice'));
create function pg_temp.captions(page jsonb) returns text[] language sql as $$
  select array(select item ->> 'caption' from jsonb_array_elements(page -> 'items') item)
$$;

create temporary table pages as
with recursive page as (
  select public.home_feed(page_size => 2) as page
  union all
  select public.home_feed(page ->> 'next_cursor', 2) from page where page ->> 'next_cursor' is not null
)
select row_number() over () as n, pg_temp.captions(page) as captions, page from page;
select set_eq(
  'select unnest(captions) from pages', $$ select 'post ' || n from generate_series(1, 5) n $$,
  'the feed holds what there is');
select is((select count(*) from pages, unnest(captions))::int, 5, 'no post comes twice, page after page');
select is((select jsonb_array_length(page -> 'items') from pages order by n desc limit 1), 0, 'the end is a page without posts and without a cursor');
select is(public.home_feed() -> 'items', '[]', 'what was given out does not come again when the feed begins anew');
select ok(
  (select bool_and(item ? 'reason') from pages, jsonb_array_elements(page -> 'items') item), 'every post says why it is there');

select tests.reset_role();
select tests.create_post('bob', 'a sixth');
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.captions(public.home_feed()), array['a sixth'], 'a new post is there at once');
select throws_like($$ select public.home_feed('not a cursor') $$, '%INVALID_CURSOR%', 'a cursor of another kind is refused');

select * from finish();
rollback;
