begin;
select plan(34);

select tests.create_user('alice'), tests.create_user('bob'), tests.create_user('carol');

-- The request between two people, whoever asks.
create function pg_temp.request(requester text, addressee text) returns uuid language sql security definer as $$
  select id from public.connection_requests
  where requester_id = tests.user_id(requester) and addressee_id = tests.user_id(addressee)
$$;
grant execute on function pg_temp.request to public;

select tests.authenticate_as(tests.user_id('alice'));
select is(public.request_connection(tests.user_id('bob'), E' Hi \n') ->> 'connection', 'requested', 'somebody is asked');
select is(public.request_connection(tests.user_id('bob'), 'Hello?') ->> 'connection_request_id', pg_temp.request('alice', 'bob')::text, 'twice is once');
select is(public.list_connection_requests('outgoing') #>> '{items,0,note}', 'Hi', 'with the note of the first time, trimmed');
select tests.throws_code('select public.answer_connection(pg_temp.request(''alice'', ''bob''), true)', 'CONNECTION_REQUEST_NOT_FOUND', 404, 'who asks does not answer');

select tests.authenticate_as(tests.user_id('carol'));
select tests.throws_code('select public.answer_connection(pg_temp.request(''alice'', ''bob''), true)', 'CONNECTION_REQUEST_NOT_FOUND', 404, 'a third person does not answer a request');
select tests.throws_code('select public.withdraw_connection(pg_temp.request(''alice'', ''bob''))', 'CONNECTION_REQUEST_NOT_FOUND', 404, 'who does not withdraw either');

select tests.authenticate_as(tests.user_id('bob'));
select tests.throws_code('select public.withdraw_connection(pg_temp.request(''alice'', ''bob''))', 'CONNECTION_REQUEST_NOT_FOUND', 404, 'the addressee does not withdraw a request');
select is(private.relationship(tests.user_id('alice')) ->> 'connection', 'incoming', 'the addressee sees the request');
select is(public.answer_connection(pg_temp.request('alice', 'bob'), false) ->> 'connection', 'none', 'a decline');
select is(public.answer_connection(pg_temp.request('alice', 'bob'), false) ->> 'connection', 'none', 'twice is once');
select tests.throws_code('select public.answer_connection(pg_temp.request(''alice'', ''bob''), true)', 'CONNECTION_REQUEST_NOT_FOUND', 404, 'what was declined cannot be accepted');

select tests.authenticate_as(tests.user_id('alice'));
select is(public.withdraw_connection(pg_temp.request('alice', 'bob')) ->> 'connection', 'none', 'withdrawing what was declined succeeds, and so tells nothing');
select tests.throws_code('select public.request_connection(tests.user_id(''bob''))', 'CONNECTION_COOL_DOWN', 409, 'nobody asks again soon after a decline');
select public.block(tests.user_id('bob')), public.unblock(tests.user_id('bob'));
select tests.throws_code('select public.request_connection(tests.user_id(''bob''))', 'CONNECTION_COOL_DOWN', 409, 'a block in between does not help to ask again');
select tests.reset_role();
update public.connection_requests set ended_at = ended_at - private.connection_cool_down();
select tests.authenticate_as(tests.user_id('alice'));
select is(public.request_connection(tests.user_id('bob')) ->> 'connection', 'requested', 'later one may');
select is(public.withdraw_connection(pg_temp.request('alice', 'bob')) ->> 'connection', 'none', 'the one who has asked withdraws a request');
select is(public.withdraw_connection(pg_temp.request('alice', 'bob')) ->> 'connection', 'none', 'twice is once');
select public.request_connection(tests.user_id('bob'));

select tests.authenticate_as(tests.user_id('bob'));
select is(public.answer_connection(pg_temp.request('alice', 'bob'), true) ->> 'connection', 'connected', 'a request is accepted');
select is(public.answer_connection(pg_temp.request('alice', 'bob'), true) ->> 'connection', 'connected', 'twice is once');
select tests.throws_code('select public.answer_connection(pg_temp.request(''alice'', ''bob''), false)', 'CONNECTION_REQUEST_NOT_FOUND', 404, 'what was accepted cannot be declined');
select is(private.connected_ids(), array[tests.user_id('alice')], 'policies know with whom the caller is connected');
select is(private.graph_counts(tests.user_id('bob')) ->> 'connections', '1', 'it is counted');
select tests.authenticate_as(tests.user_id('alice'));
select is(private.graph_counts(tests.user_id('alice')) ->> 'connections', '1', 'on both sides');
select tests.throws_code('select public.withdraw_connection(pg_temp.request(''alice'', ''bob''))', 'CONNECTION_REQUEST_NOT_FOUND', 404, 'what was accepted cannot be withdrawn');
select is(public.request_connection(tests.user_id('bob')) ->> 'connection', 'connected', 'asking a connection changes nothing');
select is(public.remove_connection(tests.user_id('bob')) ->> 'connection', 'none', 'either side ends it');
select is(public.remove_connection(tests.user_id('bob')) ->> 'connection', 'none', 'twice is once');
select is(private.graph_counts(tests.user_id('bob')) ->> 'connections', '0', 'a connection that is ended twice is ended for both');

select public.request_connection(tests.user_id('bob'));
select tests.authenticate_as(tests.user_id('bob'));
select is(public.request_connection(tests.user_id('alice')) ->> 'connection', 'connected', 'requests that cross connect at once');
select tests.reset_role();
select results_eq($$ select kind from private.engagement where kind like 'connection%' order by id $$, array[
  'connection_request', 'connection_request', 'connection_withdraw', 'connection_request', 'connection_accept',
  'connection_request', 'connection_accept'], 'later domains learn of it, and not of declines and ends');

insert into private.graph_stats (profile_id, connections) values (tests.user_id('carol'), private.connection_limit());
select tests.authenticate_as(tests.user_id('carol'));
select tests.throws_code('select public.request_connection(tests.user_id(''bob''))', 'CONNECTION_LIMIT_REACHED', 409, 'connections are limited');
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code(format('select public.request_connection(tests.user_id(''carol''), %L)', repeat('x', 301)), 'INVALID_ARGUMENT', 422, 'a note is short');
select tests.throws_code('select public.request_connection(tests.user_id(''alice''))', 'SELF_TARGET', 422, 'nobody connects to themselves');
select tests.throws_code('select public.list_connection_requests(''sideways'')', 'INVALID_ARGUMENT', 422, 'there are two directions');

select * from finish();
rollback;
