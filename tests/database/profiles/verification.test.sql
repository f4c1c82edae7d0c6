begin;
select plan(23);

select tests.create_user('alice'), tests.create_user('bob'), tests.create_user('mona', 'moderator');
create function tests.request() returns uuid language sql security definer as $$
  select id from public.verification_requests where profile_id = tests.user_id('alice') order by id desc limit 1 $$;
grant execute on function tests.request to authenticated;

select tests.authenticate_as(tests.user_id('alice'));
select is(public.request_verification('I am the Alice of the example.') ->> 'status', 'pending', 'people ask for the badge');
select is((public.request_verification('I am the Alice of the example.') ->> 'id')::uuid, tests.request(), 'a retry finds the same request');
select tests.throws_code($$ select public.request_verification('I am another Alice altogether.') $$, 'VERIFICATION_PENDING', 409, 'one request at a time');
select tests.throws_code($$ select public.request_verification('short') $$, 'INVALID_VERIFICATION', 422, 'a statement says something');
select tests.throws_code('select public.review_verification(tests.request(), true)', 'NOT_ALLOWED', 403, 'nobody grants it to themselves');
select is((select count(statement) from public.verification_requests), 1::bigint, 'people read their own requests');
select throws_ok('select decided_by from public.verification_requests', '42501', null, 'people do not read who decided about their requests');
select throws_ok($$ update public.verification_requests set status = 'approved' $$, '42501', null, 'people do not change their requests');
select throws_ok($$ insert into public.verification_requests (profile_id, statement) values (tests.user_id('alice'), repeat('x', 30)) $$, '42501', null, 'people do not insert requests past the function');
select throws_ok('delete from public.verification_requests', '42501', null, 'people do not delete their requests');

select tests.authenticate_as(tests.user_id('bob'));
select is((select count(id) from public.verification_requests), 0::bigint, 'others see none');
select tests.authenticate_as(tests.user_id('bob'), '{"app_role": "moderator"}');
select is((select count(id) from public.verification_requests), 0::bigint, 'not even with a claim that the account does not have any more');
select tests.throws_code('select public.review_verification(tests.request(), true)', 'NOT_ALLOWED', 403, 'nobody decides with a claim that the account does not have any more');

select tests.authenticate_as(tests.user_id('mona'), '{"app_role": "moderator"}');
select is((select count(id) from public.verification_requests), 1::bigint, 'moderators see all');
select is(public.review_verification(tests.request(), true, 'Welcome') ->> 'status', 'approved', 'moderators decide');
select is(public.review_verification(tests.request(), true) ->> 'note', 'Welcome', 'a repeated decision changes nothing');
select tests.throws_code('select public.review_verification(tests.request(), false)', 'VERIFICATION_DECIDED', 409, 'another one is refused');
select tests.throws_code('select public.review_verification(gen_random_uuid(), true)', 'VERIFICATION_NOT_FOUND', 404, 'a request about nothing is refused');
select ok(public.get_profile('alice') ->> 'verified_at' is not null, 'the badge shows');

select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code($$ select public.request_verification('I am the Alice of the example.') $$, 'ALREADY_VERIFIED', 409, 'nobody asks twice');
select is(public.update_profile('{"bio": "Still me"}') ->> 'verified_at' is null, false, 'a new bio leaves the badge');
select is(public.update_profile('{"last_name": "Celebrity"}') ->> 'verified_at', null, 'a new name takes it away');

select tests.as_service();
select is((select count(*) from public.verification_requests), 1::bigint, 'the service key reads requests');

select tests.reset_role();
select * from finish();
rollback;
