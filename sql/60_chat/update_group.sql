create function public.update_group(conversation_id uuid, changes jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.update_group(conversation_id, changes);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.update_group is '
Changes a group; for its admins. `changes` may have title (1 to 100 characters), picture (the media_id of an image that the caller
has uploaded for messages and that is ready, or null), members_may_add, only_admins_send, history_for_new (whether who joins reads
what was said before) and disappear_after_s (as set_disappearing). Returns the conversation, as list_conversations does.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT, ADMINS_ONLY, INVALID_GROUP (details names every
wrong or unknown field), INVALID_MEDIA, CONTENT_REJECTED, RATE_LIMITED.';
grant execute on function public.update_group to authenticated;

create function private.update_group(conversation_id uuid, changes jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  picture uuid;
  terms text[];
  stands private.membership;
  earlier private.conversations;
  changed private.conversations;
begin
  perform private.check_group(changes);
  picture := (changes ->> 'picture')::uuid;
  terms := private.moderate_text(private.trimmed(changes ->> 'title'));
  -- For the flag on a title, which refers to the caller.
  perform private.keep_people(array[caller]);
  stands := private.lock_group(conversation_id, true);
  perform private.take_token('change_group', caller::text);
  earlier := stands.conversation;
  if picture is not null and picture is distinct from earlier.picture_id then
    perform private.claim_group_picture(conversation_id, caller, picture);
  end if;
  update private.conversations conversation
  set title = coalesce(private.trimmed(changes ->> 'title'), conversation.title),
    picture_id = case when changes ? 'picture' then picture else conversation.picture_id end,
    members_may_add = coalesce((changes ->> 'members_may_add')::boolean, conversation.members_may_add),
    only_admins_send = coalesce((changes ->> 'only_admins_send')::boolean, conversation.only_admins_send),
    history_for_new = coalesce((changes ->> 'history_for_new')::boolean, conversation.history_for_new),
    disappear_after = case when changes ? 'disappear_after_s'
      then make_interval(secs => (changes ->> 'disappear_after_s')::int) else conversation.disappear_after end,
    changed_in = pg_current_xact_id()
  where conversation.id = earlier.id
  returning * into changed;
  perform private.flag_text('conversation', changed.id, caller, terms);
  perform private.note_group_changes((stands.member).id, earlier, changed);
  -- Nothing else shows the picture that was there.
  delete from private.media where id in (
    select medium.id from private.media medium
    where medium.id = earlier.picture_id and medium.id is distinct from changed.picture_id
    for update skip locked);
  return (private.conversation_items(array[changed.id], caller))[1];
end
$$;
comment on function private.update_group is 'The step of update_group that writes. Errors: as update_group.';
grant execute on function private.update_group to authenticated;

create function private.check_group(changes jsonb) returns void
language plpgsql immutable
set search_path = ''
as $$
declare
  problems text;
begin
  perform private.check_keys(changes, 'INVALID_GROUP', array[
    'title', 'picture', 'members_may_add', 'only_admins_send', 'history_for_new', 'disappear_after_s']);
  select string_agg(format('%s: %s', change.key, problem), '; ' order by change.key) into problems
  from jsonb_each(changes) change
  cross join lateral (select jsonb_typeof(change.value), change.value #>> '{}') as given (type, written)
  cross join lateral (select case
    when change.key = 'title' and (type <> 'string' or length(private.trimmed(written)) not between 1 and 100)
      then 'must have 1 to 100 characters'
    when change.key = 'picture' and type <> 'null' and (type <> 'string' or not pg_input_is_valid(written, 'uuid'))
      then 'must be a media_id or null'
    when change.key in ('members_may_add', 'only_admins_send', 'history_for_new') and type <> 'boolean'
      then 'must be true or false'
    when change.key = 'disappear_after_s' and type <> 'null' and (type <> 'number' or not private.is_timer(written))
      then 'must be 60 to 31622400, whole seconds, or null'
  end) as found (problem)
  where problem is not null;
  if problems is not null then
    perform private.raise('INVALID_GROUP', 'The group cannot be like this.', 422, details => problems);
  end if;
end
$$;
comment on function private.check_group is 'Errors: INVALID_GROUP (details names every wrong or unknown field).';

create function private.is_timer(seconds text) returns boolean
language plpgsql immutable
set search_path = ''
as $$
begin
  return pg_input_is_valid(seconds, 'integer') and seconds::int between 60 and 366 * 86400;
end
$$;
comment on function private.is_timer is 'Whether this is a time after which messages may disappear: whole seconds, a minute to 366 days.';

create function private.claim_group_picture(conversation_id uuid, owner_id uuid, media_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.claim_attachments(owner_id, 'message', array['image'], array[media_id]);
  if (select medium.status from private.media medium where medium.id = media_id) <> 'ready'
    or exists (select from private.message_media attached where attached.media_id = claim_group_picture.media_id)
    or exists (
      select from private.conversations other
      where other.picture_id = media_id and other.id <> claim_group_picture.conversation_id) then
    perform private.raise('INVALID_MEDIA', 'The picture is not ready, or in use elsewhere.', 422, details => media_id::text);
  end if;
end
$$;
comment on function private.claim_group_picture is 'Errors: INVALID_MEDIA.';

create function private.note_group_changes(
  actor_member_id uuid,
  earlier private.conversations,
  changed private.conversations
) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  actor jsonb := jsonb_build_object('actor_member_id', actor_member_id);
begin
  if changed.title <> earlier.title then
    perform private.note_change(changed, actor || jsonb_build_object('event', 'title', 'title', changed.title));
  end if;
  if changed.picture_id is distinct from earlier.picture_id then
    perform private.note_change(changed, actor || jsonb_build_object('event', 'picture', 'has_picture', changed.picture_id is not null));
  end if;
  if (changed.members_may_add, changed.only_admins_send, changed.history_for_new)
    <> (earlier.members_may_add, earlier.only_admins_send, earlier.history_for_new) then
    perform private.note_change(changed, actor || jsonb_build_object(
      'event', 'settings', 'members_may_add', changed.members_may_add, 'only_admins_send', changed.only_admins_send,
      'history_for_new', changed.history_for_new));
  end if;
  if changed.disappear_after is distinct from earlier.disappear_after then
    perform private.note_change(changed, actor || jsonb_build_object(
      'event', 'timer', 'disappear_after_s', extract(epoch from changed.disappear_after)::bigint));
  end if;
end
$$;
comment on function private.note_group_changes is 'A message of the system for each thing that has changed.';

create function private.note_lost_picture() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  new.changed_in := pg_current_xact_id();
  return new;
end
$$;
comment on function private.note_lost_picture is 'Trigger: the picture of a group was deleted, or its owner was.';

create function public.set_disappearing(conversation_id uuid, after_s int) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.set_disappearing(conversation_id, after_s);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.set_disappearing is '
After how many seconds what is said from now on disappears, 60 to 31622400 (366 days), or null for never; for either of two, and
for the admins of a group. Returns the conversation, as list_conversations does.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, CONVERSATION_CLOSED, MESSAGE_REQUEST_PENDING, ADMINS_ONLY,
INVALID_ARGUMENT, RATE_LIMITED.';
grant execute on function public.set_disappearing to authenticated;

create function private.set_disappearing(conversation_id uuid, after_s int) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  stands private.membership;
  changed private.conversations;
begin
  if after_s is not null and not private.is_timer(after_s::text) then
    perform private.raise('INVALID_ARGUMENT', 'after_s must be 60 to 31622400, or null.', 422);
  end if;
  stands := private.lock_conversation(conversation_id);
  perform private.require_reach((stands.member).user_id);
  if (stands.conversation).kind = 'group' then
    stands := private.lock_group(conversation_id, true);
  else
    perform private.require_open_conversation(stands);
    -- While a request waits there is nothing but what it says.
    if 'requested' in ((stands.member).state, (stands.partner).state) then
      perform private.raise('MESSAGE_REQUEST_PENDING', 'The request has to be answered first.', 403);
    end if;
  end if;
  perform private.take_token('change_group', caller::text);
  update private.conversations conversation
  set disappear_after = make_interval(secs => after_s), changed_in = pg_current_xact_id()
  where conversation.id = set_disappearing.conversation_id
  returning * into changed;
  perform private.note_group_changes((stands.member).id, stands.conversation, changed);
  return (private.conversation_items(array[changed.id], caller))[1];
end
$$;
comment on function private.set_disappearing is 'The step of set_disappearing that writes. Errors: as set_disappearing.';
grant execute on function private.set_disappearing to authenticated;
