-- What a measure does, and how it is taken back: in these two functions, for whoever decides, undoes or upholds an appeal.
create function private.take_measure(opened private.cases, action text, until timestamptz, parts text[]) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  was jsonb;
begin
  if action in ('hide', 'remove') and opened.target = 'user' then
    return private.remove_profile_parts(opened.person_id, parts);
  elsif action in ('hide', 'remove') then
    return private.hold(opened, case action when 'hide' then 'hidden' else 'removed' end);
  elsif action in ('suspend', 'ban') then
    select jsonb_build_object('banned_until', account.banned_until) into was
    from private.accounts account where account.id = opened.person_id;
    update private.accounts account set banned_until = greatest(account.banned_until, take_measure.until) where account.id = opened.person_id;
  elsif action = 'warn' then
    update private.accounts account set strikes = account.strikes || take_measure.until where account.id = opened.person_id;
  elsif action = 'shadow_ban' then
    update private.accounts account
    set shadow_banned_at = coalesce(account.shadow_banned_at, now()), shadow_banned_until = greatest(account.shadow_banned_until, take_measure.until)
    where account.id = opened.person_id;
  end if;
  return was;
end
$$;
comment on function private.take_measure is 'Does what a measure says, and returns what was there before.';

create function private.hold(opened private.cases, hold text, was jsonb default null) returns jsonb
language sql volatile
set search_path = ''
as $$
  select case (opened).target
    when 'post' then private.hold_post((opened).target_id, hold, was)
    when 'comment' then private.hold_comment((opened).target_id, hold, was)
    when 'message' then private.hold_message((opened).target_id, hold, was) end
$$;
comment on function private.hold is 'Holds back what a case is about, as hold_post does; nothing for people.';

create function private.remove_profile_parts(person_id uuid, parts text[]) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  profile public.profiles;
begin
  select * into profile from public.profiles where id = person_id for no key update;
  update public.profiles changed
  set avatar = case when 'avatar' = any (parts) then null else changed.avatar end,
    bio = case when 'bio' = any (parts) then '' else changed.bio end,
    links = case when 'links' = any (parts) then '{}' else changed.links end,
    pronouns = case when 'pronouns' = any (parts) then null else changed.pronouns end
  where changed.id = person_id;
  return (
    select jsonb_object_agg(part.key, part.value)
    from jsonb_each(jsonb_build_object('avatar', profile.avatar, 'bio', profile.bio, 'links', profile.links, 'pronouns', profile.pronouns)) part
    where part.key = any (parts));
end
$$;
comment on function private.remove_profile_parts is 'Empties parts of a profile, avatar, bio, links or pronouns, and returns what they were.';

create function private.restore_profile_parts(person_id uuid, was jsonb) returns void
language sql volatile
set search_path = ''
as $$
  -- What the person has written since stays.
  update public.profiles profile
  set avatar = coalesce(profile.avatar, nullif(was -> 'avatar', 'null')),
    bio = case when profile.bio = '' then coalesce(was ->> 'bio', '') else profile.bio end,
    links = case when profile.links = '{}' then array(select jsonb_array_elements_text(coalesce(was -> 'links', '[]'))) else profile.links end,
    pronouns = coalesce(profile.pronouns, was ->> 'pronouns')
  where profile.id = restore_profile_parts.person_id
$$;
comment on function private.restore_profile_parts is 'Gives back what remove_profile_parts took, as far as nothing is there.';

create view private.standing_measures with (security_invoker = true) as
  select measure.*, decision.case_id, decision.person_id, opened.target, opened.target_id
  from private.measures measure
  join private.decisions decision on decision.id = measure.decision_id and decision.undone_at is null and decision.overturned_at is null
  join private.cases opened on opened.id = decision.case_id
  where coalesce(measure.until > now(), true);
comment on view private.standing_measures is 'The measures that hold at this moment: neither undone nor overturned, nor over.';

create function private.take_measures_back(opened private.cases, decision_id uuid, is_undone boolean) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  measure private.measures;
  remaining timestamptz;
begin
  for measure in select * from private.measures taken where taken.decision_id = take_measures_back.decision_id loop
    if measure.action in ('hide', 'remove') and opened.target = 'user' then
      perform private.restore_profile_parts(opened.person_id, measure.was);
    elsif measure.action in ('hide', 'remove') and measure.erased_at is null then
      perform private.hold(opened, coalesce((
        select case when bool_or(other.action = 'remove') then 'removed' when count(*) > 0 then 'hidden' end
        from private.standing_measures other
        where other.target = opened.target and other.target_id = opened.target_id and other.action in ('hide', 'remove')
          and other.decision_id <> measure.decision_id),
        case when is_undone and opened.held then 'hidden' end), measure.was);
    elsif measure.action in ('suspend', 'ban') then
      select greatest(max(other.until), case when not exists (
          select from private.measures earlier
          join private.decisions made on made.id = earlier.decision_id and made.person_id = opened.person_id
          where earlier.action in ('suspend', 'ban') and earlier.until = (measure.was ->> 'banned_until')::timestamptz)
        then (measure.was ->> 'banned_until')::timestamptz end) into remaining
      from private.standing_measures other
      where other.person_id = opened.person_id and other.action in ('suspend', 'ban') and other.decision_id <> measure.decision_id;
      -- A longer ban, whoever made it, stays.
      update private.accounts account set banned_until = remaining
      where account.id = opened.person_id and account.banned_until = greatest(measure.until, remaining);
    elsif measure.action = 'warn' then
      update private.accounts account
      set strikes = account.strikes[:array_position(account.strikes, measure.until) - 1] || account.strikes[array_position(account.strikes, measure.until) + 1:]
      where account.id = opened.person_id and measure.until = any (account.strikes);
    elsif measure.action = 'shadow_ban' then
      select max(other.until) into remaining
      from private.standing_measures other
      where other.person_id = opened.person_id and other.action = 'shadow_ban' and other.decision_id <> measure.decision_id;
      if remaining is null then
        perform private.end_shadow_ban(opened.person_id);
      else
        update private.accounts account set shadow_banned_until = remaining where account.id = opened.person_id;
      end if;
    end if;
  end loop;
  if is_undone and opened.held and not exists (
    select from private.measures taken where taken.decision_id = take_measures_back.decision_id and taken.action in ('hide', 'remove')) then
    perform private.hold(opened, 'hidden');
  end if;
end
$$;
comment on function private.take_measures_back is '
Takes back what a decision did, unless another one that stands does the same. `is_undone`: the case is open again, so what was held
back for it is held back.';

create function private.verdict_of(decision_id uuid) returns text
language sql stable
set search_path = ''
as $$
  select case when bool_or(taken.action in ('suspend', 'shadow_ban', 'ban')) then 'account'
    when bool_or(taken.action in ('hide', 'remove')) then 'content' when bool_or(taken.action = 'warn') then 'warning' else 'nothing' end
  from private.measures taken where taken.decision_id = verdict_of.decision_id
$$;
comment on function private.verdict_of is 'The gravest of what was decided: account, content, warning or nothing.';
