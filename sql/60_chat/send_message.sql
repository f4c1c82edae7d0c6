create function public.send_message(
  client_id uuid,
  conversation_id uuid,
  kind text default 'text',
  body text default '',
  media_ids uuid[] default '{}',
  reply_to uuid default null,
  latitude double precision default null,
  longitude double precision default null
) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.send_message(client_id, conversation_id, kind, body, media_ids, reply_to, latitude, longitude);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.send_message is '
Sends a message, and returns it as list_messages does. When this answers the message is stored, and on its way to everybody.
`client_id` is made by the client: a retry with the same one returns the message that exists. `kind`: text, image, video, audio,
file (with 1 to 10 `media_ids` that the caller has uploaded for messages; body is the caption) or location (degrees, WGS 84).
`body`: up to 4000 characters; in a group @username points at up to 50 members. `reply_to`: a message of the same conversation.
A text with a link gets details.preview a moment later, if its page has one. Sending marks the conversation as read.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, CONVERSATION_CLOSED, MESSAGE_REQUEST_PENDING, MESSAGE_NOT_FOUND,
INVALID_MESSAGE, INVALID_MEDIA, CONTENT_REJECTED, RATE_LIMITED.';
grant execute on function public.send_message to authenticated;

-- The call that people make most. Whatever PL/pgSQL starts costs again in each transaction, so it is flat: one statement for each thing
-- that has to be read or written, and functions only for what is not usual.
create function private.send_message(
  client_id uuid, conversation_id uuid, kind text, body text, media_ids uuid[], reply_to uuid,
  latitude double precision, longitude double precision
) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  device uuid := auth.jwt() ->> 'sid';
  written text := private.trimmed(body);
  sender record;
  flags text[];
  conversation private.conversations;
  at record;
  stands private.membership;
  sent private.messages;
  is_unheard boolean;
  told int;
  view jsonb;
  unseen uuid[] := '{}';
  heard_on text[];
  people uuid[];
begin
  -- What nobody changes meanwhile: whether an earlier try has sent it, what they are called, and where else they are signed in.
  select profile, earlier.id as earlier, exists (
      select from private.sessions other
      where other.account_id = caller and other.id <> device and other.revoked_at is null and other.expires_at > now()) as has_other_devices
  into sender
  from public.profiles profile
  left join private.messages earlier on earlier.sender_id = caller and earlier.client_id = send_message.client_id
  where profile.id = caller;
  if sender.earlier is not null then
    return (private.message_items(array[sender.earlier], caller))[1];
  end if;
  perform private.check_message(client_id, kind, written, media_ids, latitude, longitude);
  perform private.take_token('send_message', caller::text);
  flags := private.moderate_text(written);
  if cardinality(media_ids) > 0 then
    perform private.claim_attachments(caller, 'message', array[kind], media_ids);
  end if;

  -- From here on the messages of this conversation come one after the other, until this transaction commits. What is read behind this
  -- lock is as it will be then: a block, a removal or the third unanswered message may have been under way.
  update private.conversations place
  set last_seq = place.last_seq + 1, last_number = place.last_number + 1, position = private.uuid_v7(), changed_in = pg_current_xact_id()
  where place.id = send_message.conversation_id
  returning * into conversation;
  select own as member, partner.user_id as partner_id, partner.state as partner_state, account.shadow_banned_at is not null as is_shadowed
  into at
  from private.live_sessions session
  join private.accounts account on account.id = session.account_id
  join private.conversation_members own on own.conversation_id = send_message.conversation_id and own.user_id = session.account_id
  left join lateral (
    select other.user_id, other.state from private.conversation_members other
    where conversation.kind <> 'group' and other.conversation_id = own.conversation_id and other.user_id <> own.user_id
    limit 1
  ) partner on true
  where session.id = device and session.account_id = caller and (session.banned_until <= now()) is not false
    and (own.state = 'active' or own.state = 'requested' and conversation.kind <> 'group')
    and (private.is_masked(own)
      or not exists (select from public.blocks where blocker_id = caller and blocked_id = partner.user_id)
      and not exists (select from public.blocks where blocker_id = partner.user_id and blocked_id = caller));
  if not found then
    -- One of these says why.
    perform private.active_caller_id();
    perform private.membership(conversation_id);
    perform private.raise('CONVERSATION_NOT_FOUND', 'There is no such conversation.', 404);
  end if;
  if conversation.ended_at is not null or conversation.only_admins_send or reply_to is not null
    or (at.member).state <> 'active' or at.partner_state <> 'active' or conversation.kind <> 'group' and at.partner_id is null
    or conversation.kind = 'group' and position('@' in written) > 0 then
    stands := private.membership(conversation_id);
    stands.conversation.last_number := conversation.last_number - 1;
    perform private.require_open_conversation(stands);
    if reply_to is not null then
      perform private.readable_message(stands.member, reply_to);
    end if;
    if (stands.member).state = 'requested' then
      stands := private.accept_request(stands);
      conversation.epoch := (stands.conversation).epoch;
    end if;
    sent.mentions := private.mentioned_members(stands, written);
  end if;

  insert into private.messages as message (
    id, conversation_id, seq, number, sender_id, member_id, client_id, kind, body, details, reply_to_id, mentions, expires_at, held)
  values (
    conversation.position, conversation.id, conversation.last_seq, conversation.last_number, caller, (at.member).id, send_message.client_id,
    send_message.kind::private.message_kind, written,
    case when kind = 'location' then jsonb_build_object('latitude', latitude, 'longitude', longitude) end,
    reply_to, coalesce(sent.mentions, '{}'), clock_timestamp() + conversation.disappear_after, case when at.is_shadowed then 'shadow' end)
  on conflict on constraint one_message_a_client_id do nothing
  returning * into sent;
  if not found then
    -- Two tries at once: the earlier one has it. Its place is given back, as if this one had never come.
    update private.conversations place
    set last_seq = place.last_seq - 1, last_number = place.last_number - 1, position = private.position_before(place.id, conversation.last_seq)
    where place.id = conversation.id;
    return (
      select (private.message_items(array[message.id], caller))[1] from private.messages message
      where message.sender_id = caller and message.client_id = send_message.client_id);
  end if;
  is_unheard := at.is_shadowed or sent.untold;
  if is_unheard then
    -- It moves the conversation up in no list but the sender's.
    update private.conversations place set position = private.position_before(place.id, sent.seq) where place.id = conversation.id;
  end if;
  -- To send is to have read. The order of the lists of the two is on their own rows, that of a group is on the conversation.
  update private.conversation_members member
  set position = case when conversation.kind = 'group' or is_unheard and member.user_id <> caller then member.position else sent.id end,
    last_read_seq = case member.user_id when caller then sent.seq else member.last_read_seq end,
    last_delivered_seq = case member.user_id when caller then sent.seq else member.last_delivered_seq end,
    read_number = case member.user_id when caller then sent.number else member.read_number end,
    awaits_notice = member.awaits_notice or member.user_id = caller,
    read_at = case member.user_id when caller then now() else member.read_at end,
    delivered_at = case member.user_id when caller then now() else member.delivered_at end
  where member.conversation_id = conversation.id and member.user_id in (caller, at.partner_id);
  get diagnostics told = row_count;
  if told < num_nonnulls(caller, at.partner_id) then
    -- An account has gone: there is no foreign key that would notice.
    perform private.raise('CONVERSATION_CLOSED', 'Nobody is there to read it any more.', 409);
  end if;

  if cardinality(media_ids) > 0 then
    perform private.attach_to_message(sent.id, media_ids);
  end if;
  if cardinality(flags) > 0 then
    perform private.flag_text('message', sent.id, caller, flags);
  end if;
  -- What is held back waits with all that follows from it: private.announce_untold.
  if cardinality(sent.mentions) > 0 and not sent.untold then
    perform private.tell_mentioned(stands, sent.id, sent.mentions);
  end if;
  if position('://' in written) > 0 and not sent.untold then
    perform private.want_preview(sent.id, kind, written);
  end if;

  if reply_to is null and kind in ('text', 'location') then
    -- The usual case, for which the general one asks too many tables.
    view := private.message_view(sent, private.member_card(conversation, at.member, sender.profile));
  else
    view := (private.message_items(array[sent.id]))[1];
  end if;
  -- Who hears of it, and where: on the topic of the conversation, as private.deliver says, and a sign on their own, as give_notice says.
  if is_unheard then
    heard_on := array['user:' || caller];
  else
    heard_on := array[private.conversation_topic(conversation)];
    if conversation.kind = 'group' then
      unseen := private.hidden_in(at.member);
      if cardinality(unseen) > 0 then
        -- Not everybody on the topic is to hear it.
        perform private.deliver(conversation, caller, 'message.created', view, about => sent.id);
        heard_on := '{}';
      end if;
      people := private.notice_in_group(conversation.id, caller, unseen);
    elsif (at.partner_state = 'active' or at.partner_state = 'requested') then
      people := array[at.partner_id];
    end if;
  end if;
  if sender.has_other_devices then
    people := people || caller;
  end if;
  perform private.broadcast_both(
    heard_on, 'message.created', view,
    array(select 'user:' || person from unnest(people) person), 'conversation',
    jsonb_build_object('conversation_id', conversation.id, 'message', view), sent.id);
  if not sent.untold then
    insert into private.engagement (kind, actor_id, subject_id, target_id, details)
    values ('message', caller, at.partner_id, conversation.id, jsonb_build_object('message_id', sent.id));
  end if;
  if reply_to is not null then
    return (private.message_items(array[sent.id], caller))[1];
  end if;
  return view || '{"reactions": {"count": 0, "emojis": {}, "mine": null}}';
end
$$;
comment on function private.send_message is '
The step of send_message that writes. Emits message (subject: the other one, unless in a group, target: the conversation, details:
{message_id}), and what tell_mentioned does. Errors: as send_message.';
grant execute on function private.send_message to authenticated;
