-- What the reader of the log would have made of the same events, in a few statements over all of them (bench.ts --check compares the two).
create unlogged table bench.country as select code, private.country_of_phone(code || '1000000000') as country from (select distinct code from bench.person) known;
insert into private.lifecycles (person_id, registered_at, country, platform, age_band, steps)
select person.id, person.registered_at, country.country, private.platform_of(person.user_agent),
  private.age_band(person.birth_date, (timestamptz ':now' at time zone 'UTC')::date), coalesce(made.steps, 0)
from bench.person
join bench.country on country.code = person.code
left join (
  select deed.n, bit_or(private.step_of(deed.kind, '{"purpose": "avatar"}')) as steps
  from (
    select n, kind, happened_at from bench.event where kind in ('profile_change', 'media_ready', 'follow', 'post', 'match', 'message')
    union all
    select 1 + floor(n * bench.chance(n, 10))::int, kind, happened_at from bench.event where kind = 'match'
  ) deed
  join bench.person on person.n = deed.n and deed.happened_at < person.registered_at + interval '30 days'
  group by deed.n
) made on made.n = person.n
order by person.id;

insert into private.activity (person_id, quarter)
select bench.person_id(n), quarter
from (select distinct n, quarter from bench.event where kind = any (private.activity_kinds())) active
order by n, quarter;
-- Of a stack that runs already, what it has counted is made anew with the rest.
truncate private.activity_links, private.activity_days;
update private.kept_time_zones set kept_since = null;
insert into private.activity_links (quarter, next_quarter, people)
select quarter, next_quarter, count(*)
from (
  select quarter, lead(quarter, 1, 2147483647) over person as next_quarter from private.activity window person as (partition by person_id order by quarter)
  union all
  select 0, min(quarter) from private.activity group by person_id
) link
group by 1, 2
order by 1, 2;
select private.keep_time_zones();

create unlogged table bench.belonging as
select person.n, known.country, known.platform, known.age_band, known.registered_at, known.steps from bench.person join private.lifecycles known on known.person_id = person.id;
create unique index on bench.belonging (n);
analyze bench.belonging, bench.event, private.activity;
insert into private.tallies (segment, measure, quarter, part, amount)
with deed as (
  select n, kind as measure, quarter, luck from bench.event
  union all
  select 1 + floor(n * bench.chance(n, 10))::int, kind, quarter, 0 from bench.event where kind = 'match'
), counted as (
  select case when grouping(country) = 0 then 'country:' || country when grouping(platform) = 0 then 'platform:' || platform when grouping(age_band) = 0 then 'age:' || age_band else 'all' end as segment,
    measure, quarter, count(*) as amount, sum(floor(20000 * luck ^ 2)) as watched_ms
  from deed join bench.belonging using (n)
  group by grouping sets ((measure, quarter), (measure, quarter, country), (measure, quarter, platform), (measure, quarter, age_band))
)
select segment, fact.measure, quarter, fact.part, fact.amount
from counted
cross join lateral (
  select measure, case measure when 'view' then 'home' when 'post' then 'text' when 'share' then 'link' when 'match_answer' then 'true' when 'media_ready' then 'image' else '' end, amount
  union all select 'watched_ms', '', watched_ms where measure = 'view'
  union all select 'waited_s', '', 20 * amount where measure = 'match_prompt'
  union all select 'media_ms', 'image', 1500 * amount where measure = 'media_ready'
) fact (measure, part, amount)
where fact.amount <> 0
order by 1, 2, 3, 4
on conflict (segment, measure, quarter, part) do update set amount = tallies.amount + excluded.amount;

-- What counts people by the moment of their registration.
insert into private.tallies (segment, measure, quarter, part, amount)
select case when grouping(country) = 0 then 'country:' || country when grouping(platform) = 0 then 'platform:' || platform when grouping(age_band) = 0 then 'age:' || age_band else 'all' end,
  measure, quarter, part, count(*)
from (
  select n, measure, '' as part from bench.belonging, unnest(array['cohort', 'registered']) measure
  union all
  select n, 'step', step from bench.belonging, unnest(private.funnel_steps()) with ordinality known (step, place) where steps & (1 << (place - 1)::int) <> 0
  union all
  select n, 'through', step from bench.belonging, unnest(private.funnel_steps()) with ordinality known (step, place) where steps & ((1 << place::int) - 1) = (1 << place::int) - 1
  union all
  select n, 'retained', week::text
  from (
    select distinct person.n, (activity.quarter - private.quarter_of(person.registered_at)) / 672 as week
    from private.activity join bench.person on person.id = activity.person_id where activity.quarter >= private.quarter_of(person.registered_at)
  ) back
  where week <= 52
) counted
join (select belonging.*, private.quarter_of(registered_at) as quarter from bench.belonging) person using (n)
group by grouping sets ((measure, quarter, part), (measure, quarter, part, country), (measure, quarter, part, platform), (measure, quarter, part, age_band))
order by 1, 2, 3, 4
on conflict (segment, measure, quarter, part) do update set amount = tallies.amount + excluded.amount;
insert into private.engagement_readers (name, place) values ('activity', pg_current_xact_id()) on conflict (name) do update set place = excluded.place;
