begin;
select plan(26);

select tests.create_user(name) from unnest(array['alice', 'bob', 'carol', 'dave']) name;
create temporary table club (id uuid);
grant select on club to authenticated;
create function pg_temp.club() returns uuid language sql as $$ select id from club $$;
create function pg_temp.roles() returns text language sql as $$
  select string_agg(format('%s:%s', member ->> 'username', member ->> 'role'), ' ')
  from jsonb_array_elements(public.list_members(pg_temp.club()) -> 'items') member $$;
grant execute on all functions in schema pg_temp to authenticated;

insert into club values ('00000000-0000-4000-8000-000000000001');
insert into private.conversations (id, kind, title, member_count) select id, 'group', 'Chess', 4 from club;
insert into private.conversation_members (conversation_id, user_id, role, joined_at)
select club.id, tests.user_id(name), case name when 'alice' then 'owner' else 'member' end, now() - days * interval '1 day'
from club, (values ('alice', 9), ('bob', 8), ('carol', 7), ('dave', 6)) person (name, days);

select tests.authenticate_as(tests.user_id('alice'));
select is(public.set_member_role(pg_temp.club(), tests.user_id('carol'), 'admin') #>> '{me,role}', 'owner', 'the owner makes admins');
select is(pg_temp.roles(), 'alice:owner carol:admin dave:member bob:member', 'the owner and the admins are listed first');
select is(public.list_messages(pg_temp.club()) #>> '{items,0,details,role}', 'admin', 'the group hears of it');
select public.set_member_role(pg_temp.club(), tests.user_id('carol'), 'admin');
select is(jsonb_array_length(public.list_messages(pg_temp.club()) -> 'items'), 1, 'once');
select tests.throws_code($$ select public.set_member_role(pg_temp.club(), tests.user_id('carol'), 'king') $$, 'INVALID_ARGUMENT', 422, 'there are three roles');
select tests.throws_code($$ select public.set_member_role(pg_temp.club(), tests.user_id('alice'), 'member') $$, 'INVALID_ARGUMENT', 422, 'the owner does not step down without an heir');
select tests.throws_code($$ select public.set_member_role(pg_temp.club(), gen_random_uuid(), 'admin') $$, 'USER_NOT_FOUND', 404, 'who is not there has no role');
select tests.throws_code($$ select public.remove_member(pg_temp.club(), tests.user_id('alice')) $$, 'INVALID_ARGUMENT', 422, 'nobody removes themselves');

select tests.authenticate_as(tests.user_id('carol'));
select tests.throws_code($$ select public.set_member_role(pg_temp.club(), tests.user_id('bob'), 'admin') $$, 'OWNER_ONLY', 403, 'an admin gives no roles');
select tests.throws_code($$ select public.remove_member(pg_temp.club(), tests.user_id('alice')) $$, 'OWNER_ONLY', 403, 'an admin does not remove the owner');
select is(public.update_group(pg_temp.club(), '{"title": "Go"}') ->> 'title', 'Go', 'an admin changes the group');
select is(public.remove_member(pg_temp.club(), tests.user_id('dave')) -> 'member_count', '3', 'an admin removes members');

select tests.authenticate_as(tests.user_id('alice'));
select is(public.set_member_role(pg_temp.club(), tests.user_id('bob'), 'owner') #>> '{me,role}', 'admin', 'who hands the group over is an admin then');
select is(public.set_member_role(pg_temp.club(), tests.user_id('bob'), 'owner') #>> '{me,role}', 'admin', 'to repeat it changes nothing');
select is(pg_temp.roles(), 'bob:owner carol:admin alice:admin', 'a group has one owner');
select tests.throws_code($$ select public.set_member_role(pg_temp.club(), tests.user_id('carol'), 'member') $$, 'OWNER_ONLY', 403, 'who was the owner is not any more');

select tests.authenticate_as(tests.user_id('bob'));
select public.leave_conversation(pg_temp.club());
select tests.throws_code($$ select public.get_conversation(pg_temp.club()) $$, 'CONVERSATION_NOT_FOUND', 404, 'who leaves is out');
select tests.authenticate_as(tests.user_id('alice'));
select is(pg_temp.roles(), 'alice:owner carol:admin', 'the longest-serving admin inherits');
select is(
  (select string_agg(message #>> '{details,event}', ' ' order by message -> 'seq') from jsonb_array_elements(public.list_messages(pg_temp.club()) -> 'items') message),
  'role title removed role left role', 'every change is told');
select public.set_member_role(pg_temp.club(), tests.user_id('carol'), 'member');
select public.leave_conversation(pg_temp.club());
select tests.authenticate_as(tests.user_id('carol'));
select is(pg_temp.roles(), 'carol:owner', 'without admins a member inherits');
select is(public.get_conversation(pg_temp.club()) -> 'member_count', '1', 'the members are counted');
select public.leave_conversation(pg_temp.club());
select tests.reset_role();
select is((select array[member_count::text, (ended_at is not null)::text] from private.conversations), array['0', 'true'], 'the last one ends the group');
select is(private.purge_conversations(), 0::bigint, 'what has ended stays for a day');
update private.conversations set ended_at = now() - interval '25 hours';
select is(private.purge_conversations() > 0, true, 'then it is removed');
select is(private.purge_conversations() + private.purge_conversations(), 1::bigint, 'bit by bit');
select is((select count(*) from private.conversations), 0::bigint, 'until nothing is left');
select * from finish();
rollback;
