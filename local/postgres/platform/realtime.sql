-- Realtime's schema as Supabase Realtime makes it: messages, and the functions that send them.
-- The schema belongs to the superuser, so that a migration cannot put anything of its own into it.
create schema realtime;
grant usage on schema realtime to supabase_realtime_admin, postgres, anon, authenticated, service_role;

-- A policy can be made only by the table's owner. `postgres` is therefore a member of the owner: it may
-- create policies on `realtime.messages` as it may on Supabase, without being a superuser.
do $$
begin
  if not pg_has_role('postgres', 'supabase_realtime_admin', 'usage') then
    grant supabase_realtime_admin to postgres with inherit true, set true;
  end if;
end
$$;

-- One row a database broadcast. Rows are only ever inserted: the replication feed carries them to the
-- members of the topic, and they are kept for replay until their day's partition is dropped.
create table realtime.messages (
  topic text not null,
  extension text not null,
  payload jsonb,
  event text,
  private boolean default false,
  updated_at timestamp not null default now(),
  inserted_at timestamp not null default now(),
  id uuid not null default gen_random_uuid(),
  binary_payload bytea,
  primary key (id, inserted_at),
  constraint messages_payload_exclusive check (payload is null or binary_payload is null)
) partition by range (inserted_at);

-- No policy is made here: every private channel is closed until the product opens it.
alter table realtime.messages enable row level security;
alter table realtime.messages owner to supabase_realtime_admin;
grant select, insert, update on realtime.messages to anon, authenticated, service_role;

-- Replay reads the newest messages of a topic.
create index messages_inserted_at_topic_index on realtime.messages (inserted_at desc, topic)
where extension = 'broadcast' and private is true;

-- The topic that a policy is asked about, without the client's `realtime:` prefix.
create function realtime.topic() returns text
language sql stable
return nullif(current_setting('realtime.topic', true), '');

-- Broadcasts `payload` to the members of `topic` once the transaction commits. It runs as its caller and
-- turns every failure into a warning, because a message must not undo the write that it reports.
create function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  message_id uuid := gen_random_uuid();
begin
  perform set_config('realtime.topic', send.topic, true);
  insert into realtime.messages (id, payload, event, topic, private, extension)
  values (
    message_id,
    case when send.payload ? 'id' then send.payload else jsonb_set(send.payload, '{id}', to_jsonb(message_id)) end,
    send.event,
    send.topic,
    send.private,
    'broadcast'
  );
exception
  when others then
    raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
end
$$;

-- As `realtime.send`, for opaque bytes, which carry no id of their own.
create function realtime.send_binary(payload bytea, event text, topic text, private boolean default true) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform set_config('realtime.topic', send_binary.topic, true);
  insert into realtime.messages (id, binary_payload, event, topic, private, extension)
  values (gen_random_uuid(), send_binary.payload, send_binary.event, send_binary.topic, send_binary.private, 'broadcast');
exception
  when others then
    raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
end
$$;

-- For row triggers: broadcasts the change of one row on a private topic. A wrong call fails the statement.
create function realtime.broadcast_changes(
  topic_name text,
  event_name text,
  operation text,
  table_name text,
  table_schema text,
  new record,
  old record,
  level text default 'ROW'
) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  if level = 'STATEMENT' then
    raise exception 'function can only be triggered for each row, not for each statement';
  end if;
  if operation not in ('INSERT', 'UPDATE', 'DELETE') then
    raise exception 'Unexpected operation type: %', operation;
  end if;
  perform realtime.send(
    jsonb_build_object(
      'old_record', old, 'record', new, 'operation', operation, 'table', table_name, 'schema', table_schema
    ),
    event_name,
    topic_name
  );
exception
  when others then
    raise exception 'Failed to process the row: %', sqlerrm;
end
$$;

-- What a client may do is found out by doing it as that client and undoing it: rows and role go, the answer stays.
-- One statement, so that nothing is left to end when the connection breaks. None of the three sets a search_path:
-- policies are to see the connection's, as they do on Supabase.
create function realtime.become(role text, claims text, subject text, headers text, topic text) returns void
language sql volatile
as $$
  select
    set_config('role', become.role, true),
    set_config('realtime.topic', become.topic, true),
    set_config('request.jwt.claims', become.claims, true),
    set_config('request.jwt.claim.sub', become.subject, true),
    set_config('request.jwt.claim.role', become.role, true),
    set_config('request.headers', become.headers, true)
$$;
revoke execute on function realtime.become from public;

-- Which of the extensions the client may read on a topic: of those, it sees a row.
create function realtime.readable(
  role text, claims text, subject text, headers text, topic text, extensions text[]
) returns text[]
language plpgsql volatile
as $$
declare
  ids uuid[];
  visible text[];
begin
  with probe as (
    insert into realtime.messages (topic, extension) select readable.topic, unnest(readable.extensions) returning id
  )
  select array_agg(id) into ids from probe;
  perform realtime.become(role, claims, subject, headers, topic);
  select array_agg(message.extension) into visible
  from realtime.messages message
  where message.id = any(ids) and message.inserted_at = now()::timestamp;
  raise exception using errcode = 'UNDO0';
exception
  when sqlstate 'UNDO0' then
    return coalesce(visible, '{}');
end
$$;
revoke execute on function realtime.readable from public;

-- Whether the client may write an extension on a topic: may it insert such a row?
create function realtime.writable(
  role text, claims text, subject text, headers text, topic text, extension text
) returns boolean
language plpgsql volatile
as $$
begin
  perform realtime.become(role, claims, subject, headers, topic);
  insert into realtime.messages (topic, extension) values (writable.topic, writable.extension);
  raise exception using errcode = 'UNDO0';
exception
  when sqlstate 'UNDO0' then
    return true;
  when insufficient_privilege then
    return false;
end
$$;
revoke execute on function realtime.writable from public;

-- Makes the partitions from yesterday to three days ahead and drops those past their retention. On
-- Supabase the Realtime server does this by itself; here its janitor calls it, and this file once.
create function realtime.maintain_partitions(retention interval default '72 hours') returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  today date := (now() at time zone 'utc')::date;
  oldest date := ((now() at time zone 'utc') - retention)::date;
  day date;
  partition_name text;
begin
  for offset_days in -1..3 loop
    day := today + offset_days;
    partition_name := 'messages_' || to_char(day, 'YYYY_MM_DD');
    if to_regclass('realtime.' || partition_name) is null then
      execute format(
        'create table realtime.%I partition of realtime.messages for values from (%L) to (%L)',
        partition_name, day, day + 1
      );
      execute format('alter table realtime.%I owner to supabase_realtime_admin', partition_name);
    end if;
  end loop;
  for partition_name in
    select child.relname
    from pg_catalog.pg_inherits
    join pg_catalog.pg_class child on child.oid = inhrelid
    where inhparent = 'realtime.messages'::regclass
      and child.relname ~ '^messages_\d{4}_\d{2}_\d{2}$'
      and to_date(right(child.relname, 10), 'YYYY_MM_DD') < oldest
  loop
    execute format('drop table realtime.%I', partition_name);
  end loop;
end
$$;
revoke execute on function realtime.maintain_partitions from public;
select realtime.maintain_partitions();

-- What the replication feed listens to. Inserts only: dropping old partitions is nobody's news.
create publication supabase_realtime_messages_publication for table realtime.messages with (publish = 'insert');
