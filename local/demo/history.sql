-- Sixty days that lie behind the people of demo_person (id, place, of_all), so that figures have a past: when they registered, and what each did on which
-- day. Drawn by hashing, so it is the same each time. The lines are older than all that readers of the log wait for: nobody is told of them, and what the
-- reader of the figures would have made of them is made here.
create or replace function pg_temp.chance(of text) returns double precision
language sql immutable
return (hashtextextended(of, 0) & 9007199254740991) / 9007199254740992.0::double precision;

do $history$
declare
  people private.lifecycles[];
begin
  -- The reader waits meanwhile.
  perform from private.engagement_readers where name = 'activity' for update;
  if exists (select from private.engagement where transaction_id = '3') then
    return;
  end if;
  perform private.begin_lifecycles(array(select id from demo_person));
  people := array(select life from private.lifecycles life join demo_person on id = person_id);
  perform private.count_people(people, -1);
  perform private.add_tallies(private.registered_tallies(people, -1));
  update private.accounts account set created_at = now() - interval '60 days' * (1 - sqrt((place + 1.0) / of_all)) from demo_person where demo_person.id = account.id;
  update public.profiles profile set created_at = account.created_at from private.accounts account join demo_person using (id) where account.id = profile.id;
  update private.lifecycles life set registered_at = account.created_at from private.accounts account join demo_person using (id) where account.id = life.person_id;
  people := array(select life from private.lifecycles life join demo_person on id = person_id);
  perform private.count_people(people, 1);
  perform private.add_tallies(private.registered_tallies(people, 1));

  create temporary table demo_visit on commit drop as
  select id, place, of_all, day || '/' || place as name,
    -- In the evening mostly, and more on Saturdays and Sundays.
    day + interval '24 hours' * (1 - pg_temp.chance('hour' || day || id) ^ 2) as begins
  from demo_person
  join private.accounts using (id)
  cross join lateral generate_series(created_at::date + 1, current_date - 1, interval '1 day') day
  where pg_temp.chance('visit' || day || id) < (0.1 + 0.7 * pg_temp.chance(id::text) ^ 2) * case when extract(isodow from day) > 5 then 1.3 else 1 end;
  insert into private.presence_sessions (profile_id, device, started_at, ended_at)
  select id, 'web', begins, begins + interval '1 minute' * (1 + 60 * pg_temp.chance('length' || name) ^ 3) from demo_visit;
  insert into private.engagement (transaction_id, happened_at, kind, actor_id, subject_id, details)
  select '3', begins + interval '10 minutes' * pg_temp.chance(name || nth), kind, id, case kind when 'match' then (select other.id from demo_person other where other.place = (demo_visit.place + 7) % of_all) end,
    case kind when 'view' then jsonb_build_object('counts', 1, 'watched_ms', floor(20000 * pg_temp.chance('watched' || name || nth) ^ 2), 'source', 'home')
      when 'post' then jsonb_build_object('kind', (array['text', 'text', 'image', 'video', 'reel'])[1 + floor(5 * pg_temp.chance('post' || name || nth))::int])
      when 'share' then '{"via": "link"}' when 'match_prompt' then jsonb_build_object('waited_s', floor(40 * pg_temp.chance('wait' || name || nth)))
      when 'match_answer' then jsonb_build_object('accepts', pg_temp.chance('answer' || name || nth) < 0.6)
      when 'media_ready' then jsonb_build_object('kind', 'image', 'purpose', 'avatar', 'took_ms', 900) else '{}' end
  from demo_visit
  cross join lateral generate_series(1, 2 + floor(14 * pg_temp.chance('many' || name) ^ 2)::int) nth
  cross join lateral (select pg_temp.chance('kind' || name || nth) as luck) drawn
  cross join lateral (
    select case when luck < 0.55 then 'view' when luck < 0.67 then 'post_reaction' when luck < 0.77 then 'message' when luck < 0.82 then 'comment' when luck < 0.86 then 'follow'
      when luck < 0.88 then 'save' when luck < 0.9 then 'share' when luck < 0.93 then 'post' when luck < 0.945 then 'match_search' when luck < 0.96 then 'match_prompt'
      when luck < 0.975 then 'match_answer' when luck < 0.983 then 'match' when luck < 0.993 then 'profile_change' else 'media_ready' end as kind
  ) deed;
  perform private.count_activity('3', '4');
  perform private.note_steps('3', '4');
  perform private.tally_deeds('3', '4');
end
$history$;
