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
