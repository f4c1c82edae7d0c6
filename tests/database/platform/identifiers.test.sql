begin;
select plan(6);

create temporary table made as select private.uuid_v7() as id, n from generate_series(1, 1000) n;
select is(count(distinct id), 1000::bigint, 'a thousand identifiers are all different') from made;
select ok(bool_and(id::text ~ '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'), 'each is version 7 of the RFC variant') from made;
select ok(bool_and(abs(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint - extract(epoch from clock_timestamp()) * 1000) < 60000),
  'each begins with the milliseconds of now') from made;

select is(private.decode_cursor(private.encode_cursor(id)), id, 'a cursor gives back what went in') from made where n = 1;
select is(private.encode_cursor(null), null, 'no row, no cursor');
select tests.throws_code($$ select private.decode_cursor('AAAAAAAAAAAAAAAAAAAA==') $$, 'INVALID_CURSOR', 422, 'padding is not part of a cursor');

select * from finish();
rollback;
