begin;
select plan(22);

select tests.create_user('alice');
select tests.create_user('bob');
create function pg_temp.claimed() returns text language sql as $$ select private.claim_mail() ->> 'template' $$;
create function pg_temp.mail(template text) returns private.outbox_mails language sql as $$
  select mail from private.outbox_mails mail where mail.template = $1
$$;

select private.queue_mail('password_changed', 'alice@example.com', tests.user_id('alice'));
select is(pg_temp.claimed(), 'password_changed', 'a mail that is due is handed out');
select is(pg_temp.claimed(), null, 'to one worker');
select is((pg_temp.mail('password_changed')).due_at, now() + interval '2 minutes', 'a mail is given to one worker for two minutes');
select private.mail_sent((pg_temp.mail('password_changed')).id);
update private.outbox_mails set due_at = now();
select is(pg_temp.claimed(), null, 'a mail that was sent is not handed out again');

select private.queue_mail('verify_email', 'alice@example.com', tests.user_id('alice'));
select is(private.claim_mail() -> 'attempt', '1', 'attempts are counted');
update private.outbox_mails set due_at = now() where state = 'queued';
select is(private.claim_mail() -> 'attempt', '2', 'when a lease runs out the mail is handed out again');
select is((select count(*) from private.mail_tokens), 1::bigint, 'with the token that it had');
select private.mail_failed((pg_temp.mail('verify_email')).id, 1, 'from the worker that was too slow');
select is((pg_temp.mail('verify_email')).last_error, null, 'whoever had it before has no say');
select private.mail_failed((pg_temp.mail('verify_email')).id, 2, 'no');
select is((pg_temp.mail('verify_email')).due_at, now() + interval '2 minutes', 'the second failure puts it back for two minutes');
update private.outbox_mails set attempts = 9, due_at = now() where template = 'verify_email';
select private.claim_mail();
select private.mail_failed((pg_temp.mail('verify_email')).id, 10, 'no');
select is((pg_temp.mail('verify_email')).state, 'dead', 'the tenth is the last');

update private.outbox_mails set state = 'queued', due_at = now() where template = 'verify_email';
select is(pg_temp.claimed(), null, 'a mail whose workers all died is given up too');
select is((pg_temp.mail('verify_email')).state, 'dead', 'instead of killing more of them');

select private.queue_mail('reset_password', 'nobody@example.com', null);
select is(pg_temp.claimed(), null, 'nobody gets no link');
select is(pg_temp.mail('reset_password'), null, 'a request for nobody leaves no trace');
select private.queue_mail('reset_password', 'bob@example.com', null);
select is(private.claim_mail() ->> 'username', 'bob', 'an account with the address gets one');
select is((select account_id from private.mail_tokens where purpose = 'reset_password'), tests.user_id('bob'), 'a link is for the account with the address');

select is((select count(private.find_mail_token(id, purpose)) from private.mail_tokens where purpose = 'reset_password'), 1::bigint, 'the link works');
select tests.throws_code($$select private.find_mail_token(id, 'delete_account') from private.mail_tokens$$,
  'INVALID_MAIL_TOKEN', 422, 'a link is for its own purpose');
select private.void_mail_tokens(tests.user_id('bob'), 'reset_password');
select tests.throws_code($$select private.find_mail_token(id, purpose) from private.mail_tokens where purpose = 'reset_password'$$,
  'INVALID_MAIL_TOKEN', 422, 'until it is made void');

-- Notices stop after ten an hour, and what they tell about does not.
select lives_ok($$select private.queue_notice('new_device', tests.user_id('alice')) from generate_series(1, 15)$$,
  'a flood of notices refuses nothing');
select is((select count(*) from private.outbox_mails where template = 'new_device'), 10::bigint, 'a flood of notices becomes ten mails');

update private.outbox_mails set state = 'sent', sent_at = now() - interval '31 days' where template in ('new_device', 'reset_password');
select is(private.purge_mails(), 11::bigint, 'mails of long ago are purged');

select * from finish();
rollback;
