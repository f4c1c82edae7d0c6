-- What strangers write is read by these functions before anybody knows what it is. None may take longer than a fixed
-- number of walks over a text: a text of 5000 characters made one back-reference run for minutes.
begin;
select plan(3);

create function pg_temp.quickest(call text, argument text, quick_enough double precision default 15) returns double precision language plpgsql as $$
declare
  began timestamptz;
  quickest double precision := 'infinity';
begin
  for attempt in 1 .. 40 loop
    began := clock_timestamp();
    begin
      execute call using argument;
    exception when others then
      null; -- Refused: what counts is how long that took. A query that is cancelled is none of the others.
    end;
    quickest := least(quickest, date_part('epoch', clock_timestamp() - began) * 1000);
    -- Only what would be too slow is tried again: this machine may be busy with something else.
    exit when quickest < quick_enough or quickest > 1000;
  end loop;
  return quickest;
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

-- How fast this machine is: three walks over 5000 characters, as light as a walk gets.
create temporary table pace on commit drop as
select pg_temp.quickest('select regexp_replace($1, ''[ab]'', ''cd'', ''g''), string_to_array($1, null), normalize($1, nfkd)', repeat('ab', 2500)) as ms;

set local statement_timeout = '120s';
create temporary table costs on commit drop as
select readers.name, texts.unit, pg_temp.quickest(readers.call, texts.written, greatest(20, 20 * pace.ms)) as ms
from readers, texts, pace;
select is_empty($$
  select format('%s of %s: %s ms', costs.name, quote_literal(costs.unit), round(costs.ms)) from costs, pace
  where costs.ms > 25 * pace.ms and costs.ms > 20 order by costs.ms desc $$,
  'no function needs more than 25 times what three walks over 5000 characters take, whatever the text');
select is_empty($$
  select format('%s of %s: %s ms', costs.name, quote_literal(costs.unit), round(costs.ms)) from costs, pace
  where costs.name ~ 'automod_verdict|folded' and costs.ms > greatest(20, 20 * pace.ms) $$,
  'folding and moderating 5000 characters of any script takes less than 20 ms on a machine of two cores');

select * from finish();
rollback;
