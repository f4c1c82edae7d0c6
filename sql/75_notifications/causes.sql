create function private.notification_causes(since xid8, until xid8) returns private.notification_cause[]
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select array_agg(distinct cause) from (
      select distinct on (told.person_id, told.family, told.cause_id, told.actor_id)
        row(told.person_id, told.kind, told.family, told.cause_id, told.actor_id, coalesce(told.group_key, told.person_id), told.target_kind,
          told.target_id, told.post_id, line.kind, line.happened_at, told.details)::private.notification_cause as cause
      from private.engagement line
      cross join lateral (
        select line.subject_id, 'follow', 'follow', line.actor_id, line.actor_id, null::uuid, null, null::uuid, null::uuid, '{}'::jsonb, 1
        where line.kind = 'follow'
        union all
        select line.subject_id, 'follow_request', 'follow_request', line.actor_id, line.actor_id, null, null, null, null, '{}', 1
        where line.kind = 'follow_request'
        union all
        select line.subject_id, 'follow_accept', 'follow_accept', line.actor_id, line.actor_id, null, null, null, null, '{}', 1
        where line.kind = 'follow_accept'
        union all
        select line.subject_id, 'connection_request', 'connection_request', line.target_id, line.actor_id, null, 'connection_request',
          line.target_id, null, '{}', 1
        where line.kind = 'connection_request'
        union all
        select line.subject_id, 'connection_accept', 'connection_accept', line.actor_id, line.actor_id, null, null, null, null, '{}', 1
        where line.kind = 'connection_accept'
        union all
        select line.subject_id, 'like', 'post_reaction', line.target_id, line.actor_id, line.target_id, 'post', line.target_id,
          line.target_id, '{}', 1
        where line.kind in ('post_reaction', 'post_unreaction')
        union all
        select line.subject_id, 'like', 'comment_reaction', line.target_id, line.actor_id, line.target_id, 'comment', line.target_id,
          comment.post_id, '{}', 1
        from public.comments comment
        where line.kind in ('comment_reaction', 'comment_unreaction') and comment.id = line.target_id
        union all
        select line.subject_id, 'like', 'message_reaction', message.id, line.actor_id, message.id, 'message', message.id, null,
          jsonb_build_object('conversation_id', line.target_id), 1
        from (select (line.details ->> 'message_id')::uuid as id) message
        where line.kind in ('message_reaction', 'message_unreaction')
        union all
        -- Somebody who is mentioned in an answer to them below their own post is told once, and of what concerns them most.
        select line.subject_id, case line.kind when 'comment_mention' then 'mention' when 'reply' then 'reply' else 'comment' end, 'comment',
          said.comment_id, line.actor_id, case line.kind when 'reply' then coalesce(said.thread_id, line.target_id) else line.target_id end,
          case line.kind when 'reply' then 'comment' else 'post' end,
          case line.kind when 'reply' then coalesce(said.thread_id, line.target_id) else line.target_id end,
          line.target_id, '{}', case line.kind when 'comment_mention' then 1 when 'reply' then 2 else 3 end
        from (select (line.details ->> 'comment_id')::uuid as comment_id, (line.details ->> 'thread_id')::uuid as thread_id) said
        where line.kind in ('comment', 'reply', 'comment_mention')
        union all
        select line.subject_id, 'mention', 'post_mention', line.target_id, line.actor_id, line.target_id, 'post', line.target_id, line.target_id,
          '{}', 1
        where line.kind = 'post_mention'
        union all
        select line.subject_id, 'mention', 'message_mention', (line.details ->> 'message_id')::uuid, line.actor_id, line.target_id,
          'conversation', line.target_id, null, '{}', 1
        where line.kind = 'message_mention'
        union all
        -- A link that was copied, or shown to a friend, is nobody's business.
        select line.subject_id, 'share', 'share', line.target_id, line.actor_id, line.target_id, 'post', line.target_id, line.target_id, '{}', 1
        where line.kind in ('share', 'unshare') and line.details ->> 'via' = 'repost'
        union all
        select member.user_id, 'message_request', 'message_request', line.target_id, line.actor_id, line.target_id, 'conversation',
          line.target_id, null, '{}', 1
        from private.conversation_members member
        where line.kind = 'message' and member.conversation_id = line.target_id and member.user_id = line.subject_id
          and member.state = 'requested'
        union all
        select line.subject_id, line.kind, 'group', line.target_id, line.actor_id, line.target_id, 'conversation', line.target_id, null, '{}', 1
        where line.kind in ('group_add', 'group_invite')
        union all
        select line.subject_id, 'missed_call', 'missed_call', (line.details ->> 'call_id')::uuid, line.actor_id, line.target_id, 'conversation',
          line.target_id, null, jsonb_build_object('media', line.details -> 'media'), 1
        where line.kind = 'missed_call'
        union all
        select side.person, 'match', 'match', line.target_id, side.other, line.target_id, 'conversation', line.target_id, null, '{}', 1
        from (values (line.actor_id, line.subject_id), (line.subject_id, line.actor_id)) side (person, other)
        where line.kind = 'match'
        union all
        select line.subject_id, 'viral', 'viral', line.target_id, null, line.target_id, 'post', line.target_id, line.target_id, '{}', 1
        where line.kind = 'viral' and line.details ->> 'state' = 'viral'
        union all
        -- Who has decided is not said.
        select line.subject_id, line.kind, 'decision', coalesce(line.target_id, line.subject_id), null, line.target_id,
          case line.kind when 'moderation_notice' then 'decision' when 'report_outcome' then 'report' when 'appeal_outcome' then 'appeal'
            else 'verification_request' end, line.target_id, null, line.details, 1
        where line.kind in ('verification_review', 'moderation_notice', 'report_outcome', 'appeal_outcome')
      ) told (person_id, kind, family, cause_id, actor_id, group_key, target_kind, target_id, post_id, details, rank)
      where line.transaction_id >= since and line.transaction_id < until
        and told.person_id is not null and told.cause_id is not null and told.actor_id is distinct from told.person_id
      order by told.person_id, told.family, told.cause_id, told.actor_id, told.rank, line.transaction_id, line.id
    ) found);
end
$$;
comment on function private.notification_causes is '
What the lines of these transactions mean, to whom, each cause once: deeds, and reactions and shares that were taken back, since whether it
stands is looked up afterwards. Whatever else ends is a retraction (retractions.sql). Nobody is told what they did themselves.';

-- A statement each: as one expression every call prepared all of them to run, and took thirteen times as long.
create function private.notification_stands(family text, person_id uuid, cause_id uuid, actor_id uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  case family
    when 'follow' then
      return exists (select from public.follows where follower_id = actor_id and followee_id = person_id);
    when 'follow_request' then
      return exists (select from public.follow_requests where follower_id = actor_id and followee_id = person_id);
    when 'follow_accept' then
      return exists (select from public.follows where follower_id = person_id and followee_id = actor_id);
    when 'connection_request' then
      return exists (select from public.connection_requests where id = cause_id and state = 'pending');
    when 'connection_accept' then
      return exists (
        select from public.connections connection
        where connection.person_id = notification_stands.person_id and connection.other_id = actor_id);
    when 'post_reaction' then
      return exists (select from public.post_reactions where post_id = cause_id and user_id = actor_id);
    when 'comment_reaction' then
      return exists (
        select from public.comment_reactions reaction
        join public.comments comment on comment.id = reaction.comment_id and comment.deleted_at is null
        where reaction.comment_id = cause_id and reaction.user_id = actor_id);
    when 'message_reaction' then
      return exists (
        select from private.message_reactions reaction
        join private.messages message on message.id = reaction.message_id and message.deleted_at is null
        where reaction.message_id = cause_id and reaction.user_id = actor_id
          and private.is_told_of(person_id, message.conversation_id));
    when 'comment' then
      return exists (
        select from public.comments comment
        join public.posts post on post.id = comment.post_id
        left join public.comments answered on answered.id = coalesce(comment.reply_to_id, comment.parent_id)
        where comment.id = cause_id and comment.author_id = actor_id and comment.deleted_at is null
          and (person_id in (post.author_id, answered.author_id) or person_id = any (comment.mentions)));
    when 'post_mention' then
      return exists (select from public.posts where id = cause_id and person_id = any (mentions));
    when 'message_mention' then
      return exists (
        select from private.messages message
        join private.conversation_members member on member.conversation_id = message.conversation_id and member.state = 'active'
        where message.id = cause_id and message.deleted_at is null and member.user_id = person_id and member.id = any (message.mentions));
    when 'share' then
      return exists (select from public.post_shares where post_id = cause_id and user_id = actor_id and via = 'repost');
    when 'message_request' then
      return exists (
        select from private.conversation_members where conversation_id = cause_id and user_id = person_id and state = 'requested');
    when 'group' then
      return exists (
        select from private.conversation_members
        where conversation_id = cause_id and user_id = person_id and state in ('active', 'requested'));
    when 'missed_call' then
      return exists (
        select from private.calls call where call.id = cause_id and private.is_told_of(person_id, call.conversation_id));
    when 'match' then
      return exists (
        select from private.conversation_members where conversation_id = cause_id and user_id = person_id and state = 'active');
    when 'viral' then
      return exists (select from public.posts where id = cause_id);
    when 'decision' then
      return true;
    when 'system' then
      return true;
  end case;
end
$$;
comment on function private.notification_stands is '
Whether a cause is there at this moment, by the rows of its own domain. So it does not matter in which order deeds and undoings are read:
whatever is undone later has a line that is read later.';

create function private.is_told_of(person_id uuid, conversation_id uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return exists (
    select from private.conversation_members member
    join private.conversations conversation on conversation.id = member.conversation_id
    where member.conversation_id = is_told_of.conversation_id and member.user_id = is_told_of.person_id
      and member.state in ('active', 'requested') and conversation.kind <> 'anonymous');
end
$$;
comment on function private.is_told_of is '
Whether somebody is in a conversation still, or asked into it, and knows with whom: of strangers who do not know each other nothing is told.';
