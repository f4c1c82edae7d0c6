create function private.check_audience(audience jsonb) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  perform private.check_keys(audience, 'INVALID_ARGUMENT', array['interests', 'age_min', 'age_max', 'seen_within_days', 'unseen_for_days',
    'app_role', 'platforms', 'calling_codes', 'time_zones']);
  if exists (
    select from jsonb_each(audience) part
    where case
      when part.key in ('interests', 'platforms', 'calling_codes', 'time_zones') then jsonb_typeof(part.value) <> 'array'
        or jsonb_array_length(part.value) not between 1 and 100 or jsonb_path_exists(part.value, 'strict $[*] ? (@.type() != "string")')
      when part.key = 'app_role' then part.value not in ('"user"', '"moderator"', '"admin"')
      else jsonb_typeof(part.value) <> 'number' or part.value::text !~ '^\d{1,4}$'
    end)
    or exists (select from jsonb_array_elements_text(audience -> 'calling_codes') code where code !~ '^[1-9]\d{0,6}$')
    or exists (
      select from jsonb_array_elements_text(audience -> 'time_zones') zone where private.named_time_zone(zone) is distinct from zone) then
    perform private.raise('INVALID_ARGUMENT', 'The audience has a part of the wrong kind.', 422);
  end if;
end
$$;
comment on function private.check_audience is 'Refuses what describes no audience. Errors: INVALID_ARGUMENT.';

create function private.in_audience(people uuid[], audience jsonb) returns table (person_id uuid, time_zone text, is_off boolean)
language plpgsql stable
set search_path = ''
as $$
declare
  interests text[] := case when audience ? 'interests' then array(select jsonb_array_elements_text(audience -> 'interests')) end;
  platforms text[] := case when audience ? 'platforms' then array(select jsonb_array_elements_text(audience -> 'platforms')) end;
  zones text[] := case when audience ? 'time_zones' then array(select jsonb_array_elements_text(audience -> 'time_zones')) end;
  numbers text[] := case when audience ? 'calling_codes' then array(
    select '+' || code || '%' from jsonb_array_elements_text(audience -> 'calling_codes') code) end;
  seen_since timestamptz := now() - make_interval(days => (audience ->> 'seen_within_days')::int);
  unseen_since timestamptz := now() - make_interval(days => (audience ->> 'unseen_for_days')::int);
begin
  return query
    select profile.id, coalesce(settings.time_zone, 'UTC'), coalesce('system' = any (settings.off_kinds), false)
    from public.profiles profile
    join private.accounts account on account.id = profile.id
    left join private.last_seen known on known.profile_id = profile.id
    left join private.presence present on present.profile_id = profile.id
    left join private.notification_settings settings on settings.person_id = profile.id
    where profile.id = any (people) and profile.hidden_until <= now()
      and (interests is null or exists (
        select from public.profile_interests chosen where chosen.profile_id = profile.id and chosen.interest = any (interests)))
      and (audience ->> 'age_min' is null or private.age(account.birth_date) >= (audience ->> 'age_min')::int)
      and (audience ->> 'age_max' is null or private.age(account.birth_date) <= (audience ->> 'age_max')::int)
      and (audience ->> 'app_role' is null or account.app_role = audience ->> 'app_role')
      and (numbers is null or account.phone like any (numbers))
      and (zones is null or coalesce(settings.time_zone, 'UTC') = any (zones))
      and (seen_since is null or greatest(known.seen_at, present.seen_at) >= seen_since)
      and (unseen_since is null or coalesce(greatest(known.seen_at, present.seen_at), profile.created_at) < unseen_since)
      and (platforms is null or present.device = any (platforms) or exists (
        select from private.presence_sessions session
        where session.profile_id = profile.id and session.device = any (platforms) and session.started_at > now() - interval '90 days'));
end
$$;
comment on function private.in_audience is '
Which of these people belong to an audience, and whether they have turned the kind off. A country is a calling code of the telephone numbers, which nobody has
verified; a platform is a device of the last 90 days.';

create function private.audience_outlook(audience jsonb, at timestamp, in_zones boolean) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    with zone as (
      select person.time_zone, count(*) filter (where person.is_off) as off,
        coalesce(array_agg(person.person_id) filter (where not person.is_off), '{}') as people,
        private.told_in(at, in_zones, person.time_zone) as moment
      from private.in_audience(array(select id from public.profiles), audience) person
      group by person.time_zone
    ), figures as (
      select zone.*, cardinality(zone.people) as size, pushed.outlook,
        jsonb_build_object('quiet_hours', null, 'over_budget', null, 'without_device', null) || pushed.outlook as figures
      from zone cross join lateral private.outlook(zone.people, zone.moment) pushed (outlook)
    )
    select jsonb_build_object('people', coalesce(sum(size), 0), 'off', coalesce(sum(off), 0),
      'quiet_hours', sum((figures ->> 'quiet_hours')::int), 'over_budget', sum((figures ->> 'over_budget')::int),
      'without_device', sum((figures ->> 'without_device')::int),
      'zones', coalesce(jsonb_agg(jsonb_build_object('time_zone', time_zone, 'at', moment, 'hour', extract(hour from moment at time zone time_zone)::int,
        'people', size, 'off', off) || figures order by moment, time_zone), '[]'))
    from figures);
end
$$;
comment on function private.audience_outlook is 'What schedule_notification with dry_run answers.';

create function private.outlook(people uuid[], at timestamptz) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  teller regproc := private.seam('outlook_of_', 'pushes', '(uuid[],timestamptz)');
  answer jsonb;
begin
  if teller is not null then
    execute format('select %s($1, $2)', teller) into answer using people, at;
  end if;
  return coalesce(answer, '{}');
end
$$;
comment on function private.outlook is '
How many of these people would not hear of a notification at once, as a later domain that pushes says by private.outlook_of_pushes:
{quiet_hours, over_budget, without_device}.';
