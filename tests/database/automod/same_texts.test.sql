begin;
select plan(9);

select tests.create_user(name) from unnest(array['alice', 'bob', 'nora']) name;
select tests.create_user('new' || n), tests.create_user('old' || n) from generate_series(1, 5) n;
update private.accounts set created_at = now() - interval '30 days' where username !~ '^new';
update private.rate_limits set capacity = 1000;
select private.notice_same_texts();

-- %1: who; %2: what. A message to a new partner each.
create function pg_temp.open_talks(who text, words text, times int, answered boolean default false) returns void language plpgsql as $$
declare
  talk uuid;
  partner text;
begin
  for n in 1 .. times loop
    partner := md5(who || words || n);
    perform tests.create_user(left('p' || partner, 20));
    talk := tests.create_talk(who, left('p' || partner, 20));
    if answered then
      perform tests.authenticate_as(tests.user_id(left('p' || partner, 20)));
      perform tests.say(talk, 'Hello there');
    end if;
    perform tests.authenticate_as(tests.user_id(who));
    perform tests.say(talk, words);
    perform tests.reset_role();
  end loop;
end $$;
create function pg_temp.notice() returns int language plpgsql as $$
begin
  -- Lines are read once their transaction has ended; this one's have, for the test.
  update private.engagement set transaction_id = '3' where transaction_id <> '3';
  update private.engagement_readers set place = '0' where name = 'notice_same_texts';
  return private.notice_same_texts();
end $$;

select pg_temp.open_talks('alice', 'Buy my wonderful crypto course today', 4);
select is(pg_temp.notice(), 0, 'the same opener to four strangers is let be');
select pg_temp.open_talks('alice', 'buy my WONDERFUL crypto-course... today!', 1);
select is(pg_temp.notice(), 1, 'the fifth is noticed, however its signs differ');
select results_eq($$ select subject_id, details ->> 'source', details ->> 'rule', (details ->> 'times')::int, details ->> 'target' from private.engagement where kind = 'flag' $$,
  $$ values (tests.user_id('alice'), 'rule', 'same_text_places', 5, 'message') $$, 'moderators learn who it is, and in how many places');
select pg_temp.open_talks('alice', 'Buy my wonderful crypto course today!!', 3);
select is(pg_temp.notice(), 0, 'moderators are told once');
select pg_temp.open_talks('bob', 'A very happy new year to you all', 6, answered => true);
select is(pg_temp.notice(), 0, 'the same words to six people who have spoken before are no opener');
select pg_temp.open_talks('nora', 'hello again', 6);
select is(pg_temp.notice(), 0, 'short texts are alike by chance');

select tests.authenticate_as(tests.user_id('old' || n)), public.create_post(gen_random_uuid(), 'text', 'We all are watching the same match tonight'), tests.reset_role()
from generate_series(1, 5) n;
select is(pg_temp.notice(), 0, 'people who have been here for long may say the same');
select tests.authenticate_as(tests.user_id('new' || n)), public.create_post(gen_random_uuid(), 'text', 'Down with everybody who lives in this town'), tests.reset_role()
from generate_series(1, 5) n;
select is(pg_temp.notice(), 1, 'five newcomers with the same text are a raid');
update private.text_prints set noticed_at = now() - interval '11 minutes';
select private.notice_same_texts();
select is((select count(*) from private.text_prints), 0::bigint, 'what was said is forgotten after minutes');

select * from finish();
rollback;
