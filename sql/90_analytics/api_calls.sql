create function private.note_calls(calls jsonb) returns void
language sql volatile security definer
set search_path = ''
as $$
  insert into private.call_times as known (hour, call, at_most_ms, requests, refused, errors, took_ms)
  select date_trunc('hour', now(), 'UTC'), told.call, told.at_most_ms, sum(told.requests), sum(told.refused), sum(told.errors), sum(told.took_ms)
  from jsonb_to_recordset(calls) told (call text, at_most_ms int, requests bigint, refused bigint, errors bigint, took_ms bigint)
  group by told.call, told.at_most_ms
  order by told.call, told.at_most_ms
  on conflict (hour, call, at_most_ms) do update set requests = known.requests + excluded.requests, refused = known.refused + excluded.refused,
    errors = known.errors + excluded.errors, took_ms = known.took_ms + excluded.took_ms
$$;
comment on function private.note_calls is '
Adds what a gateway has seen to private.call_times: [{call, at_most_ms, requests, refused, errors, took_ms}]. For the gateway, as service_role.';
grant execute on function private.note_calls to service_role;

create function private.purge_call_times() returns bigint
language sql volatile
set search_path = ''
as $$
  with purged as (
    delete from private.call_times where hour < now() - interval '30 days' returning 1
  )
  select count(*) from purged
$$;
comment on function private.purge_call_times is 'Removes what was counted more than 30 days ago, and returns how many rows. The worker calls it by schedule.';

create function private.shown_api_calls(time_zone text, since date, until date)
returns table (
  call text, requests bigint, refused bigint, errors bigint, mean_ms double precision, p50_ms int, p95_ms int
)
language plpgsql stable security definer
set search_path = ''
as $$
declare
  asked private.asked_days;
begin
  perform private.active_admin_id();
  asked := private.asked_days(time_zone, since, until, null, null, null, 1);
  return query
    with spread as (
      select counted.call, counted.at_most_ms, sum(counted.requests) as requests, sum(counted.refused) as refused, sum(counted.errors) as errors,
        sum(counted.took_ms) as took_ms, sum(sum(counted.requests)) over (partition by counted.call order by counted.at_most_ms) as until_here,
        sum(sum(counted.requests)) over (partition by counted.call) as total
      from private.call_times counted
      where counted.hour >= asked.since::timestamp at time zone asked.time_zone and counted.hour < (asked.until + 1)::timestamp at time zone asked.time_zone
      group by counted.call, counted.at_most_ms
    )
    select spread.call, sum(spread.requests)::bigint, sum(spread.refused)::bigint, sum(spread.errors)::bigint,
      sum(spread.took_ms)::double precision / sum(spread.requests),
      min(spread.at_most_ms) filter (where 2 * spread.until_here >= spread.total), min(spread.at_most_ms) filter (where 20 * spread.until_here >= 19 * spread.total)
    from spread
    group by spread.call
    order by 2 desc, 1;
end
$$;
comment on function private.shown_api_calls is 'The rows of analytics.api_calls. Errors: as there.';
grant execute on function private.shown_api_calls to authenticated;

create function analytics.api_calls(
  time_zone text default 'UTC', since date default null, until date default null
)
returns table (
  call text, requests bigint, refused bigint, errors bigint, mean_ms double precision, p50_ms int, p95_ms int
)
language plpgsql stable
set search_path = ''
as $$
begin
  return query select * from private.shown_api_calls(time_zone, since, until);
end
$$;
comment on function analytics.api_calls is '
For admins: the columns of the view api_calls for the days from `since` to `until`, in `time_zone`; without them today. An hour counts where it
begins, and is kept for 30 days.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function analytics.api_calls to authenticated;

create view analytics.api_calls with (security_invoker = true) as
  select call, requests, refused, errors, mean_ms, p50_ms, p95_ms
  from private.shown_api_calls('UTC'::text, null::date, null::date);
comment on view analytics.api_calls is '
For admins: which functions were called today (UTC), how long that took and how it ended, as the gateway saw it. Only the embedded gateway tells
it; on hosted Supabase see the logs of the project.
- call: A function or table of the database, or a call of an edge function such as auth/login; others for what there is not.
- requests: How often it was called.
- refused: Of requests: those answered with a status of 400 to 499.
- errors: Of requests: those answered with 500 or more, which are faults.
- mean_ms: Milliseconds that the answer took, on average.
- p50_ms: Half of the requests took at most this long: one of 1, 2, 5, 10, 20, 50 and so on up to 60000.
- p95_ms: Nineteen of twenty requests took at most this long, in the same steps.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant select on analytics.api_calls to authenticated;
