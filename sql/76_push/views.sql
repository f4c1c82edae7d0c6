-- What is asked of pushes again and again: views, so that it is asked of a thousand at once.
create view private.push_wishes with (security_invoker = true) as
  select person.id as person_id, coalesce(pushed.off_kinds, '{}'::text[]) || coalesce(told.off_kinds, '{}'::text[]) as off_kinds,
    coalesce(pushed.previews, true) as previews, pushed.quiet_from, pushed.quiet_until, coalesce(pushed.quiet_for_all, false) as quiet_for_all,
    coalesce(pushed.mail_digests, true) as mail_digests, coalesce(told.time_zone, 'UTC'::text) as time_zone
  from public.profiles person
  left join private.push_settings pushed on pushed.person_id = person.id
  left join private.notification_settings told on told.person_id = person.id;
comment on view private.push_wishes is 'What somebody wants pushed, and by which clock, with what counts for who has chosen nothing. off_kinds: also those that they are not told at all.';

create view private.push_target_states with (security_invoker = true) as
  select push.id as push_id, case push.source
    when 'notification' then coalesce((
      select case when news.read_at is not null then 'read'::text when news.part_count = 0 then 'undone'::text else ''::text end
      from private.notifications news where news.id = push.target_id), 'undone'::text)
    when 'message' then coalesce((
      select case
        when message.deleted_at is not null or message.sender_id is null or message.expires_at <= now() then 'undone'::text
        when member.last_read_seq >= message.seq then 'read'::text
        when member.muted_until > now() or member.archived_at is not null then 'muted'::text
        when member.state <> 'active' or not private.reads_along(conversation, member, hidden.ids)
          or not private.may_read(member, message, hidden.ids) then 'hidden'::text
        else ''::text end
      from private.messages message
      join private.conversations conversation on conversation.id = message.conversation_id
      join private.conversation_members member on member.conversation_id = message.conversation_id and member.user_id = push.person_id
      cross join lateral (select private.hidden_in(member) as ids) hidden
      where message.id = push.target_id), 'undone'::text)
    when 'call' then case when exists (
      select from private.call_participants taken join private.calls call on call.id = taken.call_id
      where taken.call_id = push.target_id and taken.user_id = push.person_id and taken.state = 'ringing'
        and call.state <> 'ended' and call.rings_until > now()) then ''::text else 'over'::text end
    when 'match' then case when exists (
      select from private.match_tickets ticket join private.match_proposals proposal on proposal.id = ticket.proposal_id
      where ticket.person_id = push.person_id and ticket.proposal_id = push.target_id and ticket.accepts is null
        and proposal.deadline > now()) then ''::text else 'over'::text end
    else case when private.digest_size(push.id) > 0 then ''::text else 'read'::text end
  end as state
  from private.pushes push;
comment on view private.push_target_states is '
Whether what a push tells of is still there and unread at this moment: empty if so, else read, undone, muted, hidden or over.';

-- The `offset 0` keep each push apart: looked up by its own keys whatever a kept plan takes the tables for, asked nothing about others, and
-- nothing twice that is named twice.
create view private.push_hindrances with (security_invoker = true) as
  select push.id as push_id, found.reason, case when found.reason = 'quiet_hours' then found.quiet_until end as until
  from private.pushes push
  cross join lateral (select * from private.push_wishes stored where stored.person_id = push.person_id offset 0) wishes
  cross join lateral (select * from private.push_target_states asked where asked.push_id = push.id offset 0) target
  cross join lateral (
    select case when wishes.quiet_from is not null and (wishes.quiet_for_all or push.kind <> all (private.critical_push_kinds()))
      then private.quiet_until(now(), wishes.quiet_from, wishes.quiet_until, wishes.time_zone) end as ends_at
    offset 0
  ) quiet
  cross join lateral (
    select quiet.ends_at as quiet_until, coalesce(
      case when push.expires_at <= now() then 'over'::text end,
      nullif(target.state, ''::text),
      case when push.kind = any (wishes.off_kinds) then 'setting'::text when quiet.ends_at is not null then 'quiet_hours'::text end) as reason
    offset 0
  ) found;
comment on view private.push_hindrances is '
What stands against a push at this moment, asked when it is decided and again whenever it is sent; until: when it is looked at again, null for never.
Reasons, null if nothing does: over, read, undone, muted, hidden, setting, quiet_hours.';

create view private.push_facts with (security_invoker = true) as
  select push.id as push_id, case push.source
    when 'notification' then (
      select jsonb_build_object(
        'words', case when news.kind = 'like' and news.target_kind <> 'post' then 'like.' || news.target_kind else news.kind::text end,
        'path', case news.target_kind when 'post' then '/posts/' || news.target_id when 'conversation' then '/conversations/' || news.target_id
          else '/notifications'::text end,
        'things', greatest(news.actor_count, 1), 'name', (
          select person.first_name from private.notification_parts part
          join public.profiles person on person.id = part.actor_id
          where part.notification_id = news.id and part.hidden_until = '-infinity'::timestamptz
          order by part.happened_at desc limit 1),
        'text', case when news.kind in ('comment', 'reply', 'mention') then (
          select comment.body from private.notification_parts part
          join public.comments comment on comment.id = part.cause_id and comment.deleted_at is null
          where part.notification_id = news.id and part.hidden_until = '-infinity'::timestamptz
          order by part.happened_at desc limit 1) end,
        'written', case when news.kind = 'system' then coalesce(
          (select jsonb_build_object('titles', schedule.title, 'bodies', schedule.body)
            from private.scheduled_notifications schedule where schedule.id = news.target_id),
          jsonb_build_object('titles', jsonb_build_object('en', news.details -> 'title'), 'bodies', jsonb_build_object('en', news.details -> 'body'))) end)
      from private.notifications news where news.id = push.target_id)
    when 'message' then (
      select jsonb_build_object(
        'words', 'message' || case when conversation.kind = 'group' then '.group'::text else ''::text end,
        'path', '/conversations/' || message.conversation_id, 'things', 1,
        'name', case when private.is_masked(sender) then sender.alias else person.first_name end,
        'group', conversation.title, 'text', message.body, 'hides', true)
      from private.messages message
      join private.conversations conversation on conversation.id = message.conversation_id
      join private.conversation_members sender on sender.conversation_id = message.conversation_id and sender.user_id = message.sender_id
      join public.profiles person on person.id = message.sender_id
      where message.id = push.target_id)
    when 'call' then (
      select jsonb_build_object(
        'words', 'call.' || call.media, 'path', '/calls/' || call.id, 'things', 1,
        'name', case when private.is_masked(caller) then caller.alias else person.first_name end)
      from private.calls call
      join private.conversation_members caller on caller.conversation_id = call.conversation_id and caller.user_id = call.caller_id
      join public.profiles person on person.id = call.caller_id
      where call.id = push.target_id)
    when 'match' then jsonb_build_object('words', 'match_prompt'::text, 'path', '/match'::text, 'things', 1)
    else jsonb_build_object('words', 'digest'::text, 'path', '/notifications'::text, 'things', private.digest_size(push.id))
  end as facts
  from private.pushes push;
comment on view private.push_facts is '
What a push is about, as its recipient may know it: {words: the kind of push_texts, path: below APP_URL, things, name, group, text, hides: there are words of their own
(.hidden) for who wants no text shown, written: {titles, bodies: by language} of admins}. Null when there is nothing any more.';
