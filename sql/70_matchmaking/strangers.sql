-- Random mode: nobody is asked, the conversation begins, and neither knows who the other is.
create function private.introduce_strangers(ones uuid[], others uuid[]) returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  people uuid[] := ones || others;
  held uuid[] := private.try_tickets(people);
  chosen record;
  ticket private.match_tickets;
  begun uuid;
  pairs int := 0;
begin
  if cardinality(held) < 2 then
    return 0;
  end if;
  for chosen in
    select people[pair.one] as one_id, people[pair.other] as other_id, pair.weight, low.pool, low.gender as low_gender, high.gender as high_gender,
      low.waited_s as low_waited_s, high.waited_s as high_waited_s, low.eta_s as low_eta_s, high.eta_s as high_eta_s
    from private.weigh_pairs(people, array(select generate_series(1, cardinality(ones))),
      array(select generate_series(cardinality(ones) + 1, cardinality(people)))) pair
    join private.match_seekers low on low.person_id = least(people[pair.one], people[pair.other])
    join private.match_seekers high on high.person_id = greatest(people[pair.one], people[pair.other])
    join private.matchable_people low_person on low_person.id = low.person_id
    join private.matchable_people high_person on high_person.id = high.person_id
    where people[pair.one] = any (held) and people[pair.other] = any (held)
  loop
    begun := private.start_anonymous_conversation(chosen.one_id, chosen.other_id);
    insert into private.match_proposals (low_id, high_id, pool, weight, low_gender, high_gender, low_waited_s, high_waited_s, low_eta_s,
      high_eta_s, state, conversation_id, deadline, ended_at)
    values (least(chosen.one_id, chosen.other_id), greatest(chosen.one_id, chosen.other_id), chosen.pool, chosen.weight, chosen.low_gender, chosen.high_gender,
      chosen.low_waited_s, chosen.high_waited_s, chosen.low_eta_s, chosen.high_eta_s, 'matched', begun, now(), now());
    perform private.keep_apart(chosen.one_id, chosen.other_id, now() + interval '24 hours', 'met');
    for ticket in select * from private.match_tickets where person_id in (chosen.one_id, chosen.other_id) loop
      perform private.close_ticket(ticket);
    end loop;
    perform private.broadcast_to_many(
      array['user:' || chosen.one_id, 'user:' || chosen.other_id], 'match.matched', jsonb_build_object('conversation_id', begun));
    pairs := pairs + 1;
  end loop;
  return pairs;
end
$$;
comment on function private.introduce_strangers is '
Puts pairs of strangers into anonymous conversations, as propose asks pairs about each other; returns how many. The same two do not meet
again for a day. Event `match.matched` on user:<id> of both: {conversation_id}.';

create function private.skip_stranger(conversation_id uuid, interests text[] default null, languages text[] default null) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.leave_stranger(conversation_id);
  perform private.join_matching('random', interests => interests, languages => languages);
end
$$;
comment on function private.skip_stranger is '
Ends the anonymous conversation for both and looks for another stranger. Errors: those of leave_conversation and of join_matching;
INVALID_ARGUMENT (not anonymous).';

create function private.leave_stranger(conversation_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  stands private.membership;
begin
  if not exists (
    select from private.conversation_members own
    join private.conversations conversation on conversation.id = own.conversation_id and conversation.kind = 'anonymous'
    where own.conversation_id = leave_stranger.conversation_id and own.user_id = caller) then
    perform private.raise('CONVERSATION_NOT_FOUND', 'There is no such conversation.', 404);
  end if;
  stands := private.find_membership(conversation_id);
  if (stands.member).id is not null then
    perform private.leave_conversation(conversation_id);
  end if;
end
$$;
comment on function private.leave_stranger is '
Ends an anonymous conversation of the caller; nothing if it has ended. Errors: CONVERSATION_NOT_FOUND.';

create function private.report_stranger(conversation_id uuid, reason text, note text default null) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  at private.membership := private.membership(conversation_id);
  evidence jsonb;
begin
  if (at.conversation).kind <> 'anonymous' then
    perform private.raise('CONVERSATION_NOT_FOUND', 'There is no such conversation.', 404);
  end if;
  if (reason in ('spam', 'harassment', 'hate', 'sexual', 'minor', 'violence', 'self_harm', 'other') and coalesce(length(note), 0) <= 1000) is not true then
    perform private.raise('INVALID_MATCH', 'reason must be a known one, and note have up to 1000 characters.', 422);
  end if;
  perform private.take_token('report_stranger', caller::text);
  select coalesce(jsonb_agg(said.line order by said.seq), '[]') into evidence
  from (
    select message.seq, jsonb_build_object(
      'sender', case message.sender_id when caller then 'reporter' else 'reported' end, 'kind', message.kind, 'body', message.body,
      'media_ids', array(select medium.media_id from private.message_media medium where medium.message_id = message.id order by medium.place),
      'created_at', message.created_at) as line
    from private.messages message
    where message.conversation_id = report_stranger.conversation_id and message.kind <> 'system' and message.deleted_at is null
      and message.seq >= (at.member).first_seq and (message.expires_at > now() or message.expires_at is null)
    order by message.seq desc
    limit 50
  ) said;
  insert into private.stranger_reports (reporter_id, reported_id, conversation_id, reason, note, evidence)
  values (caller, (at.partner).user_id, report_stranger.conversation_id, report_stranger.reason, report_stranger.note, evidence)
  on conflict on constraint one_report_a_chat do nothing;
  perform private.keep_apart(caller, (at.partner).user_id, 'infinity', 'reported');
  perform private.leave_stranger(conversation_id);
  perform private.emit('stranger_report', caller, (at.partner).user_id, report_stranger.conversation_id);
end
$$;
comment on function private.report_stranger is '
Reports the stranger of an anonymous conversation, ends it, and keeps the two apart for good. The report carries what was said.
`reason`: spam, harassment, hate, sexual, minor, violence, self_harm, other. Repeating it changes nothing. Emits stranger_report
(target: the conversation).
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_MATCH, RATE_LIMITED.';
