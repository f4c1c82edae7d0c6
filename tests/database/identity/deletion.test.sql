begin;
select plan(9);

select tests.create_user('alice');
select tests.create_user('bob');
insert into private.credentials (account_id, password_hash)
values (tests.user_id('alice'), '$2b$10$' || repeat('a', 53));
select private.audit('signed_in', id, 'Telltale device', '192.0.2.1', '{"session_id": "x"}') from private.accounts;
insert into private.login_failures (rule, subject, failures, last_failed_at)
values ('identifier', private.identifier_hash('alice@example.com'), 1, now()), ('identifier', private.identifier_hash('bob'), 1, now());

select private.erase_account(tests.user_id('alice'));
select is_empty(format($$
  select table_schema || '.' || table_name || '.' || column_name
  from information_schema.columns
  join information_schema.tables using (table_schema, table_name)
  where table_type = 'BASE TABLE' and table_schema in ('public', 'private') and data_type in ('uuid', 'text')
    and not (table_name = 'audit_events' and column_name = 'account_id')
    and (xpath('/row/found/text()', query_to_xml(
      format('select count(*) as found from %%I.%%I where %%I::text = %%L', table_schema, table_name, column_name, %L),
      false, true, '')))[1]::text <> '0'
$$, tests.user_id('alice')), 'the identifier of a deleted account is in no column of any table, except the audit trail');
select is((select count(*) from public.profiles), 1::bigint, 'the profile is gone, and that of others is not');
select is((select count(*) from private.login_failures), 1::bigint, 'failures at the account are forgotten');
select results_eq(
  format('select event, ip::text, user_agent, details from private.audit_events where account_id = %L order by id', tests.user_id('alice')),
  $$values ('signed_in', null::text, null::text, '{}'::jsonb), ('deleted', null, null, '{}')$$,
  'the trail says what happened, and not to whom');
select is((select user_agent from private.audit_events where account_id = tests.user_id('bob')), 'Telltale device', 'other trails stay whole');
select results_eq($$select template, recipient, account_id from private.outbox_mails$$,
  $$values ('account_deleted', 'alice@example.com', null::uuid)$$, 'a farewell is on its way');

update private.audit_events set created_at = now() - interval '366 days' where account_id = tests.user_id('alice') and event = 'signed_in';
insert into private.audit_events (event, created_at) values
  ('sign_in_failed', now() - interval '31 days'), ('sign_in_failed', now() - interval '29 days');
select is(private.purge_audit_events(), 2::bigint, 'the trail is kept for a year, failed sign-ins for 30 days');
select is((select count(*) from private.audit_events), 3::bigint, 'what the trail should keep is kept');
select throws_ok($$insert into private.audit_events (event) values ('Signed in!')$$, '23514', null, 'events are words');

select * from finish();
rollback;
