-- What every call of the graph begins with: whom it is about, and nothing else happening to that pair meanwhile.
create function private.lock_pair(one uuid, other uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(least(one, other)::text || greatest(one, other)::text, 0));
end
$$;
comment on function private.lock_pair is '
Until the transaction ends, nobody else changes how these two people stand to each other: crossing requests, a follow
during a block and two answers at once happen one after the other. It is the first lock that a call takes, and each
takes one, so no two can wait for each other.';

create function private.begin_with(user_id uuid, alone boolean default false) returns uuid
language plpgsql volatile
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  person_id uuid;
begin
  if user_id = caller then
    perform private.raise('SELF_TARGET', 'You cannot do this with yourself.', 422);
  end if;
  perform private.lock_pair(caller, user_id);
  foreach person_id in array array[least(caller, user_id), greatest(caller, user_id)] loop
    if alone and person_id = caller then
      perform from public.profiles where id = caller for update;
    else
      perform private.keep_people(array[person_id]);
    end if;
  end loop;
  return private.active_caller_id();
end
$$;
comment on function private.begin_with is '
Opens a change between the caller and somebody else, both of whom stay until it ends; returns the caller. `alone`: what others have
begun with the caller, such as an invitation, has ended before, and what begins meanwhile waits.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET.';
