-- Everything that is the user's, on request. A domain adds its part by declaring private.export_<part>(account_id uuid)
-- returns setof jsonb, one value a thing, in a steady order; the export finds it by its name.

create function private.export_parts() returns setof text
language sql stable
set search_path = ''
as $$
  select substring(routine.proname from '^export_(.+)$')
  from pg_catalog.pg_proc routine
  where routine.pronamespace = 'private'::regnamespace
    and routine.proname like 'export\_%'
    and routine.proargtypes = array['uuid'::regtype::oid]::oidvector
    and routine.prorettype = 'jsonb'::regtype and routine.proretset
  order by 1
$$;
comment on function private.export_parts is 'The parts of an export: x where there is a function private.export_x(account_id uuid) returns setof jsonb.';

create function private.begin_export(account_id uuid, session_id uuid, user_agent text, ip inet) returns setof text
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.check_session(begin_export.account_id, begin_export.session_id);
  perform private.take_token('export_by_account', begin_export.account_id::text);
  perform private.audit('exported', begin_export.account_id, begin_export.user_agent, begin_export.ip);
  return query select private.export_parts();
end
$$;
comment on function private.begin_export is 'Admits an export and returns its parts. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, RATE_LIMITED.';

create function private.export_account(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  -- Whoever is shadow banned is not told so here either.
  select to_jsonb(account) - array['shadow_banned_at', 'shadow_banned_until'] || jsonb_build_object('password_changed_at', credential.updated_at)
  from private.accounts account
  join private.credentials credential on credential.account_id = account.id
  where account.id = export_account.account_id
$$;
comment on function private.export_account is 'Part of the export: what a person signs in with, without the password.';

create function private.export_sessions(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(session) - array['refresh_hash', 'refresh_counter', 'refresh_parent', 'account_id', 'banned_until']
  from private.sessions session
  where session.account_id = export_sessions.account_id
  order by session.id
$$;
comment on function private.export_sessions is 'Part of the export: the devices of the last months.';

create function private.export_audit_events(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(audited) - 'account_id'
  from private.audit_events audited
  where audited.account_id = export_audit_events.account_id
  order by audited.id
$$;
comment on function private.export_audit_events is 'Part of the export: the audit trail.';

create function private.export_mails(account_id uuid) returns setof jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'template', mail.template, 'recipient', mail.recipient, 'data', mail.data, 'created_at', mail.created_at, 'sent_at', mail.sent_at)
  from private.outbox_mails mail
  where mail.account_id = export_mails.account_id
  order by mail.id
$$;
comment on function private.export_mails is 'Part of the export: the mails of the last weeks.';
