begin;
select no_plan();

-- The activity log, and what somebody is told of their account.
select tests.create_user(name) from unnest(array['alice', 'bob']) name;
select tests.create_post('bob', 'a post', id => '99999999-9999-9999-9999-999999999999');
select tests.authenticate_as(tests.user_id('alice'));
select public.react('post', '99999999-9999-9999-9999-999999999999'), public.follow(tests.user_id('bob'));
select tests.reset_role();
select private.emit('moderation_notice', tests.user_id('alice'), tests.user_id('alice'));
-- Whoever has done nothing is not looked at: the log is read every second.
select tests.create_user('idle' || number) from generate_series(1, 100) number;
create function pg_temp.accounts_read() returns bigint language sql as $$
  select seq_tup_read + idx_tup_fetch from pg_stat_xact_all_tables where relid = 'private.accounts'::regclass $$;
set local enable_seqscan = off;
select set_config('tests.accounts_read', pg_temp.accounts_read()::text, true);
select cmp_ok(tests.read_all('log_events'), '>=', 2, 'what people do is in the activity log');
select cmp_ok(pg_temp.accounts_read() - current_setting('tests.accounts_read')::bigint, '<', 50::bigint, 'only accounts of who has done something are read for it');
reset enable_seqscan;
select bag_has($$ select kind from private.events where person_id = tests.user_id('alice') $$, $$ values ('post_reaction'), ('follow') $$, 'each deed by its doer');
select is((select count(*) from private.events where kind = 'moderation_notice'), 0::bigint, 'what somebody is told is no deed');
select is((select count(*) from pg_inherits where inhparent = 'private.events'::regclass), 1::bigint, 'a day is a table of its own');
select is((select count(*) from private.export_events(tests.user_id('alice')) exported where exported::text ~ tests.user_id('bob')::text), 0::bigint, 'an export has nobody else');
select private.make_event_days(array['2020-01-01'::date]);
insert into private.events (person_id, kind, happened_at) values (tests.user_id('alice'), 'follow', '2020-01-01 12:00Z');
select is(private.purge_events(), 1::bigint, 'days that are old enough go at once');
select is((select count(*) from private.events where happened_at < '2021-01-01'), 0::bigint, 'with all that is in them');
select private.erase_account(tests.user_id('alice'));
select is((select count(*) from private.events where person_id = tests.user_id('alice')), 0::bigint, 'what somebody did goes with their account');

select private.audit('signed_in', tests.user_id('bob'), 'a browser', '203.0.113.9', '{"session_id": "1"}'), private.audit('signed_in', gen_random_uuid());
select tests.authenticate_as(tests.user_id('bob'));
select is((public.my_activity() #> '{items,0}') - array['id', 'created_at'], '{"event": "signed_in", "ip": "203.0.113.9", "user_agent": "a browser"}', 'people see who signed in to their account, and from where');
select is(jsonb_array_length(public.my_activity() -> 'items'), 1, 'my_activity gives nobody else''s');
select tests.reset_role();

-- Strikes count against how much somebody is trusted, and how many strangers they write to.
update private.accounts set created_at = now() - interval '1 year', email_verified_at = now() where username = 'bob';
create temporary table trusted as select trust from private.trust_of(array[tests.user_id('bob')], now());
update private.accounts set strikes = array[now() + interval '1 day', now() - interval '1 day'] where username = 'bob';
select is((select trust from private.trust_of(array[tests.user_id('bob')], now())), (select trust / 2 from trusted)::real, 'each strike that counts halves the trust in somebody');
select private.take_new_conversation(tests.user_id('bob'));
select is((select round(limits.capacity - bucket.tokens) from private.rate_buckets bucket join private.rate_limits limits on limits.name = bucket.limit_name
  where limit_name ~ '^new_conversation' and subject = tests.user_id('bob')::text)::int, 2, 'each strike that counts lets somebody write to fewer strangers');

select * from finish();
rollback;
