begin;
select no_plan();

-- Who may call what is for moderators, and what is for admins: every function that says so, and every function that asks for it.
select tests.create_user('alice'), tests.create_user('mona', 'moderator'), tests.create_user('mike', 'moderator'), tests.create_user('ada', 'admin'), tests.create_user('adam', 'admin');
create temporary table staff as
with asks as (
  select distinct routine.oid, step.prosrc ~ 'active_admin_id' and step.prosrc !~ 'active_moderator_id' as is_for_admins
  from pg_proc routine
  cross join lateral regexp_matches(routine.prosrc, 'private\.(\w+)\(', 'g') found
  join pg_proc step on step.pronamespace = 'private'::regnamespace and step.proname = found[1] and step.prosrc ~ 'active_(moderator|admin)_id'
  where routine.pronamespace = 'public'::regnamespace
)
select routine.oid, routine.proname as name, asks.is_for_admins, obj_description(routine.oid, 'pg_proc') as said,
  format('select public.%I(%s)', routine.proname, (
    select string_agg(format('null::%s', argument::regtype), ', ' order by place)
    from unnest(routine.proargtypes::oid[]) with ordinality given (argument, place)
    where place <= routine.pronargs - routine.pronargdefaults)) as call
from asks join pg_proc routine using (oid);

select cmp_ok((select count(*) from staff), '>=', 25::bigint, 'there are functions for moderators and admins');
select set_eq('select name from staff', $$
  select proname from pg_proc where pronamespace = 'public'::regnamespace and obj_description(oid, 'pg_proc') ~ '^\s*For (the )?(moderator|admin)' $$,
  'a function says whom it is for, and asks who calls');
select is_empty($$ select name from staff where is_for_admins <> (said ~ '^\s*For (the )?admin') $$, 'what says that it is for admins asks for one');

create function pg_temp.said(username text, role text, call text) returns text language plpgsql as $$
declare
  answer text;
begin
  perform tests.authenticate_as(tests.user_id(username), jsonb_build_object('app_role', role));
  answer := tests.error_of(call);
  perform tests.reset_role();
  return answer;
end $$;
create function pg_temp.refused(username text, role text, call text) returns boolean language sql as $$
  select coalesce(pg_temp.said(username, role, call) = 'NOT_ALLOWED with status 403', false) $$;

select ok(pg_temp.refused('alice', 'user', call), format('%s is not for everybody', name)) from staff;
select ok(pg_temp.refused('alice', 'admin', call), format('%s is not for who only has an admin''s token', name)) from staff;
select is(pg_temp.refused('mona', 'moderator', call), is_for_admins, format('%s is for moderators unless it is for admins', name)) from staff;
select is(pg_temp.refused('ada', 'admin', call), false, format('%s is for admins', name)) from staff;
select is(pg_temp.refused('ada', 'moderator', call), false, format('%s counts an account, not its older token', name)) from staff where is_for_admins;
select ok(pg_temp.refused('mona', 'admin', call), format('%s makes no admin of a moderator', name)) from staff where is_for_admins;

-- Everything that they do is in the audit log: what they may call, writes, and asks for a role, comes to a line of it.
create temporary table calls as
select caller.oid, called.oid as called
from pg_proc caller
cross join lateral regexp_matches(caller.prosrc, 'private\.(\w+)\(', 'g') found
join pg_proc called on called.pronamespace = 'private'::regnamespace and called.proname = found[1]
where caller.pronamespace = any ('{private,public,analytics}'::regnamespace[]);
create temporary table deeds as
select routine.oid, routine.proname as name from pg_proc routine
where routine.provolatile = 'v' and routine.prosrc ~ 'private\.active_(moderator|admin)_id\(' and has_function_privilege('authenticated', routine.oid, 'execute');
select cmp_ok((select count(*) from deeds), '>=', 25::bigint, 'there are deeds');
select is_empty($$
  with recursive reached as (
    select deeds.name, deeds.oid from deeds
    union
    select reached.name, calls.called from reached join calls using (oid)
  )
  select name from deeds
  -- One reads figures; the other reads what is claimed, and the claim is in the log.
  where name not in ('feed_what_if', 'get_case')
    and not exists (select from reached where reached.name = deeds.name and reached.oid = 'private.add_to_log'::regproc) $$,
  'everything that moderators and admins do is in the audit log');
select is_empty($$ select deeds.name from deeds join calls using (oid) where calls.called = 'private.audit'::regproc $$, 'nothing of it is in the trail of an account');
select is_empty($$
  select distinct found[1] from pg_proc step, regexp_matches(step.prosrc, 'private\.(?:log_moderation|log_administration|add_to_log)\(''(\w+)''(?! \|\|)', 'g') found
  where obj_description('public.audit_log'::regproc) !~ ('\m' || found[1] || '\M') $$, 'audit_log says which events there are');

select is((select count(*) from staff where has_function_privilege('anon', oid, 'execute')), 0::bigint, 'none is for who has not signed in');

-- Dismissed and banned
select private.set_app_role(tests.user_id('mike'), 'user'), private.set_app_role(tests.user_id('adam'), 'user');
update private.accounts set banned_until = 'infinity' where username = 'mona';
select ok(pg_temp.refused('mike', 'moderator', call), format('%s stops at once for a moderator who was dismissed', name)) from staff;
select ok(pg_temp.refused('adam', 'admin', call), format('%s stops at once for an admin who was dismissed', name)) from staff;
select is(pg_temp.said('mona', 'moderator', call), 'ACCOUNT_BANNED with status 403', format('%s stops at once for a moderator who is banned', name)) from staff;

select * from finish();
rollback;
