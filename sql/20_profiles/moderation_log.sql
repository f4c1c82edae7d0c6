-- What moderators and admins do. Nobody takes a line back, its owner included.
create table private.moderation_log (
  actor_id uuid references public.profiles (id) on delete set null,
  event text not null,
  details jsonb not null default '{}',
  created_at timestamptz not null default now(),
  id uuid primary key default private.uuid_v7(),
  constraint event_is_a_word check (event ~ '^[a-z_]{1,40}$'),
  constraint details_are_bounded check (pg_column_size(details) <= 4000)
);
alter table private.moderation_log enable row level security;
-- What one of them did, and the erasure.
create index moderation_log_actor_id on private.moderation_log (actor_id, id);
-- What happened of one kind.
create index moderation_log_event on private.moderation_log (event, id);
comment on table private.moderation_log is 'The append-only audit log of moderation. It holds identifiers and verdicts, nothing that anybody wrote.';
comment on column private.moderation_log.actor_id is 'Who did it; null for what the system does, and once the account is gone.';

create function private.keep_log() returns trigger
language plpgsql volatile
set search_path = ''
as $$
begin
  -- The erasure of an account takes the name out of the line, and nothing else.
  if tg_op = 'UPDATE' and new.actor_id is null and to_jsonb(new) - 'actor_id' = to_jsonb(old) - 'actor_id' then
    return new;
  end if;
  raise exception 'The moderation log is append-only.';
end
$$;
comment on function private.keep_log is 'Trigger: refuses to change or remove a line of the moderation log, whoever asks.';

create trigger keep_log before update or delete on private.moderation_log for each row execute function private.keep_log();
create trigger keep_whole_log before truncate on private.moderation_log for each statement execute function private.keep_log();

create function private.add_to_log(event text, actor_id uuid, details jsonb default '{}') returns void
language sql volatile
set search_path = ''
as $$
  insert into private.moderation_log (event, actor_id, details) values (add_to_log.event, add_to_log.actor_id, add_to_log.details)
$$;
comment on function private.add_to_log is 'Adds a line to the audit log, in the transaction of what it tells. `actor_id`: null for what the system does.';

create function private.log_moderation(event text, moderator uuid, details jsonb default '{}') returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  -- Behind all that the deed has waited for: who was dismissed meanwhile has done nothing.
  perform private.active_moderator_id();
  perform private.add_to_log(log_moderation.event, log_moderation.moderator, log_moderation.details);
end
$$;
comment on function private.log_moderation is '
The last step of everything that moderators do: asks once more whether they still may, and adds a line to the audit log. Errors: NOT_AUTHENTICATED,
ACCOUNT_BANNED, NOT_ALLOWED.';

create function private.log_administration(event text, admin uuid, details jsonb default '{}') returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.active_admin_id();
  perform private.add_to_log(log_administration.event, log_administration.admin, log_administration.details);
end
$$;
comment on function private.log_administration is 'As log_moderation, for what only admins do. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';

create function public.audit_log(moderator_id uuid default null, event text default null, cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.audit_log(audit_log.moderator_id, audit_log.event, audit_log.cursor, audit_log.page_size);
end
$$;
comment on function public.audit_log is '
For admins: what moderators and admins have done, the last first, of one of them or of one kind if wanted: a page of {id, actor_id, event, details,
created_at}. `event`: case_claimed, case_decided, decision_undone, content_held, appeal_claimed, appeal_answered, second_review_drawn, second_review,
media_banned, media_unbanned, held_media_answered, viral_vetoed, viral_veto_lifted, topic_reviewed, verification_decided, verification_revoked,
person_looked_up, and of admins sessions_looked_up, sessions_ended, role_changed, term_changed, notification_scheduled, notification_schedule_active, notification_schedule_paused,
notification_schedule_cancelled, notification_ledger_read, setting_changed, rate_limit_changed, rule_changed, feed_weights_changed, time_zone_kept, jobs_retried. `actor_id` is null for what the system did, and once that account is gone.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.audit_log to authenticated;

create function private.audit_log(moderator_id uuid, event text, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
begin
  perform private.active_admin_id();
  return (
    select private.page(array_agg(to_jsonb(line) order by line.id desc), array_agg(line.id order by line.id desc), size)
    from (
      select * from private.moderation_log written
      where written.id < before and (audit_log.moderator_id is null or written.actor_id = audit_log.moderator_id)
        and (audit_log.event is null or written.event = audit_log.event)
      order by written.id desc
      limit size + 1
    ) line);
end
$$;
comment on function private.audit_log is 'The step of audit_log that reads. Errors: as audit_log.';
grant execute on function private.audit_log to authenticated;
