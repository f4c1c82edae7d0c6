begin;
select plan(9);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave', 'erin']) name;
select tests.befriend('alice', 'bob');
update private.rate_limits set capacity = 2, refill_per_second = 1e-9 where name = 'new_conversation_by_new';
create function pg_temp.make(variadic names text[]) returns jsonb language sql as $$
  select public.create_group(gen_random_uuid(), 'A group', array(select tests.user_id(name) from unnest(names) name)) - 'conversation' $$;
create function pg_temp.ids(variadic names text[]) returns jsonb language sql as $$
  select coalesce(jsonb_agg(tests.user_id(name) order by tests.user_id(name)), '[]') from unnest(names) name $$;
grant execute on all functions in schema pg_temp to authenticated;

select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.make('bob') -> 'added', pg_temp.ids('bob'), 'friends cost nothing');
select is(jsonb_array_length(pg_temp.make('bob', 'carol', 'dave') -> 'added'), 3, 'strangers in a group are counted by head');
select tests.throws_code($$ select pg_temp.make('erin') $$, 'RATE_LIMITED', 429, 'past the limit of strangers nobody is added');
select tests.throws_code($$ select public.start_conversation(tests.user_id('erin')) $$, 'RATE_LIMITED', 429, 'past the limit of strangers nobody is written to');
select tests.reset_role();
delete from private.rate_buckets;

-- Refusals hold for every group of the same person.
select tests.authenticate_as(tests.user_id('carol'));
create temporary table talk as select (public.start_conversation(tests.user_id('dave')) ->> 'id')::uuid as id;
select tests.say(id, 'Hi') from talk;
select tests.reset_role();
grant select on talk to authenticated;
select tests.authenticate_as(tests.user_id('dave'));
select public.answer_message_request(id, false) from talk;
select public.leave_conversation((item ->> 'id')::uuid) from jsonb_array_elements(public.list_conversations() -> 'items') item where item ->> 'kind' = 'group';
select tests.authenticate_as(tests.user_id('carol'));
select is(pg_temp.make('dave') -> 'not_added', pg_temp.ids('dave'), 'whose messages were declined adds nobody to a group instead');
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.make('dave') -> 'not_added', pg_temp.ids('dave'), 'who has left a group is not put into the next one by who had added them');

-- Minors and adults
select tests.reset_role();
delete from private.rate_buckets;
update private.accounts set birth_date = current_date - interval '15 years' where id = tests.user_id('erin');
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.make('erin') -> 'not_added', pg_temp.ids('erin'), 'no adult puts a minor whom they do not know into a group');
select tests.throws_code($$ select public.start_conversation(tests.user_id('erin')) $$, 'MESSAGES_NOT_ALLOWED', 403, 'no adult writes to a minor whom they do not know');
select tests.authenticate_as(tests.user_id('erin'));
select is(pg_temp.make('alice') -> 'not_added', pg_temp.ids('alice'), 'no minor puts an adult whom they do not know into a group');
select * from finish();
rollback;
