begin;
select plan(133);

select tests.create_user('alice', 'admin');
create temporary table closed as
  select name, (select attname from pg_attribute where attrelid = ('private.' || name)::regclass and attnum = 1) as key
  from unnest(array[
    'accounts', 'credentials', 'sessions', 'audit_events', 'lockout_rules', 'login_failures', 'outbox_mails', 'mail_tokens',
    'reserved_usernames', 'protected_usernames', 'locations']) name;
create temporary table verbs as
  select verb, statement from (values
    ('read', 'select * from private.%I'), ('write', 'insert into private.%I default values'),
    ('change', 'update private.%I set %I = null'), ('empty', 'delete from private.%I')) verb (verb, statement);
grant select on closed, verbs to public;

select tests.authenticate_as(tests.user_id('alice'), '{"app_role": "admin"}');
select throws_ok(format(statement, name, key), '42501', null, format('not even an admin''s client may %s private.%s', verb, name))
from closed, verbs;
select tests.as_anon();
select throws_ok(format(statement, name, key), '42501', null, format('anon may not %s private.%s', verb, name)) from closed, verbs;
select tests.as_service();
select throws_ok(format(statement, name, key), '42501', null, format('the service key may not %s private.%s', verb, name))
from closed, verbs;

-- functions/auth and the worker call them as `postgres`.
select tests.reset_role();
select is_empty($$
  select routine, role
  from unnest(array['anon', 'authenticated', 'service_role']) role,
    unnest(array[
      'begin_login', 'finish_login', 'open_session', 'rotate_session', 'revoke_session', 'end_sessions', 'begin_password_check',
      'change_password', 'set_password', 'reset_password', 'find_mail_token', 'queue_mail', 'claim_mail', 'erase_account',
      'delete_account_by_mail', 'delete_account_by_password', 'begin_export', 'export_account', 'register', 'audit',
      'admit_attempt', 'forgive_attempt', 'forget_failures', 'mark_email_verified']) routine
  where has_function_privilege(role, ('private.' || routine)::regproc, 'execute')
$$, 'no API role may call what works for functions/auth');

select * from finish();
rollback;
