create type private.push_hindrance as (reason text, until timestamptz);
comment on type private.push_hindrance is 'Why something is not pushed now; until: when it is looked at again, null for never.';

create function private.push_target_state(push private.pushes) returns text
language plpgsql stable
set search_path = ''
as $$
begin
  return case push.source
    when 'notification' then coalesce((
      select case when news.read_at is not null then 'read' when news.part_count = 0 then 'undone' else '' end
      from private.notifications news where news.id = push.target_id), 'undone')
    when 'message' then coalesce((
      select case
        when message.deleted_at is not null or message.sender_id is null or message.expires_at <= now() then 'undone'
        when member.last_read_seq >= message.seq then 'read'
        when member.muted_until > now() or member.archived_at is not null then 'muted'
        when member.state <> 'active' or not private.reads_along(conversation, member, hidden.ids)
          or not private.may_read(member, message, hidden.ids) then 'hidden'
        else '' end
      from private.messages message
      join private.conversations conversation on conversation.id = message.conversation_id
      join private.conversation_members member on member.conversation_id = message.conversation_id and member.user_id = push.person_id
      cross join lateral (select private.hidden_in(member) as ids) hidden
      where message.id = push.target_id), 'undone')
    when 'call' then case when exists (
      select from private.call_participants taken join private.calls call on call.id = taken.call_id
      where taken.call_id = push.target_id and taken.user_id = push.person_id and taken.state = 'ringing'
        and call.state <> 'ended' and call.rings_until > now()) then '' else 'over' end
    when 'match' then case when exists (
      select from private.match_tickets ticket join private.match_proposals proposal on proposal.id = ticket.proposal_id
      where ticket.person_id = push.person_id and ticket.proposal_id = push.target_id and ticket.accepts is null
        and proposal.deadline > now()) then '' else 'over' end
    else case when private.digest_size(push.id) > 0 then '' else 'read' end
  end;
end
$$;
comment on function private.push_target_state is '
Whether what a push tells of is still there and unread at this moment: empty if so, else read, undone, muted, hidden or over.';

create function private.push_hindrance(push private.pushes, wishes private.push_wishes) returns private.push_hindrance
language plpgsql stable
set search_path = ''
as $$
declare
  why text := private.push_target_state(push);
  quiet_until timestamptz;
begin
  if push.expires_at <= now() then
    return ('over', null)::private.push_hindrance;
  elsif why <> '' then
    return (why, null)::private.push_hindrance;
  elsif push.kind = any (wishes.off_kinds) then
    return ('setting', null)::private.push_hindrance;
  elsif push.kind <> all (private.critical_push_kinds()) or wishes.quiet_for_all then
    quiet_until := private.quiet_until(now(), wishes.quiet_from, wishes.quiet_until, wishes.time_zone);
    return case when quiet_until is not null then ('quiet_hours', quiet_until)::private.push_hindrance end;
  end if;
  return null;
end
$$;
comment on function private.push_hindrance is '
What stands against a push at this moment, asked when it is decided and again whenever it is sent; null if nothing does. Reasons: over, read, undone,
muted, hidden, setting, quiet_hours.';
