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
