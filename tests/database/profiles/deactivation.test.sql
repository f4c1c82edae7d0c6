begin;
select plan(5);
select tests.open_tables();

select tests.create_user('alice');
select tests.create_user('bob');
select tests.authenticate_as(tests.user_id('bob'));
select is((select count(*) from public.profiles), 2::bigint, 'bob sees alice and himself');

select tests.reset_role();
select private.deactivate_account(tests.user_id('alice'), tests.user_id('alice'), null, null);
select isnt((select revoked_at from private.sessions where account_id = tests.user_id('alice')), null, 'deactivation ends the sessions');
select tests.authenticate_as(tests.user_id('bob'));
select results_eq('select username from public.profiles', array['bob'], 'who has deactivated their account is not to be seen');
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code($$select public.create_post(gen_random_uuid(), 'text', 'Hello?')$$, 'NOT_AUTHENTICATED', 401, 'alice''s tokens write nothing');

select tests.reset_role();
update private.accounts set deactivated_at = null;
select tests.authenticate_as(tests.user_id('bob'));
select is((select count(*) from public.profiles), 2::bigint, 'until she is back');

select * from finish();
rollback;
