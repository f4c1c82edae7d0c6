-- Whoever is shadow banned lives as before, and reaches nobody: the profile is hidden (private.hidden_until), and what they do is kept
-- aside until the ban is over. Then it takes its place, as if it had only been late.
create function private.is_shadowed(person_id uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return exists (select from private.accounts account where account.id = person_id and account.shadow_banned_at is not null);
end
$$;
comment on function private.is_shadowed is 'Whether somebody is shadow banned. Whatever tells others of a deed asks this, unless the log (private.keep_aside) does it all.';

create table private.withheld_engagement (
  id bigint generated always as identity primary key,
  actor_id uuid not null references private.accounts (id) on delete cascade,
  happened_at timestamptz not null,
  kind text not null,
  subject_id uuid,
  target_id uuid,
  details jsonb not null
);
alter table private.withheld_engagement enable row level security;
-- What is let go at the end, and the cascade.
create index withheld_engagement_actor_id on private.withheld_engagement (actor_id, id);
comment on table private.withheld_engagement is 'What shadow banned people have done: lines of private.engagement that no reader gets before the ban is over.';

-- Every counter, notification, feed and figure follows from the log, so this is where a shadow ban holds for all of them.
create function private.keep_aside() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  -- What moderation tells the person, and what it has to hear of them, is no deed. Not private.is_shadowed: every line comes by here.
  if exists (select from private.accounts account where account.id = new.actor_id and account.shadow_banned_at is not null)
    and new.kind not in ('moderation_notice', 'report_outcome', 'appeal_outcome', 'hiding', 'flag') then
    insert into private.withheld_engagement (actor_id, happened_at, kind, subject_id, target_id, details)
    values (new.actor_id, new.happened_at, new.kind, new.subject_id, new.target_id, new.details);
    return null;
  end if;
  return new;
end
$$;
comment on function private.keep_aside is 'Trigger of the engagement log: what shadow banned people do is not read.';

create trigger keep_aside before insert on private.engagement for each row execute function private.keep_aside();

create function private.release_engagement(person_id uuid) returns void
language sql volatile
set search_path = ''
as $$
  with released as (
    delete from private.withheld_engagement withheld where withheld.actor_id = release_engagement.person_id returning *
  )
  -- No deed of now, so none that private.emit would tell.
  insert into private.engagement as told (happened_at, kind, actor_id, subject_id, target_id, details)
  select happened_at, kind, actor_id, subject_id, target_id, details from released order by id
$$;
comment on function private.release_engagement is 'The log gets what somebody did while they were shadow banned. To be called when they are no longer.';

create function private.release_withheld() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.release_engagement(new.id);
  return null;
end
$$;
comment on function private.release_withheld is 'Trigger: the end of a shadow ban.';

create trigger release_withheld after update on private.accounts
  for each row when (old.shadow_banned_at is not null and new.shadow_banned_at is null) execute function private.release_withheld();

create function private.end_shadow_ban(person_id uuid) returns void
language sql volatile
set search_path = ''
as $$
  update private.accounts account set shadow_banned_at = null, shadow_banned_until = null
  where account.id = person_id and account.shadow_banned_at is not null
$$;
comment on function private.end_shadow_ban is 'Ends a shadow ban. Triggers of the domains let go what they have kept.';
