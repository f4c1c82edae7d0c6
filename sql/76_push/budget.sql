-- What interrupts without being waited for is rationed by what the person makes of it.
create function private.push_day(time_zone text) returns timestamptz
language plpgsql stable
set search_path = ''
as $$
begin
  return date_trunc('day', now() at time zone time_zone) at time zone time_zone;
end
$$;
comment on function private.push_day is 'When the day of now began on the clock of this time zone.';

create function private.push_budget(person_id uuid) returns int
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select greatest(1, round(private.setting('push_budget_most')::int
      * (count(*) filter (where ledger.outcome = 'opened') + 2) / (count(*) filter (where ledger.outcome = 'sent') + 8.0)))
    from private.push_ledger ledger
    where ledger.person_id = push_budget.person_id and ledger.is_spent
      -- What came today may still be opened.
      and ledger.happened_at between now() - interval '28 days' and now() - interval '1 day');
end
$$;
comment on function private.push_budget is '
How many pushes a day somebody gets that are neither messages, calls nor match prompts: the setting push_budget_most times the mean of
Beta(2 + opened, 6 + not opened) over 28 days, and one at least. Who opens everything gets nearly all, who opens nothing soon one.';

create function private.usual_hour(person_id uuid, time_zone text) returns int
language plpgsql stable
set search_path = ''
as $$
begin
  return coalesce((
    select extract(hour from came.started_at at time zone usual_hour.time_zone)::int as hour
    from private.presence_sessions came
    where came.profile_id = usual_hour.person_id and came.started_at > now() - interval '28 days'
    group by hour order by count(*) desc, hour desc limit 1), 18);
end
$$;
comment on function private.usual_hour is 'The hour of the day, 0 to 23 by the clock of this time zone, in which somebody came most often in 28 days; 18 for who never did.';

create function private.next_digest(person_id uuid, time_zone text) returns timestamptz
language plpgsql stable
set search_path = ''
as $$
declare
  today date := (now() at time zone time_zone)::date;
  wanted time := make_time(private.usual_hour(person_id, time_zone), 0, 0);
  due timestamptz := (today + wanted) at time zone time_zone;
begin
  return case when due > now() then due else (today + 1 + wanted) at time zone time_zone end;
end
$$;
comment on function private.next_digest is 'When somebody gets what was over their budget, in one: at the hour at which they usually come.';
