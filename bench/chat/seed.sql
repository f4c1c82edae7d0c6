-- 10,000,000 messages (times `scale`) in 10,000 conversations. Person 1 is in the first 1,000 of them: 900 of two, 60 groups
-- of 10, 30 of 100 and 10 of 1,000 people, which have 50,000 messages each; all others have about 950. Messages lie on
-- the disk as life would have written them: those of one conversation far from each other. People are those of `makePeople`.
set session_replication_role = replica;
set maintenance_work_mem = '512MB';
set synchronous_commit = off;

-- As a dump is restored: the indexes afterwards.
create temporary table dropped as
select conrelid::regclass::text as of_table, conname as name, contype = 'f' as is_foreign, pg_get_constraintdef(oid) as definition
from pg_constraint
where conrelid = 'private.messages'::regclass and contype in ('p', 'u') or confrelid = 'private.messages'::regclass;
create temporary table dropped_indexes as
select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
from pg_index
where indrelid = 'private.messages'::regclass and indexrelid not in (select conindid from pg_constraint);
do $$
declare
  statement text;
begin
  for statement in
    select format('alter table %s drop constraint %I', of_table, name) from dropped order by is_foreign desc
  loop
    execute statement;
  end loop;
  for statement in select 'drop index ' || name from dropped_indexes loop
    execute statement;
  end loop;
end
$$;

create function pg_temp.uuid(n bigint) returns uuid language sql immutable as $$ select lpad(to_hex(n), 32, '0')::uuid $$;

create temporary table plan as
select n, pg_temp.uuid(n) as id,
  case when n between 901 and 1000 then case when n <= 960 then 10 when n <= 990 then 100 else 1000 end else 2 end as members,
  greatest(60, (case when n between 991 and 1000 then 50000 else 951 end * current_setting('bench.scale')::float)::int) as messages,
  -- The two of a conversation, or the owner of a group.
  case when n <= 1000 then 1 else 1001 + n end as one,
  case when n <= 900 then 1 + n else 12000 + n % 8000 end as other
from generate_series(1, 10000) n;

create function pg_temp.message_id(seq bigint, conversation bigint) returns uuid language sql immutable as $$
  select pg_temp.uuid((1::bigint << 50) + (seq << 14) + conversation) $$;

insert into private.conversations (id, kind, low_id, high_id, title, creator_id, member_count, last_seq, last_number, position)
select id, case members when 2 then 'direct' else 'group' end, case members when 2 then pg_temp.uuid(one) end,
  case members when 2 then pg_temp.uuid(other) end, case when members > 2 then 'Group ' || n end, pg_temp.uuid(one),
  members, messages, messages, pg_temp.message_id(messages, n)
from plan;

-- Of three conversations one has something unread.
insert into private.conversation_members (conversation_id, user_id, id, role, last_delivered_seq, last_read_seq, read_number, position)
select plan.id, pg_temp.uuid(person), pg_temp.uuid((plan.n::bigint << 20) + place), case when members > 2 and place = 1 then 'owner' else 'member' end,
  messages, read_up_to, read_up_to, case members when 2 then pg_temp.message_id(messages, n) end
from plan
cross join lateral (select case n % 3 when 0 then messages - 1 - n % 50 else messages end as read_up_to) mark
cross join lateral (
  select place, case when place = 1 then one when members = 2 then other else 1 + (n * 37 + place) % 19000 + 1 end as person
  from generate_series(1, members) place
) member;

insert into private.messages (id, conversation_id, seq, number, sender_id, member_id, client_id, kind, body)
select pg_temp.message_id(seq, plan.n), plan.id, seq, seq,
  pg_temp.uuid(case when seq % members = 0 then one when members = 2 then other else 1 + (n * 37 + seq % members + 1) % 19000 + 1 end),
  pg_temp.uuid((plan.n::bigint << 20) + seq % members + 1), pg_temp.message_id(seq, plan.n), 'text',
  'It is a truth universally acknowledged, that this is message ' || seq
from generate_series(1, (select max(messages) from plan)) seq
join lateral (select * from plan where messages >= seq order by n) plan on true;

-- A reaction to every twentieth message that person 1 can see, some that are deleted, and some that the person has hidden.
insert into private.message_reactions (message_id, user_id, emoji)
select pg_temp.message_id(seq, n), pg_temp.uuid(other), '❤️'
from plan, generate_series(20, messages, 20) seq where n <= 1000;

do $$
declare
  statement text;
begin
  for statement in
    select format('alter table %s add constraint %I %s', of_table, name, definition) from dropped order by is_foreign
  loop
    execute statement;
  end loop;
  for statement in select definition from dropped_indexes loop
    execute statement;
  end loop;
end
$$;
update private.messages set deleted_at = now(), body = '', changed_in = pg_current_xact_id()
where seq % 97 = 0 and conversation_id <= pg_temp.uuid(1000) and seq <= 1000;
insert into private.message_hides (user_id, conversation_id, seq)
select pg_temp.uuid(1), id, messages - 5 from plan where n <= 1000 and n % 10 = 0;
-- Three people of whom person 1 wants to see nothing, though they are in some groups together.
insert into public.blocks (blocker_id, blocked_id) select pg_temp.uuid(1), pg_temp.uuid(n) from generate_series(15001, 15003) n;
