create function private.call_items(ids uuid[], viewer uuid) returns jsonb[]
language plpgsql stable
set search_path = ''
as $$
declare
  unseen uuid[] := private.hidden_ids();
begin
  return (
    select array_agg(
      jsonb_build_object(
        'id', call.id, 'conversation_id', call.conversation_id, 'media', call.media, 'state', so.state,
        'outcome', private.outcome_for(so.outcome, call.caller_id = viewer),
        'created_at', call.created_at, 'rings_until', call.rings_until, 'answered_at', call.answered_at,
        'ended_at', so.ended_at, 'duration_ms', private.call_duration(call), 'caller', took.caller, 'participants', took.part,
        'topic', case when so.state <> 'ended' and took.own_state in ('joined', 'ringing') then private.call_topic(call) end,
        'live_topic', case when so.state <> 'ended' and took.own_state = 'joined' then private.call_live_topic(call) end,
        'me', jsonb_build_object('state', took.own_state, 'is_caller', call.caller_id is not distinct from viewer))
      order by wanted.place)
    from unnest(ids) with ordinality wanted (id, place)
    join private.calls call on call.id = wanted.id
    join private.conversations conversation on conversation.id = call.conversation_id
    -- Over is over, whether the worker has come by or not.
    cross join lateral (select
      case when private.is_overdue(call) then 'ended' else call.state end as state,
      case when private.is_overdue(call) then 'missed' else call.outcome end as outcome,
      case when private.is_overdue(call) then call.rings_until else call.ended_at end as ended_at
    ) so
    cross join lateral (
      select
        jsonb_agg(person.card || jsonb_build_object('state', person.state) order by person.member_id) as part,
        jsonb_agg(person.card) filter (where person.user_id = call.caller_id) -> 0 as caller,
        min(person.state) filter (where person.user_id = viewer) as own_state
      from (
        select member.id as member_id, member.user_id, private.member_card(conversation, member, shown.profile) as card,
          case when taken.state = 'ringing' and so.state = 'ended' then 'missed'
            when taken.state = 'joined' and so.state = 'ended' then 'left' else taken.state end as state
        from private.call_participants taken
        join private.conversation_members member
          on member.conversation_id = call.conversation_id and member.user_id = taken.user_id
        join private.shown_people shown on shown.id = taken.user_id
        where taken.call_id = call.id and (taken.user_id <> all (unseen) or private.is_masked(member))
      ) person
    ) took);
end
$$;
comment on function private.call_items is '
Calls as their participant `viewer` gets them, in the order of `ids`; null for none. Which ones is for the callers to decide.';

create function private.is_overdue(call private.calls) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return call.state = 'ringing' and call.rings_until <= clock_timestamp();
end
$$;
comment on function private.is_overdue is 'Whether a call has rung for long enough: it is missed, although the worker has not come to say so.';

create function private.outcome_for(outcome text, is_caller boolean) returns text
language sql immutable
set search_path = ''
as $$
  select case when outcome_for.outcome = 'cancelled' and is_caller is not true then 'missed' else outcome_for.outcome end
$$;
comment on function private.outcome_for is 'What the outcome of a call is for the caller or for another: when the caller gives up, the others have missed it.';

create function private.call_duration(call private.calls) returns bigint
language sql immutable
set search_path = ''
as $$
  select (extract(epoch from (call).ended_at - (call).answered_at) * 1000)::bigint
$$;
comment on function private.call_duration is 'How long people talked, in milliseconds; null before the end, and when nobody answered.';
