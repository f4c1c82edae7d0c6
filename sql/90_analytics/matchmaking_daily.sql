create function analytics.matchmaking_daily(
  time_zone text default 'UTC', since date default null, until date default null, country text default null, platform text default null, age_band text default null
)
returns table (
  day date, searches bigint, proposals bigint, accepted bigint, declined bigint, matched bigint, acceptance double precision,
  mean_waited_s double precision, regret double precision
)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
    select counted.day, coalesce(sum(counted.amount) filter (where counted.measure = 'match_search'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'match_prompt'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'match_answer' and counted.part = 'true'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'match_answer' and counted.part = 'false'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'match'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'match_answer' and counted.part = 'true'), 0)::double precision
        / nullif(sum(counted.amount) filter (where counted.measure = 'match_answer'), 0),
      coalesce(sum(counted.amount) filter (where counted.measure = 'waited_s'), 0)::double precision
        / nullif(sum(counted.amount) filter (where counted.measure = 'match_prompt'), 0),
      1 - sum(counted.amount) filter (where counted.measure = 'sweep_weight')::double precision
        / nullif(sum(counted.amount) filter (where counted.measure = 'sweep_optimum'), 0)
    from private.shown_tallies(time_zone, since, until, country, platform, age_band, array['match_search', 'match_prompt', 'match_answer', 'match', 'waited_s', 'sweep_weight', 'sweep_optimum']) counted
    group by counted.day
    order by counted.day;
end
$$;
comment on function analytics.matchmaking_daily is '
For admins: the columns of the view matchmaking_daily for the days from `since` to `until` as they begin and end in `time_zone`; without them the
30 days until today. At most 400 days. `country`, `platform` or `age_band`, one of them at most: of these people alone.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function analytics.matchmaking_daily to authenticated;

create view analytics.matchmaking_daily with (security_invoker = true) as
  select day, searches, proposals, accepted, declined, matched, acceptance, mean_waited_s, regret
  from analytics.matchmaking_daily();
comment on view analytics.matchmaking_daily is '
For admins: how people who looked for somebody fared on each of the last 30 days (UTC). Everything counts people: a proposal and a match are two.
- searches: Searches that were begun; a change of wishes begins none.
- proposals: How often somebody was asked about somebody.
- accepted: Answers that were yes.
- declined: Answers that were no; no answer is none.
- matched: People who were matched: both said yes, or strangers met.
- acceptance: accepted divided by all answers; null without any.
- mean_waited_s: How long people had been looking when they were asked, in seconds, on average.
- regret: What the sweeps gave away of the weight of the best possible pairing, on their samples, 0 to 1; of everybody only, null without sweeps.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant select on analytics.matchmaking_daily to authenticated;
