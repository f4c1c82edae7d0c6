-- What post_insights and creator_insights are both made of.
create function private.check_time_zone(time_zone text) returns text
language plpgsql stable
set search_path = ''
as $$
begin
  if time_zone is not null and length(time_zone) between 1 and 60 and time_zone ~ '^[A-Za-z][A-Za-z0-9_+/-]*$' then
    perform now() at time zone time_zone;
    return time_zone;
  end if;
  perform private.raise('INVALID_ARGUMENT', 'time_zone must be the name of one, such as Europe/Berlin.', 422);
exception when invalid_parameter_value then
  perform private.raise('INVALID_ARGUMENT', 'time_zone must be the name of one, such as Europe/Berlin.', 422);
end
$$;
comment on function private.check_time_zone is 'The name of a time zone if it is one. Errors: INVALID_ARGUMENT.';

create function private.shares_of(names text[], counts bigint[], minimum bigint) returns jsonb
language sql immutable
set search_path = ''
as $$
  -- The smallest are joined until they are enough people together: from what is left out nobody can tell a group below `minimum`.
  with named as (
    select name, count, sum(count) over () as total, sum(count) over (order by count, name) - count as before
    from unnest(names, counts) given (name, count)
    where count > 0
  ), joined as (
    select case when count < shares_of.minimum or (before > 0 and before < shares_of.minimum) then 'other' else name end as name, count, total from named
  ), summed as (
    select name, sum(count) as count, max(total) as total from joined group by name
  )
  select case when max(total) >= shares_of.minimum and not bool_or(count < shares_of.minimum)
    -- In steps of five hundredths, so that one more person does not show.
    then jsonb_object_agg(name, round(count / total * 20) / 20) end
  from summed
$$;
comment on function private.shares_of is '
What parts people divide into, as {name: share}, in steps of 0.05; parts of less than `minimum` people are joined as `other`, and it is null when that cannot be
done or there are less in all.';

create function private.rates_of(views bigint, reactions bigint, comments bigint, shares bigint, saves bigint) returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_build_object('reactions', round(reactions / nullif(views, 0)::numeric, 4), 'comments', round(comments / nullif(views, 0)::numeric, 4),
    'shares', round(shares / nullif(views, 0)::numeric, 4), 'saves', round(saves / nullif(views, 0)::numeric, 4))
$$;
comment on function private.rates_of is 'What people do by views; null without views.';

create function private.virality_view(post_id uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce((
    select jsonb_build_object('state', known.state, 'since', case when known.state <> 'none' then known.since end,
      'velocity', round(coalesce(known.velocity, 0)), 'surprise', round(known.surprise::numeric, 2),
      'predicted_reach', case when known.predicted is not null then jsonb_build_object(
        'people', round(known.predicted), 'low', round(known.low), 'high', round(known.high)) end,
      'offered_to', (select shown.share from private.viral_posts shown where shown.post_id = known.post_id))
    from private.post_virality known where known.post_id = virality_view.post_id
  ), '{"state": "none", "since": null, "velocity": 0, "surprise": null, "predicted_reach": null, "offered_to": null}')
$$;
comment on function private.virality_view is 'How a post spreads, as its author sees it.';
