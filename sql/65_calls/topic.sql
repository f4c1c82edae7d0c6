-- The two topics of a call: `topic`, on which the database tells its state, and `live_topic`, on which the devices signal. Both names
-- end in the call's epoch, and only those of now can be joined.
create function private.call_topic(call private.calls) returns text
language plpgsql immutable
set search_path = ''
as $$
begin
  return 'call:' || call.id || ':' || call.epoch;
end
$$;
comment on function private.call_topic is 'Where the database tells what happens in a call.';

create function private.call_live_topic(call private.calls) returns text
language plpgsql immutable
set search_path = ''
as $$
begin
  return 'call_live:' || call.id || ':' || call.epoch;
end
$$;
comment on function private.call_live_topic is 'Where the devices in a call broadcast `signal`.';

create function private.state_in_call(id text) returns text
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select taken.state
    from private.call_participants taken
    join private.calls call on call.id = taken.call_id and call.state <> 'ended' and not private.is_overdue(call)
    where taken.call_id = split_part(state_in_call.id, ':', 1)::uuid and taken.user_id = auth.uid()
      and call.epoch = split_part(state_in_call.id, ':', 2)::uuid);
end
$$;
comment on function private.state_in_call is 'How the caller takes part in a call that lasts, <id>:<epoch>; null unless this is its epoch of now.';

create function private.topic_call(id text) returns private.topic_access
language plpgsql stable
set search_path = ''
as $$
begin
  return (case when private.state_in_call(id) in ('joined', 'ringing') then array['broadcast'] else '{}' end, array[]::text[]);
end
$$;
comment on function private.topic_call is 'call:<id>:<epoch>, while the call lasts: who is in it or is being rung receives `state`; nobody sends.';

create function private.topic_call_live(id text) returns private.topic_access
language plpgsql stable
set search_path = ''
as $$
begin
  if private.state_in_call(id) = 'joined' then
    return (array['broadcast'], array['broadcast']);
  end if;
  return (array[]::text[], array[]::text[]);
end
$$;
comment on function private.topic_call_live is 'call_live:<id>:<epoch>, while the call lasts: who is in it sends and receives `signal`.';
