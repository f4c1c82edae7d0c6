create function public.add_members(conversation_id uuid, member_ids uuid[]) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.add_members(conversation_id, member_ids);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.add_members is '
Brings up to 100 people into a group; for its admins, or everybody in it where `members_may_add`. Returns how they stand then:
{added, invited, not_added}, of user ids. Who lets only connections add them is invited by others, and so is who has left by
themselves: they answer with answer_message_request. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT, ADMINS_ONLY, GROUP_FULL, RATE_LIMITED.';
grant execute on function public.add_members to authenticated;

create function private.add_members(conversation_id uuid, member_ids uuid[]) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  stands private.membership;
  outcome jsonb;
  joined uuid[];
begin
  perform private.check_member_ids(member_ids, 1, 100);
  perform private.keep_people(member_ids || caller);
  stands := private.lock_group(conversation_id, false);
  if (stands.member).role = 'member' and not (stands.conversation).members_may_add then
    perform private.raise('ADMINS_ONLY', 'Only the admins of this group add people.', 403);
  end if;
  perform private.take_token('add_members', caller::text);
  joined := private.add_people(stands.member, member_ids);
  if cardinality(joined) > 0 then
    perform private.note_change(stands.conversation, jsonb_build_object(
      'event', 'added', 'actor_member_id', (stands.member).id, 'member_ids', private.member_ids_of(conversation_id, joined)));
    perform private.tell_members(conversation_id, joined);
  end if;
  return private.standing_of(conversation_id, member_ids, caller);
end
$$;
comment on function private.add_members is 'The step of add_members that writes. Emits what add_people emits. Errors: as add_members.';
grant execute on function private.add_members to authenticated;

create function private.check_member_ids(member_ids uuid[], least_many int, most int) returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  if (cardinality(member_ids) between least_many and most and array_position(member_ids, null) is null) is not true then
    perform private.raise('INVALID_ARGUMENT', format('member_ids must be a list of %s to %s people.', least_many, most), 422);
  end if;
end
$$;
comment on function private.check_member_ids is 'Errors: INVALID_ARGUMENT.';

create function private.add_people(adder private.conversation_members, wanted uuid[]) returns uuid[]
language plpgsql volatile
set search_path = ''
as $$
declare
  conversation private.conversations;
  joining uuid[];
  asked uuid[];
begin
  if private.is_shadowed(adder.user_id) then
    -- As if all of them had chosen not to be added.
    return '{}';
  end if;
  select * into conversation from private.conversations where id = adder.conversation_id;
  select array_agg(id) filter (where way = 'active'), array_agg(id) filter (where way = 'requested') into joining, asked
  from (
    select visible.id, case
      when earlier.state in ('active', 'requested') or settings.who_may_add_to_groups = 'nobody'
        -- A refusal holds for a while, and whoever walks out is left alone by who had added them.
        or earlier.state = 'declined' and earlier.left_at > now() - interval '30 days'
        or earlier.added_by = adder.id and earlier.left_at > now() - interval '1 day'
        or private.has_refused(visible.id, adder.user_id) then null
      when earlier.left_at is null and (settings.who_may_add_to_groups = 'everyone' or exists (
        select from public.connections where person_id = adder.user_id and other_id = visible.id)) then 'active'
      else 'requested' end as way
    from private.visible_people visible
    join private.profile_settings settings on settings.profile_id = visible.id
    left join private.conversation_members earlier
      on earlier.conversation_id = adder.conversation_id and earlier.user_id = visible.id
    where visible.id = any (wanted) and visible.id <> adder.user_id and private.may_meet(adder.user_id, visible.id)
  ) person;
  -- Who is invited has a place already, so that an acceptance never fails.
  if coalesce(cardinality(joining), 0) + coalesce(cardinality(asked), 0) + (
    select count(*) from private.conversation_members member
    where member.conversation_id = conversation.id and member.state in ('active', 'requested')) > private.group_limit() then
    perform private.raise('GROUP_FULL', 'So many people do not fit into this group.', 409,
      details => format('limit %s', private.group_limit()));
  end if;

  -- A stranger in a group is a stranger who is written to: it is people that count.
  perform private.take_new_conversation(adder.user_id)
  from unnest(joining || asked) person where not private.is_known_to(adder.user_id, person);
  insert into private.conversation_members as member (
    conversation_id, user_id, state, added_by, first_seq, last_delivered_seq, last_read_seq, read_number)
  select conversation.id, person.id, person.state, adder.id, (begun).*
  from (
    select unnest(joining) as id, 'active' as state
    union all
    select unnest(asked), 'requested'
  ) person
  cross join lateral private.beginning(conversation) begun
  order by person.id
  on conflict on constraint conversation_members_pkey do update
  set state = excluded.state, added_by = excluded.added_by, first_seq = excluded.first_seq,
    last_delivered_seq = greatest(member.last_delivered_seq, excluded.last_delivered_seq),
    last_read_seq = greatest(member.last_read_seq, excluded.last_read_seq), read_number = excluded.read_number,
    awaits_notice = true, muted_until = null, archived_at = null, joined_at = now(), changed_in = pg_current_xact_id(),
    left_at = case when excluded.state = 'requested' then member.left_at end;
  update private.conversations set member_count = member_count + cardinality(joining), changed_in = pg_current_xact_id()
  where id = conversation.id and cardinality(joining) > 0;
  if cardinality(joining) > 0 and not conversation.history_for_new and conversation.last_seq > 0 then
    perform private.change_topics(conversation.id);
  end if;

  perform private.tell_people(conversation.id, joining, 'added');
  perform private.tell_people(conversation.id, asked, 'invited');
  insert into private.engagement (kind, actor_id, subject_id, target_id)
  select case when person = any (joining) then 'group_add' else 'group_invite' end, adder.user_id, person, conversation.id
  from unnest(joining || asked) person;
  return coalesce(joining, '{}');
end
$$;
comment on function private.add_people is '
Adds or invites people to a group, as each has chosen, and returns who is added. The row of the conversation is locked, and the
people are kept, already. Emits group_add and group_invite (subject: the person, target: the conversation). Errors: GROUP_FULL.';

create function private.has_refused(person_id uuid, other_id uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return exists (
      select from private.conversations direct
      join private.conversation_members own on own.conversation_id = direct.id and own.user_id = person_id and own.state = 'declined'
      where direct.low_id = least(person_id, other_id) and direct.high_id = greatest(person_id, other_id))
    or exists (
      select from private.conversation_members own
      join private.conversation_members adder on adder.conversation_id = own.conversation_id and adder.id = own.added_by
      where own.user_id = person_id and adder.user_id = other_id
        and own.left_at > now() - case own.state when 'declined' then interval '30 days' else interval '1 day' end);
end
$$;
comment on function private.has_refused is '
Whether somebody has declined the other''s messages, has declined an invitation of theirs within 30 days, or left a group to which
the other had added them within a day: the other adds them to none.';

create function private.group_limit() returns int
language sql immutable
set search_path = ''
as $$ select 1000 $$;
comment on function private.group_limit is 'How many people a group may have, those who are invited included.';

create function private.beginning(
  conversation private.conversations,
  out first_seq bigint,
  out last_delivered_seq bigint,
  out last_read_seq bigint,
  out read_number bigint
)
language plpgsql immutable
set search_path = ''
as $$
begin
  first_seq := case when conversation.history_for_new then 1 else conversation.last_seq + 1 end;
  -- Nothing of what was said before counts as unread. Without the history the marks stay behind it: nobody has read it.
  last_read_seq := case when conversation.history_for_new then conversation.last_seq else 0 end;
  last_delivered_seq := last_read_seq;
  read_number := conversation.last_number;
end
$$;
comment on function private.beginning is 'From where on somebody who joins now reads, and what counts as read.';

create function private.member_ids_of(conversation_id uuid, user_ids uuid[]) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
begin
  return array(
    select member.id from private.conversation_members member
    where member.conversation_id = member_ids_of.conversation_id and member.user_id = any (user_ids)
    order by member.id);
end
$$;
comment on function private.member_ids_of is 'As what members people are in a conversation.';

create function private.standing_of(conversation_id uuid, user_ids uuid[], caller uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'added', coalesce(jsonb_agg(person.id) filter (where person.state = 'active'), '[]'),
      'invited', coalesce(jsonb_agg(person.id) filter (where person.state = 'requested'), '[]'),
      'not_added', coalesce(jsonb_agg(person.id) filter (where person.state is null), '[]'))
    from (
      select given.id, member.state
      from (select distinct id from unnest(user_ids) id where id <> caller) given
      left join private.visible_people visible on visible.id = given.id
      left join private.conversation_members member
        on member.conversation_id = standing_of.conversation_id and member.user_id = visible.id
        and member.state in ('active', 'requested')
      order by given.id
    ) person);
end
$$;
comment on function private.standing_of is '
Who of some people is in a group, is invited, or neither: {added, invited, not_added}. Why somebody is not stays their secret.';
