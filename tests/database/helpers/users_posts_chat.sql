create function tests.befriend(one text, other text) returns void
language sql volatile as $$
  insert into public.connections (person_id, other_id)
  values (tests.user_id(one), tests.user_id(other)), (tests.user_id(other), tests.user_id(one))
$$;
comment on function tests.befriend is 'Connects two people.';

create function tests.say(conversation uuid, body text) returns uuid
language sql volatile as $$
  select (public.send_message(gen_random_uuid(), conversation, body => say.body) ->> 'id')::uuid
$$;
comment on function tests.say is 'The caller says something in a conversation; returns the message''s id.';
grant execute on function tests.say to authenticated;

-- What comes first of the names owns the group.
create function tests.create_group(variadic names text[]) returns uuid
language plpgsql volatile as $$
declare
  made uuid;
begin
  insert into private.conversations (kind, title, member_count) values ('group', 'A group', cardinality(names)) returning id into made;
  insert into private.conversation_members (conversation_id, user_id, role)
  select made, tests.user_id(name), case place when 1 then 'owner' else 'member' end from unnest(names) with ordinality given (name, place);
  return made;
end
$$;
comment on function tests.create_group is 'A group of these people, the first of whom owns it; returns its id.';

create function tests.create_talk(one text, other text, kind text default 'direct') returns uuid
language plpgsql volatile as $$
declare
  made uuid;
  people uuid[] := array[tests.user_id(one), tests.user_id(other)];
begin
  insert into private.conversations (kind, low_id, high_id, member_count)
  values (kind, case kind when 'direct' then least(people[1], people[2]) end, case kind when 'direct' then greatest(people[1], people[2]) end, 2)
  returning id into made;
  insert into private.conversation_members (conversation_id, user_id, alias)
  select made, person, case kind when 'anonymous' then 'Stranger' end from unnest(people) person;
  return made;
end
$$;
comment on function tests.create_talk is 'A conversation of two, direct or anonymous, without asking; returns its id.';

-- What was sent to whom since the last time: events are rows until they leave.
create function tests.events(event text) returns table (topic text, payload jsonb)
language sql volatile security definer as $$
  with taken as (
    delete from realtime.messages sent where sent.event = events.event returning sent.topic, sent.payload, sent.id
  )
  select taken.topic, taken.payload from taken order by taken.topic
$$;
comment on function tests.events is 'The topics and payloads of what was broadcast, which are forgotten with it.';
grant execute on function tests.events to authenticated;

create function tests.topic(conversation uuid) returns text
language sql stable security definer as $$
  select private.conversation_topic(row) from private.conversations row where id = conversation
$$;
comment on function tests.topic is 'The topic on which the database speaks of a conversation.';
create function tests.live_topic(conversation uuid) returns text
language sql stable security definer as $$
  select private.live_topic(row) from private.conversations row where id = conversation
$$;
comment on function tests.live_topic is 'The topic on which the members of a conversation speak.';
grant execute on function tests.topic, tests.live_topic to authenticated;
