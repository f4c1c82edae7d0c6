create function private.ringing_time() returns interval
language sql immutable
set search_path = ''
as $$ select interval '45 seconds' $$;
comment on function private.ringing_time is 'How long a call rings.';

create function private.people_in_a_call() returns int
language sql immutable
set search_path = ''
as $$ select 8 $$;
comment on function private.people_in_a_call is 'How many members a group may have to be called: each device sends to each other one.';

create function private.longest_call() returns interval
language sql immutable
set search_path = ''
as $$ select interval '24 hours' $$;
comment on function private.longest_call is 'After that long a call is taken for one that nobody has ended.';
