-- The states of a post, with hysteresis: what carries it up is more than what keeps it there, so it does not flicker.
create function private.next_virality(
  state text, minutes_in_state double precision, minutes double precision, odds double precision, surprise double precision,
  velocity double precision, peak double precision, people double precision, parameters jsonb
) returns text
language sql immutable
set search_path = ''
as $$
  -- Early a moderate chance is enough, because being early is the point; later it must be all but certain.
  with bar (odds) as (
    select (parameters ->> case when minutes <= (parameters ->> 'early_minutes')::double precision then 'early_odds' else 'late_odds' end)::double precision
  )
  select case
    when people < (parameters ->> 'least_people')::double precision then case when state in ('rising', 'none') then 'none' else state end
    when state in ('none', 'rising') and next_virality.odds >= bar.odds then 'viral'
    when state = 'none' and next_virality.odds >= bar.odds - 1 and surprise >= (parameters ->> 'rising_surprise')::double precision then 'rising'
    when state = 'rising' and (next_virality.odds < bar.odds - 2 or minutes_in_state > 360) then 'none'
    when state = 'viral' and minutes_in_state >= 30 and velocity < (parameters ->> 'cooled_share')::double precision * peak then 'cooled'
    when state = 'cooled' and minutes_in_state >= 60 and velocity >= 0.5 * peak and next_virality.odds >= bar.odds then 'viral'
    else state
  end
  from bar
$$;
comment on function private.next_virality is '
The state of a post (none, rising, viral, cooled) that follows from the one it is in: rising a standard error below the bar with a surprising hour,
back to none two below; viral at the bar; cooled after half an hour when the last hour is a small share of its best; viral again only from half of it.';

create function private.judge_posts(post_ids uuid[], at timestamptz) returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  parameters jsonb := (select jsonb_object_agg(name, value) from private.virality_parameters);
  changes jsonb;
  judged int;
begin
  with made as materialized (
    select * from private.predict_reach(judge_posts.post_ids, judge_posts.at)
  ), kept as (
    insert into private.reach_predictions (post_id, age_step, made_at, features, predicted, low, high)
    select made.post_id, private.age_step(made.minutes), judge_posts.at, made.features, made.predicted, made.low, made.high
    from made where made.minutes between 15 and 2880
    on conflict (post_id, age_step) do nothing
  ), verdict as (
    select made.*, known.author_id, known.state as was, known.step as was_step, known.stepped_at, greatest(known.peak, made.people_hour) as best,
      case when veto.post_id is null then private.next_virality(known.state, extract(epoch from judge_posts.at - known.since) / 60, made.minutes,
        made.odds, made.surprise, made.people_hour, greatest(known.peak, made.people_hour), known.people, parameters) else 'none' end as becomes
    from made
    join private.post_virality known on known.post_id = made.post_id
    left join private.viral_vetoes veto on veto.post_id = made.post_id
  ), written as (
    update private.post_virality known set
      state = verdict.becomes,
      since = case when verdict.becomes = verdict.was then known.since else judge_posts.at end,
      peak = verdict.best, surprise = verdict.surprise, velocity = verdict.people_hour, odds = verdict.odds,
      predicted = verdict.predicted, low = verdict.low, high = verdict.high, judged_at = judge_posts.at,
      step = climbed.step,
      stepped_at = case when climbed.step = known.step then known.stepped_at else judge_posts.at end
    from verdict
    -- It reaches more people only while those whom it reaches do more with it than one would expect.
    cross join lateral (select (case
      when verdict.becomes <> 'viral' then 0
      when verdict.was_step = 0 then 1
      when verdict.surprise >= 0 and judge_posts.at >= verdict.stepped_at + make_interval(mins => (parameters ->> 'step_minutes')::int)
        then least(verdict.was_step + 1, 4)
      else verdict.was_step end)::smallint as step) climbed
    where known.post_id = verdict.post_id
    returning known.post_id, known.author_id, verdict.was, known.state, known.step, verdict.was_step, known.odds
  )
  select count(*)::int, jsonb_agg(to_jsonb(written)) filter (where written.was <> written.state or written.was_step <> written.step)
  into judged, changes
  from written;
  perform private.tell_virality(changes, at);
  return judged;
end
$$;
comment on function private.judge_posts is '
Predicts what posts will come to, keeps the prediction when they have passed an age of private.age_step, moves them from state to state and
from step to step, and returns how many. History only: it reads nothing that is later than `at`.';

create function private.tell_virality(changes jsonb, at timestamptz) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  if changes is null then
    return;
  end if;
  delete from private.viral_posts shown using jsonb_to_recordset(changes) change (post_id uuid, state text)
  where shown.post_id = change.post_id and change.state <> 'viral';
  insert into private.viral_posts as shown (post_id, since, share)
  select change.post_id, tell_virality.at, (array[0.05, 0.2, 0.5, 1])[change.step]
  from jsonb_to_recordset(changes) change (post_id uuid, state text, step int)
  where change.state = 'viral'
  on conflict (post_id) do update set share = excluded.share;
  -- Whoever watches the post sees the new state; its author may be notified by who reads the log.
  perform private.broadcast('post:' || change.post_id, 'virality', jsonb_build_object('post_id', change.post_id, 'state', change.state)),
    private.emit('viral', change.author_id, change.author_id, change.post_id, jsonb_build_object('state', change.state))
  from jsonb_to_recordset(changes) change (post_id uuid, author_id uuid, was text, state text)
  where change.state <> change.was;
end
$$;
comment on function private.tell_virality is '
What follows from a change of state: what the feed offers to everybody, event `virality` {post_id, state} on post:<id>, and the log. Emits viral
(subject: the author, target: the post, details: {state: none, rising, viral or cooled}).';

create function private.judge_quiet_posts() returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  waiting uuid[] := array(
    select post_id from private.post_virality
    where state in ('rising', 'viral') and judged_at < now() - interval '3 minutes'
    order by judged_at limit 1000 for update skip locked);
begin
  return private.judge_posts(waiting, now());
end
$$;
comment on function private.judge_quiet_posts is 'Judges those that are rising or viral and to which nothing has happened for minutes; returns how many. The worker calls it each minute.';
