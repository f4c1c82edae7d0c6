create function tests.on_device(username text, device uuid default null) returns void
language sql
as $$
  select tests.authenticate_as(tests.user_id(username), case when device is null then '{}' else jsonb_build_object('sid', device) end)
$$;
comment on function tests.on_device is 'As authenticate_as, with the session of another device (tests.add_device).';

create function tests.add_device(username text) returns uuid
language sql
as $$
  insert into private.sessions (id, account_id, refresh_hash, expires_at)
  values (gen_random_uuid(), tests.user_id(username), sha256(''), now() + interval '90 days')
  returning id
$$;
comment on function tests.add_device is 'Signs somebody in once more, and returns the session.';
grant execute on function tests.on_device to authenticated;

-- What was sent since the last look, in order: "who event outcome", for calls; users by their names.
create function tests.call_events() returns text
language sql
as $$
  with read as (delete from realtime.messages where event like 'call.%' returning *)
  select string_agg(concat_ws(' ', person.username, read.event, read.payload ->> 'outcome'), ', ' order by read.event desc, person.username)
  from read join public.profiles person on 'user:' || person.id = read.topic
$$;
comment on function tests.call_events is 'The events of calls on user topics since the last look.';

create function tests.call_access(call uuid) returns text
language plpgsql stable security definer as $$
declare
  row private.calls;
begin
  select * into row from private.calls where id = call;
  return concat_ws(', ',
    case when (private.topic_access(private.call_topic(row))).receive = '{broadcast}' then 'hears the state' end,
    case when (private.topic_access(private.call_live_topic(row)))::text = '({broadcast},{broadcast})' then 'signals' end);
end $$;
comment on function tests.call_access is 'What the caller does on the topics of a call.';
grant execute on function tests.call_access to authenticated;
