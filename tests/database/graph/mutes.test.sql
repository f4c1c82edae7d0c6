begin;
select plan(14);

select tests.create_user('alice'), tests.create_user('bob'), tests.create_user('carol');

select tests.authenticate_as(tests.user_id('alice'));
select is(public.mute(tests.user_id('bob')) -> 'muted', 'true', 'a mute');
select is(public.mute(tests.user_id('bob')) -> 'muted', 'true', 'twice is once');
select is(private.muted_ids(), array[tests.user_id('bob')], 'feeds know whom the caller has muted');
select is(public.list_muted() #> '{items,0,until}', 'null', 'it has no end by itself');
select is(public.mute(tests.user_id('bob'), now() + interval '1 hour') -> 'muted', 'true', 'unless it is given one');
select isnt(public.list_muted() #>> '{items,0,until}', null, 'which is listed');
select tests.throws_code('select public.mute(tests.user_id(''bob''), now())', 'INVALID_ARGUMENT', 422, 'an end lies in the future');
select tests.throws_code('select public.mute(tests.user_id(''alice''))', 'SELF_TARGET', 422, 'nobody mutes themselves');

select tests.reset_role();
update public.mutes set until = now() - interval '1 second';
select tests.authenticate_as(tests.user_id('alice'));
select is(private.relationship(tests.user_id('bob')) -> 'muted', 'false', 'after it the mute is over');
select is(private.muted_ids(), '{}', 'everywhere');
select is(public.list_muted() -> 'items', '[]', 'in the list too');
select is(public.unmute(tests.user_id('bob')) -> 'muted', 'false', 'unmuting');
select is(public.unmute(tests.user_id('bob')) -> 'muted', 'false', 'twice is once');

select tests.reset_role();
insert into public.mutes (muter_id, muted_id, until) values
  (tests.user_id('alice'), tests.user_id('bob'), now() - interval '1 second'), (tests.user_id('alice'), tests.user_id('carol'), 'infinity');
insert into public.connection_requests (requester_id, addressee_id, state, ended_at) values
  (tests.user_id('alice'), tests.user_id('bob'), 'declined', now() - interval '91 days'),
  (tests.user_id('bob'), tests.user_id('alice'), 'declined', now() - interval '29 days'),
  (tests.user_id('alice'), tests.user_id('carol'), 'pending', null);
select is(private.purge_graph(), 2::bigint, 'what is long over is removed by schedule');

select * from finish();
rollback;
