-- What strangers write is read by these functions before anybody knows what it is. Four times the text may take four times as long: a text of
-- 5000 characters made one back-reference run for minutes. How many milliseconds that is, bench/safety/text.ts says.
begin;
select plan(2);

create function pg_temp.ms(call text, argument text) returns double precision language plpgsql as $$
declare
  before double precision := tests.processor_ms();
begin
  begin
    execute call using argument;
  exception when others then
    null; -- Refused: what counts is how long that took. A query that is cancelled is none of the others.
  end;
  return tests.processor_ms() - before;
end
$$;

-- How many times as long a text takes as a quarter of it: the quickest of some tries. What takes less than 30 ms is not looked at.
create function pg_temp.growth(call text, argument text) returns double precision language plpgsql as $$
declare
  whole double precision := pg_temp.ms(call, argument);
  part double precision := 'infinity';
begin
  for attempt in 1 .. 20 loop
    exit when whole < 30 or whole < 8 * part and part < 'infinity' or whole > 5000;
    part := least(part, 1 + pg_temp.ms(call, left(argument, length(argument) / 4)));
    whole := least(whole, pg_temp.ms(call, argument));
  end loop;
  return case when whole < 30 then 0 when whole > 5000 then 'infinity' else whole / part end;
end
$$;

create temporary table texts on commit drop as
select left(repeat(unit, 5000), 5000) as written, unit from unnest(array[
  'a', 'ab', 'aab', 'a b ', 'a.', 'a-', 'a1', '1', '1 ', '!', '$', '|', '@', '@a', '@ab.', '#', '#a', '##a ', '_', '.', ',', '. ', '/', 'http://', 'https://a.b/',
  'www.', '.com/', 'é', E'\u0301', E'a\u0301', E'\u200b', ' ', E'\n', E' \n', E'\t', E'\u3000', 'l', 'iii', 'I l1|', '今天天气很好我们去公园散步吧', '。', '、',
  '東京タワー', 'ﷺ', '㌠', 'ไทย', '한국어', 'क्षि', 'မြန်မာ', 'مرحبا', 'ﬃ', '𝐛𝐚𝐝', '👍', '👨‍👩‍👧', '🇩🇪', 'ß', 'İ', E'\\', '%', E'\\%', '(', '[', '((((', '"', '''', '&amp;', '<a>'
]) unit
union all select 'x' || repeat(' ', 4998) || 'x', 'blanks inside'
union all select 'x' || repeat(E'\u200b', 4998) || 'x', 'nothing inside'
union all select repeat('!', 4999) || 'x', 'signs before a letter'
union all select repeat('a', 2500) || repeat(' b', 1250), 'a long word, and letters that stand alone';

-- Whoever takes one text, or texts of which one has to be given.
create temporary table readers on commit drop as
select routine.oid::regprocedure::text as name, format('select %s($1)', routine.oid::regproc) as call
from pg_proc routine
where routine.pronamespace = 'private'::regnamespace and routine.prokind = 'f'
  and routine.pronargs - routine.pronargdefaults = 1 and routine.proargtypes[0] = 'text'::regtype
  -- Reads the server's folder of time zones, which takes as long whatever the text.
  and routine.proname <> 'named_time_zone';
select cmp_ok((select count(*) from readers), '>=', 30::bigint, 'there are functions that take a text');

insert into private.automod_terms (term, severity, category)
select 'word ' || md5(number::text), 'flag', 'test' from generate_series(1, 300) number;
select tests.create_user('alice');
select set_config('request.jwt.claims', jsonb_build_object('sub', tests.user_id('alice'), 'sid', tests.user_id('alice'), 'role', 'authenticated')::text, true);

set local statement_timeout = '120s';
create temporary table costs on commit drop as
select readers.name, texts.unit, pg_temp.growth(readers.call, texts.written) as growth from readers, texts;
select is_empty($$
  select format('%s of %s: %s times', costs.name, quote_literal(costs.unit), round(costs.growth)) from costs where costs.growth >= 8 order by costs.growth desc $$,
  'no function takes much more than four times as long for four times the text');

select * from finish();
rollback;
