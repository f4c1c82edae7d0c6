create function private.shown_moderation_daily(time_zone text, since date, until date)
returns table (
  day date, reports bigint, flags bigint, cases bigint, decided bigint, dismissed bigint, hidden bigint, removed bigint, warned bigint,
  suspended bigint, shadow_banned bigint, banned bigint, undone bigint, appeals bigint, overturned bigint, waiting bigint,
  median_hours double precision, agreement double precision, upheld_reports double precision
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
    select days.day, reported.reports, flagged.flags, opened.cases, decision.decided, decision.dismissed, decision.hidden, decision.removed, decision.warned,
      decision.suspended, decision.shadow_banned, decision.banned, decision.undone, appealed.appeals, decision.overturned, waiting.cases,
      decision.median_hours, decision.agreement, reported.upheld_reports
    from days
    cross join lateral (
      select count(*) as reports,
        count(*) filter (where report.outcome = 'upheld')::double precision / nullif(count(report.outcome), 0) as upheld_reports
      from private.reports report
      where report.id >= private.uuid_v7_at(days.starts) and report.id < private.uuid_v7_at(days.ends)
    ) reported
    cross join lateral (
      select count(*) as flags from private.flags flag
      where flag.id >= private.uuid_v7_at(days.starts) and flag.id < private.uuid_v7_at(days.ends)
    ) flagged
    cross join lateral (
      select count(*) as cases from private.cases opened
      where opened.id >= private.uuid_v7_at(days.starts) and opened.id < private.uuid_v7_at(days.ends)
    ) opened
    cross join lateral (
      select count(*) as appeals from private.appeals appeal
      where appeal.id >= private.uuid_v7_at(days.starts) and appeal.id < private.uuid_v7_at(days.ends)
    ) appealed
    cross join lateral (
      select count(*) as decided, count(*) filter (where measures.actions @> '{dismiss}') as dismissed,
        count(*) filter (where measures.actions @> '{hide}') as hidden, count(*) filter (where measures.actions @> '{remove}') as removed,
        count(*) filter (where measures.actions @> '{warn}') as warned, count(*) filter (where measures.actions @> '{suspend}') as suspended,
        count(*) filter (where measures.actions @> '{shadow_ban}') as shadow_banned, count(*) filter (where measures.actions @> '{ban}') as banned,
        count(made.undone_at) as undone, count(made.overturned_at) as overturned,
        percentile_cont(0.5) within group (order by extract(epoch from made.created_at - opened.created_at)::double precision / 3600)
          filter (where made.undone_at is null) as median_hours,
        count(*) filter (where review.verdict = review.first_verdict)::double precision / nullif(count(review.verdict), 0) as agreement
      from private.decisions made
      join private.cases opened on opened.id = made.case_id
      left join private.second_reviews review on review.decision_id = made.id
      cross join lateral (select array(select measure.action from private.measures measure where measure.decision_id = made.id)) measures (actions)
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
  day date, reports bigint, flags bigint, cases bigint, decided bigint, dismissed bigint, hidden bigint, removed bigint, warned bigint,
  suspended bigint, shadow_banned bigint, banned bigint, undone bigint, appeals bigint, overturned bigint, waiting bigint,
  median_hours double precision, agreement double precision, upheld_reports double precision
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
  select day, reports, flags, cases, decided, dismissed, hidden, removed, warned, suspended, shadow_banned, banned, undone, appeals, overturned, waiting, median_hours, agreement, upheld_reports
  from private.shown_moderation_daily('UTC'::text, null::date, null::date);
comment on view analytics.moderation_daily is '
For moderators: what was reported and decided on each of the last 30 days (UTC).
- reports: Reports that were made on this day.
- flags: Doubts of the automatic moderation of this day.
- cases: Cases that were opened: all reports and flags about one thing are one case.
- decided: Decisions that were made on this day, those that were taken back included. One may have several measures.
- dismissed: Of decided: nothing was wrong.
- hidden: Of decided: something was hidden.
- removed: Of decided: something was removed.
- warned: Of decided: a warning.
- suspended: Of decided: a suspension.
- shadow_banned: Of decided: a shadow ban.
- banned: Of decided: a ban.
- undone: Of decided: what was taken back before anybody was told.
- appeals: Appeals that were made on this day.
- overturned: Of decided: what an appeal took back, until now.
- waiting: Cases of the 30 days before the end of this day, and all that are open still, which were not decided by then.
- median_hours: Half of the decisions of this day, without those undone, came within this many hours after the case was opened.
- agreement: Of the decisions of this day that a second moderator made again without knowing the first: the share in which both saw the same gravity.
- upheld_reports: Of the reports of this day that are decided: the share in which moderators agreed with the reporter.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant select on analytics.moderation_daily to authenticated;
