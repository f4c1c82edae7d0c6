create function private.shown_moderation_daily(time_zone text, since date, until date)
returns table (
  day date, reports bigint, cases bigint, decided bigint, dismissed bigint, warned bigint, suspended bigint, banned bigint, undone bigint,
  waiting bigint, median_hours double precision, agreement double precision
)
language plpgsql stable security definer
set search_path = ''
as $$
declare
  asked private.asked_days;
begin
  perform private.active_moderator_id();
  asked := private.asked_days(time_zone, since, until, null, null, null, 30);
  return query
    with days as (
      select days.day, days.day::timestamp at time zone asked.time_zone as starts, (days.day + 1)::timestamp at time zone asked.time_zone as ends
      from private.quarters_of_days(asked.time_zone, asked.since, asked.until) days
    )
    select days.day, reported.reports, opened.cases, decision.decided, decision.dismissed, decision.warned, decision.suspended, decision.banned, decision.undone,
      waiting.cases, decision.median_hours, reported.agreement
    from days
    cross join lateral (
      select count(*) as reports,
        count(*) filter (where report.outcome = 'upheld')::double precision / nullif(count(report.outcome), 0) as agreement
      from private.reports report
      where report.id >= private.uuid_v7_at(days.starts) and report.id < private.uuid_v7_at(days.ends)
    ) reported
    cross join lateral (
      select count(*) as cases from private.cases opened
      where opened.id >= private.uuid_v7_at(days.starts) and opened.id < private.uuid_v7_at(days.ends)
    ) opened
    cross join lateral (
      select count(*) as decided, count(*) filter (where made.action = 'dismiss') as dismissed, count(*) filter (where made.action = 'warn') as warned,
        count(*) filter (where made.action = 'suspend') as suspended, count(*) filter (where made.action = 'ban') as banned,
        count(*) filter (where made.undone_at is not null) as undone,
        percentile_cont(0.5) within group (order by extract(epoch from made.created_at - opened.created_at)::double precision / 3600)
          filter (where made.undone_at is null) as median_hours
      from private.decisions made
      join private.cases opened on opened.id = made.case_id
      where made.id >= private.uuid_v7_at(days.starts) and made.id < private.uuid_v7_at(days.ends)
    ) decision
    cross join lateral (
      -- Those that are open still, and those that were decided later.
      select count(*) filter (where opened.status = 'open' or not exists (
        select from private.decisions made
        where made.case_id = opened.id and made.undone_at is null and made.created_at < days.ends)) as cases
      from private.cases opened
      where opened.id < private.uuid_v7_at(days.ends)
        and (opened.status = 'open' or opened.id >= private.uuid_v7_at(days.ends - interval '30 days'))
    ) waiting
    order by days.day;
end
$$;
comment on function private.shown_moderation_daily is 'The rows of analytics.moderation_daily. Errors: as there.';
grant execute on function private.shown_moderation_daily to authenticated;

create function analytics.moderation_daily(
  time_zone text default 'UTC', since date default null, until date default null
)
returns table (
  day date, reports bigint, cases bigint, decided bigint, dismissed bigint, warned bigint, suspended bigint, banned bigint, undone bigint,
  waiting bigint, median_hours double precision, agreement double precision
)
language plpgsql stable
set search_path = ''
as $$
begin
  return query select * from private.shown_moderation_daily(time_zone, since, until);
end
$$;
comment on function analytics.moderation_daily is '
For moderators: the columns of the view moderation_daily for the days from `since` to `until` as they begin and end in `time_zone`; without them
the 30 days until today. At most 400 days.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function analytics.moderation_daily to authenticated;

create view analytics.moderation_daily with (security_invoker = true) as
  select day, reports, cases, decided, dismissed, warned, suspended, banned, undone, waiting, median_hours, agreement
  from private.shown_moderation_daily('UTC'::text, null::date, null::date);
comment on view analytics.moderation_daily is '
For moderators: what was reported and decided on each of the last 30 days (UTC).
- reports: Reports that were made on this day.
- cases: Cases that were opened: reports about one thing are one case.
- decided: Decisions that were made on this day, those that were undone included.
- dismissed: Of decided: nothing was wrong.
- warned: Of decided: a warning.
- suspended: Of decided: a suspension.
- banned: Of decided: a ban.
- undone: Of decided: what was taken back within its ten minutes.
- waiting: Cases of the 30 days before the end of this day, and all that are open still, which were not decided by then.
- median_hours: Half of the decisions of this day, without those undone, came within this many hours after the case was opened.
- agreement: Of the reports of this day that are decided: the share in which moderators agreed with the reporter.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant select on analytics.moderation_daily to authenticated;
