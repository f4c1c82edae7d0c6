begin;
select plan(13);

select tests.create_user('alice'), tests.create_user('bob');
update private.accounts set username = 'mira.bell' where username = 'alice';
select ok(not private.is_username_reserved('m1ra_bel1'), 'anybody may look like somebody without the badge');
update public.profiles set verified_at = now() where username = 'mira.bell';
select ok(private.is_username_reserved(name), name || ' looks like somebody who has the badge')
from unnest(array['mirabell', 'MIRA_BELL', 'm1ra.be11', 'rnirabell']) name;
select ok(not private.is_username_reserved('mira.bell'), 'their own username is taken rather than reserved');
select ok(not private.is_username_reserved('mirabell', tests.user_id('alice')), 'they themselves may have what looks like theirs');
select ok(private.is_username_reserved('mirabell', tests.user_id('bob')), 'others may not');

update private.accounts set username = 'mirabell' where username = 'mira.bell';
select results_eq('select username, skeleton from private.protected_usernames', $$ values ('mirabell', 'mlrabell') $$, 'the protection follows a rename');
update public.profiles set verified_at = now() + interval '1 second' where username = 'mirabell';
select ok(private.is_username_reserved('m1rabell'), 'a badge given again changes nothing');
update public.profiles set verified_at = null where username = 'mirabell';
select ok(not private.is_username_reserved('m1rabell'), 'without the badge the protection is gone');
update public.profiles set verified_at = now() where username = 'mirabell';
delete from private.accounts where username = 'mirabell';
select is_empty('select from private.protected_usernames', 'without the account the protection of its name is gone');
insert into private.accounts (id, username, email, phone, birth_date) values (tests.user_id('carol'), 'carol', 'carol@example.com', '+15550001', '1990-01-01');
insert into public.profiles (id, username, first_name, last_name, gender, verified_at) values (tests.user_id('carol'), 'carol', 'Carol', 'Example', 'other', now());
select ok(private.is_username_reserved('c4rol'), 'a profile that comes with the badge is protected');

select * from finish();
rollback;
