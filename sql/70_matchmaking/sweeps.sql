create function private.note_sweep(
  tickets int, edges int, pairs int, proposed int, weight double precision, sample_weight double precision, sample_optimum double precision,
  graph_ms real, matching_ms real, claim_ms real
) returns void
language sql volatile
set search_path = ''
as $$
  insert into private.match_sweeps (tickets, edges, pairs, proposed, weight, sample_weight, sample_optimum, graph_ms, matching_ms, claim_ms)
  values (tickets, edges, pairs, proposed, weight, sample_weight, sample_optimum, graph_ms, matching_ms, claim_ms)
$$;
comment on function private.note_sweep is 'Writes down what a sweep did: the columns of private.match_sweeps.';

create function private.matchmaking_regret() returns table (
  hour timestamptz, sweeps bigint, tickets bigint, pairs bigint, proposed bigint, share_of_optimum double precision,
  worst_share double precision, graph_ms real, matching_ms real, claim_ms real
)
language sql stable security definer
set search_path = ''
as $$
  select date_trunc('hour', sweep.swept_at), count(*), max(sweep.tickets)::bigint, sum(sweep.pairs), sum(sweep.proposed),
    sum(sweep.sample_weight) / nullif(sum(sweep.sample_optimum), 0), min(sweep.sample_weight / nullif(sweep.sample_optimum, 0)),
    max(sweep.graph_ms), max(sweep.matching_ms), max(sweep.claim_ms)
  from private.match_sweeps sweep
  where (select private.is_admin()) and sweep.swept_at > now() - interval '90 days'
  group by 1
  order by 1
$$;
comment on function private.matchmaking_regret is 'The rows of analytics.matchmaking_regret, for admins.';
grant execute on function private.matchmaking_regret to authenticated;

create view analytics.matchmaking_regret with (security_invoker = true) as
  select hour, sweeps, tickets, pairs, proposed, share_of_optimum, worst_share, graph_ms, matching_ms, claim_ms
  from private.matchmaking_regret();
comment on view analytics.matchmaking_regret is '
For admins: what the sweeps of each hour of the last 90 days did, and how much of the weight of the best possible pairing they found, measured
on a sample of each sweep: on the whole, and at worst. Times are the slowest, in milliseconds. Nothing for others.';
grant select on analytics.matchmaking_regret to authenticated;

create function private.matchmaking_etas() returns table (day date, pool text, searches bigint, within_half double precision, typical_error double precision)
language sql stable security definer
set search_path = ''
as $$
  select (proposal.made_at at time zone 'utc')::date, proposal.pool, count(*),
    avg((greatest(1, side.waited_s) between side.eta_s / 2 and side.eta_s * 1.5)::int),
    percentile_cont(0.5) within group (order by abs(side.waited_s - side.eta_s))
  from private.match_proposals proposal
  cross join lateral (values (proposal.low_waited_s, proposal.low_eta_s), (proposal.high_waited_s, proposal.high_eta_s)) side (waited_s, eta_s)
  where (select private.is_admin()) and side.eta_s is not null and proposal.made_at > now() - interval '90 days'
  group by 1, 2
  order by 1, 2
$$;
comment on function private.matchmaking_etas is 'The rows of analytics.matchmaking_etas, for admins.';
grant execute on function private.matchmaking_etas to authenticated;

create view analytics.matchmaking_etas with (security_invoker = true) as
  select day, pool, searches, within_half, typical_error from private.matchmaking_etas();
comment on view analytics.matchmaking_etas is '
For admins: how good the expected times were that people were told when their searches began, by day (UTC) and pool. `within_half`: the
share that took between half and one and a half of it; `typical_error`: the median error in seconds. Nothing for others.';
grant select on analytics.matchmaking_etas to authenticated;
