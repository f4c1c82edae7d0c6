begin;
select plan(5);

select tests.create_user('alice'), tests.create_user('dave', 'admin');
select private.note_sweep(10, 20, 4, 4, 4.5, 0.9, 1.0, 1, 2, 3), private.note_sweep(10, 20, 4, 4, 4.5, 1.0, 1.0, 1, 2, 3);
insert into private.match_proposals (low_id, high_id, pool, weight, low_gender, high_gender, low_waited_s, high_waited_s, low_eta_s, high_eta_s, deadline)
values (tests.user_id('alice'), tests.user_id('dave'), 'dating', 1, 'other', 'other', 9, 30, 10, 10, now());

select tests.authenticate_as(tests.user_id('alice'));
select is_empty('select from analytics.matchmaking_regret', 'what sweeps gave away is for admins');
select is_empty('select from analytics.matchmaking_etas', 'how good expected times were is not for members');
select tests.authenticate_as(tests.user_id('alice'), '{"app_role": "admin"}');
select is_empty('select from analytics.matchmaking_regret', 'a claim alone makes no admin');
select tests.authenticate_as(tests.user_id('dave'), '{"app_role": "admin"}');
select results_eq('select sweeps, proposed, round(share_of_optimum::numeric, 2), worst_share from analytics.matchmaking_regret',
  $$ values (2::bigint, 8::bigint, 0.95, 0.9::double precision) $$, 'admins read the share of the optimum by the hour');
select results_eq('select pool, searches, within_half from analytics.matchmaking_etas', $$ values ('dating', 2::bigint, 0.5::double precision) $$,
  'admins read the share of expected times that were right by half');

select * from finish();
rollback;
