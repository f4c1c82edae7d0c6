-- What a rule would have done, before it does anything.
create function public.try_rule(rule jsonb, days int default 7) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.try_rule(try_rule.rule, try_rule.days);
end
$$;
comment on function public.try_rule is '
For admins: what a rule, as set_rule takes it, would have hit within so many days, up to 30: the newest 5,000 of each of its targets, as they are now, for up to four seconds. Nothing happens.
Returns {looked_at, would_hit, share, upheld, dismissed, undecided, since, complete, days: [{day, looked_at, would_hit}], examples: [{target, id, text, at, outcome: upheld|dismissed|null}]}.
`upheld`, `dismissed`: what moderators have decided about what it would hit. `since`: how far back it got, which is all that was asked for if it is `complete`. `examples`: the newest ten; their
`text` only of what everybody may read. Of people it knows trust, badge, warnings and followers as they are now. Days are of UTC.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_RULE, INVALID_ARGUMENT.';
grant execute on function public.try_rule to authenticated;

create function private.try_rule(rule jsonb, days int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  wanted private.rules;
begin
  perform private.active_admin_id();
  if (try_rule.days between 1 and 30) is not true then
    perform private.raise('INVALID_ARGUMENT', 'days must be 1 to 30.', 422);
  end if;
  wanted := private.checked_rule(try_rule.rule, null);
  return private.trial(wanted.condition, wanted.targets, now() - make_interval(days => try_rule.days), 5000);
end
$$;
comment on function private.try_rule is 'The step of try_rule that asks for an admin. Errors: as try_rule.';
grant execute on function private.try_rule to authenticated;

create function private.trial(condition jsonb, targets text[], first_day timestamptz, most int) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  deadline timestamptz := clock_timestamp() + interval '4 seconds';
  tried jsonb;
begin
  with looked as materialized (
    -- The newest of each first; null: there was no time for it.
    select made.target, made.id, made.place_id, made.at, case when clock_timestamp() < deadline then private.condition_holds(trial.condition, made) end as is_hit
    from unnest(trial.targets) wanted
    cross join lateral private.things_of(wanted, first_day, most) made
  ), thing as (
    -- Reports about one thing are one.
    select coalesce(reported.target, looked.target) as target, coalesce(reported.target_id, looked.id) as id, max(looked.at) as at, bool_or(looked.is_hit) as is_hit
    from looked left join private.cases reported on looked.target = 'report' and reported.id = looked.place_id
    where looked.is_hit is not null
    group by 1, 2
  ), hit as materialized (
    select *, private.outcome_of(thing.target, thing.id) as outcome from thing where thing.is_hit
  )
  select jsonb_build_object(
    'looked_at', (select count(*) from thing), 'would_hit', (select count(*) from hit),
    'share', (select round(count(*) filter (where is_hit)::numeric / greatest(count(*), 1), 4) from thing),
    'upheld', (select count(*) from hit where outcome = 'upheld'), 'dismissed', (select count(*) from hit where outcome = 'dismissed'),
    'undecided', (select count(*) from hit where outcome is null),
    -- As far back as the shortest of them.
    'since', coalesce((
      select max(edge.at) from (
        select min(looked.at) as at from looked where looked.is_hit is not null
        group by looked.target having bool_or(looked.is_hit is null) or count(*) >= most) edge
      ), first_day),
    'complete', not exists (select from looked group by looked.target having bool_or(looked.is_hit is null) or count(*) >= most),
    'days', coalesce((
      select jsonb_agg(counted order by counted.day) from (
        select (thing.at at time zone 'utc')::date as day, count(*) as looked_at, count(*) filter (where thing.is_hit) as would_hit
        from thing group by 1) counted), '[]'),
    'examples', coalesce((
      select jsonb_agg(jsonb_build_object('target', example.target, 'id', example.id, 'at', example.at, 'outcome', example.outcome,
        'text', private.public_text(example.target, example.id)) order by example.at desc, example.id)
      from (select * from hit order by hit.at desc, hit.id limit 10) example), '[]'))
  into tried;
  return tried;
end
$$;
comment on function private.trial is 'What a condition holds for among the newest so many of each of the targets since a moment, as try_rule answers it.';

create function private.public_text(target text, target_id uuid) returns text
language sql stable
set search_path = ''
as $$
  select left(case public_text.target
    when 'post' then (
      select post.caption from public.posts post
      where post.id = public_text.target_id and post.audience = 'public' and post.state = 'published' and post.deleted_at is null)
    when 'comment' then (
      select comment.body from public.comments comment
      join public.posts post on post.id = comment.post_id and post.audience = 'public' and post.state = 'published' and post.deleted_at is null
      where comment.id = public_text.target_id and comment.held is null and comment.deleted_at is null)
    when 'profile' then (select nullif(profile.bio, '') from public.profiles profile where profile.id = public_text.target_id and profile.hidden_until <= now())
  end, 200)
$$;
comment on function private.public_text is 'The beginning of what something says, if everybody may read it; null of messages, and of what is held back or for some.';
