create function private.check_message(
  client_id uuid, kind text, body text, media_ids uuid[], latitude double precision, longitude double precision
) returns void
language plpgsql immutable
set search_path = ''
as $$
declare
  media int := coalesce(cardinality(media_ids), 0);
  problem text := case
    when client_id is null then 'client_id is required.'
    when (kind in ('text', 'image', 'video', 'audio', 'file', 'location')) is not true
      then 'kind must be text, image, video, audio, file or location.'
    when body is null then 'body must be a text.'
    when length(body) > 4000 then 'body may have up to 4000 characters.'
    when kind = 'text' and body = '' then 'A text message needs a text.'
    when kind in ('image', 'video', 'audio', 'file') and media not between 1 and 10 then 'A message of this kind carries 1 to 10 media.'
    when kind in ('text', 'location') and media > 0 then 'A message of this kind carries no media.'
    when kind = 'location' and (latitude between -90 and 90 and longitude between -180 and 180) is not true
      then 'A location needs latitude and longitude in degrees.'
    when kind <> 'location' and num_nonnulls(latitude, longitude) > 0 then 'Only a location has latitude and longitude.'
  end;
begin
  if problem is not null then
    perform private.raise('INVALID_MESSAGE', problem, 422);
  end if;
end
$$;
comment on function private.check_message is 'Says in words what is wrong with a message. Errors: INVALID_MESSAGE.';

create function private.require_open_conversation(stands private.membership) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if (stands.conversation).ended_at is not null
    or (stands.conversation).kind <> 'group' and (stands.partner).id is null then
    perform private.raise('CONVERSATION_CLOSED', 'Nobody is there to read it any more.', 409);
  end if;
  if (stands.conversation).only_admins_send and (stands.member).role = 'member' then
    perform private.raise('ADMINS_ONLY', 'Only the admins of this group write here.', 403);
  end if;
  -- A refusal looks like a request that nobody has answered.
  if (stands.partner).state = 'declined'
    or (stands.partner).state = 'requested' and (stands.conversation).last_number >= private.unanswered_messages() then
    perform private.raise('MESSAGE_REQUEST_PENDING', 'Wait until your first messages are answered.', 403);
  end if;
end
$$;
comment on function private.require_open_conversation is '
Refuses unless this member may write there now. Errors: CONVERSATION_CLOSED (the other account is gone, or a stranger has
left), ADMINS_ONLY, MESSAGE_REQUEST_PENDING.';

create function private.unanswered_messages() returns int
language plpgsql immutable
set search_path = ''
as $$ begin return 3; end $$;
comment on function private.unanswered_messages is 'How many messages somebody gets from a stranger before they have accepted the request.';
