-- Who may receive and send on Realtime topics. Every topic is private and reads <kind>:<id>. A domain opens a
-- kind by declaring one function, private.topic_<kind>(id text) returns private.topic_access, that answers for
-- the caller with one indexed look-up. A topic without such a function is closed. The id may be of several parts,
-- with colons between them: where access can end, one of them is an epoch, which changes with it.
-- On a topic that the database speaks on nobody sends: a policy cannot see the event, so whoever may send could forge it.
create type private.topic_access as (receive text[], send text[]);
comment on type private.topic_access is 'What the caller may do on a topic: for each direction any of broadcast, presence.';

create function private.topic_access(topic text) returns private.topic_access
language plpgsql stable security definer
set search_path = ''
as $$
declare
  opened_by regproc := private.seam('topic_', substring(topic from '^([a-z_]+):[a-z0-9:-]{1,100}$'), '(text)');
  access private.topic_access := (array[]::text[], array[]::text[]);
begin
  if opened_by is not null then
    execute format('select * from %s($1)', opened_by) into access using substr(topic, position(':' in topic) + 1);
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

create function private.topic_user(id text) returns private.topic_access
language plpgsql stable
set search_path = ''
as $$
begin
  return (case when id = (select auth.uid())::text then array['broadcast'] else '{}' end, array[]::text[])::private.topic_access;
end
$$;
comment on function private.topic_user is 'user:<account id>: its owner receives what the database sends; nobody else, and nobody sends.';

create function private.broadcast_both(
  topics text[], event text, payload jsonb, more_topics text[], more_event text, more_payload jsonb, about uuid default null
) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  -- The last 12 digits tell the events about one thing apart. Made in the order of time, they land on the right edge of their index.
  kin text := left(coalesce(about, private.uuid_v7())::text, 24);
  first_of_kin bigint := (random() * 2 ^ 47)::bigint;
begin
  if to_regclass('realtime.messages_' || to_char(localtimestamp, 'YYYY_MM_DD')) is null then
    perform realtime.send(broadcast_both.payload, broadcast_both.event, topic, true) from unnest(broadcast_both.topics) topic;
    perform realtime.send(more_payload, more_event, topic, true) from unnest(more_topics) topic;
    return;
  end if;
  insert into realtime.messages (id, payload, event, topic, private, extension)
  select told.id,
    case when told.payload ? 'id' then told.payload else jsonb_set(told.payload, '{id}', to_jsonb(told.id)) end,
    told.event, told.topic, true, 'broadcast'
  from (
    select broadcast_both.event, broadcast_both.payload, topic, (kin || lpad(to_hex(first_of_kin + place), 12, '0'))::uuid as id
    from unnest(broadcast_both.topics) with ordinality given (topic, place)
    union all
    select more_event, more_payload, topic, (kin || lpad(to_hex(first_of_kin + coalesce(cardinality(broadcast_both.topics), 0) + place), 12, '0'))::uuid
    from unnest(more_topics) with ordinality given (topic, place)
  ) told;
end
$$;
comment on function private.broadcast_both is '
Sends an event to everybody on each of the private topics, and another one on others, when the transaction commits; nothing if it
rolls back. The row is the one that realtime.send writes (a payload without an id gets the row''s), without its subtransaction a
topic. Runs as its owner, who passes the policies: clients may not write the row, and nobody needs realtime.topic, which
realtime.send sets for the policies. `about`: the thing (UUID version 7) that the payload says something of which may have to
be taken back, by private.forget_broadcasts: the rows'' identifiers begin like it.
A write is never lost because Realtime is behind: while today''s partition is missing, which Realtime makes, the event goes
by realtime.send, which turns the failure into a warning. What else can fail is a mistake of the caller or of the
set-up (a null topic, a payload that is no object, a missing grant), and that is raised, not swallowed.';

create function private.broadcast_to_many(topics text[], event text, payload jsonb, about uuid default null) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.broadcast_both(topics, event, payload, null, null, null, about);
end
$$;
comment on function private.broadcast_to_many is 'As private.broadcast_both, one event.';

create function private.broadcast_each(topics text[], event text, payloads jsonb[]) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  if to_regclass('realtime.messages_' || to_char(localtimestamp, 'YYYY_MM_DD')) is null then
    perform realtime.send(told.payload, broadcast_each.event, told.topic, true) from unnest(topics, payloads) told (topic, payload);
    return;
  end if;
  insert into realtime.messages (id, payload, event, topic, private, extension)
  select id, jsonb_build_object('id', id) || payload, broadcast_each.event, topic, true, 'broadcast'
  from (select gen_random_uuid() as id, told.topic, told.payload from unnest(topics, payloads) told (topic, payload)) message;
end
$$;
comment on function private.broadcast_each is '
As private.broadcast_to_many, with a payload of its own for each topic. Under a name of its own: told apart by jsonb or jsonb[] alone, a
literal or null would be taken for either.';

create function private.broadcast(topic text, event text, payload jsonb, about uuid default null) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.broadcast_to_many(array[broadcast.topic], broadcast.event, broadcast.payload, broadcast.about);
end
$$;
comment on function private.broadcast is 'As private.broadcast_to_many, to one private topic.';

create function private.forget_broadcasts(things uuid[], since timestamptz) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  if has_table_privilege('realtime.messages', 'delete') then
    delete from realtime.messages sent
    using unnest(things) thing
    where sent.id between (left(thing::text, 24) || '000000000000')::uuid and (left(thing::text, 24) || 'ffffffffffff')::uuid
      and sent.inserted_at >= forget_broadcasts.since at time zone 'utc' - interval '1 minute';
  end if;
end
$$;
comment on function private.forget_broadcasts is '
What was broadcast about things that are gone is gone too, and not replayed: a look-up in each of the few partitions after
`since`, when the first of the things was made. Who is connected has heard it, and hears of the end by an event of its own.
Newer Realtime lets the owner of this no longer delete: there such a row can be replayed until its partition is dropped after
72 hours, by whoever still may read the topic that it was sent on.';

create function private.recheck_topic(topic text) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.broadcast_to_many(array[recheck_topic.topic], 'access_changed', '{}');
end
$$;
comment on function private.recheck_topic is '
To be called in the transaction that takes away somebody''s access to a private topic, after the write that does so and
before the broadcasts that he is not to get. Realtime keeps what the policies of a topic answered until a client''s next
token. This sends the event access_changed: the embedded Realtime asks the policies again for everybody on the topic
before it delivers anything after it, and closes the channels of those who lost access. Hosted Supabase only
delivers the event. What somebody is not to see is therefore said on another topic from then on, whose name has a new epoch.';

create function private.recheck_person(person_id uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.broadcast_to_many(
    array['user:' || person_id], 'access_changed', jsonb_build_object('subject', person_id));
end
$$;
comment on function private.recheck_person is '
As private.recheck_topic, for all topics that somebody is on: their session has ended, or they are banned. Hosted Supabase
goes on until the token ends, a quarter of an hour at most.';
