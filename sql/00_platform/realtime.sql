-- Who may receive and send on Realtime topics. Every topic is private and reads <kind>:<id>. A domain opens a
-- kind by declaring one function, private.topic_<kind>(id text) returns private.topic_access, that answers for
-- the caller with one indexed look-up. A topic without such a function is closed.
create type private.topic_access as (receive text[], send text[]);
comment on type private.topic_access is 'What the caller may do on a topic: for each direction any of broadcast, presence.';

create function private.topic_access(topic text) returns private.topic_access
language plpgsql stable security definer
set search_path = ''
as $$
declare
  kind text := substring(topic from '^([a-z]+):[a-z0-9-]{1,64}$');
  access private.topic_access := (array[]::text[], array[]::text[]);
begin
  if kind is not null and to_regprocedure('private.topic_' || kind || '(text)') is not null then
    execute format('select * from private.%I($1)', 'topic_' || kind) into access using split_part(topic, ':', 2);
  end if;
  return access;
exception when invalid_text_representation then
  -- An id that is no uuid: there is no such topic.
  return (array[]::text[], array[]::text[])::private.topic_access;
end
$$;
comment on function private.topic_access(text) is '
What the caller may do on a Realtime topic, as the function of the topic''s kind says. Nothing for unknown topics.
Runs as its owner, because the tables that decide are not open to clients.';
grant execute on function private.topic_access(text) to authenticated;

create policy receive_as_declared on realtime.messages for select to authenticated
  using (extension = any ((select (private.topic_access(realtime.topic())).receive)::text[]));
create policy send_as_declared on realtime.messages for insert to authenticated
  with check (extension = any ((select (private.topic_access(realtime.topic())).send)::text[]));

create function private.topic_user(id text) returns private.topic_access
language sql stable
set search_path = ''
as $$
  select case when id = (select auth.uid())::text then array['broadcast'] else '{}' end, array[]::text[]
$$;
comment on function private.topic_user is 'user:<account id>: its owner receives what the database sends; nobody else, and nobody sends.';

create function private.broadcast(topic text, event text, payload jsonb) returns void
language sql volatile security definer
set search_path = ''
as $$
  select realtime.send(broadcast.payload, broadcast.event, broadcast.topic, true)
$$;
comment on function private.broadcast is '
Sends an event to everybody on a private topic when the transaction commits; nothing if it rolls back. Runs as its
owner: realtime.send would swallow the refusal if the caller may not write to realtime.messages.';

create function private.broadcast_to_many(topics text[], event text, payload jsonb) returns void
language sql volatile security definer
set search_path = ''
as $$
  select realtime.send(broadcast_to_many.payload, broadcast_to_many.event, topic, true) from unnest(topics) topic
$$;
comment on function private.broadcast_to_many is 'As broadcast, on several topics.';

create function private.recheck_topic(topic text) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.broadcast(recheck_topic.topic, 'access_changed', '{}');
end
$$;
comment on function private.recheck_topic is 'Has Realtime ask again who may be on a private topic.';
