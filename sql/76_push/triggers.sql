create function private.push_notification() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    perform private.withdraw_push(old.person_id, 'notification:' || old.id, 'undone');
  elsif new.read_at is not null or new.part_count = 0 then
    perform private.withdraw_push(new.person_id, 'notification:' || new.id, case when new.read_at is null then 'undone' else 'read' end);
  else
    perform private.queue_push(new.person_id, new.kind, 'notification:' || new.id, 'notification', new.id);
  end if;
  return null;
end
$$;
comment on function private.push_notification is 'Trigger of notifications: what the event `notification` tells is pushed, and what was read or undone is taken back.';

create function private.withdraw_read_messages() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.withdraw_push(new.user_id, 'conversation:' || new.conversation_id, 'read');
  return null;
end
$$;
comment on function private.withdraw_read_messages is 'Trigger: a conversation that was read on one device is closed on the others.';

create function private.withdraw_call() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.withdraw_push(new.user_id, 'call:' || new.call_id, 'over');
  return null;
end
$$;
comment on function private.withdraw_call is 'Trigger: a call that no longer rings, because it was answered anywhere or ended, stops ringing everywhere.';

create function private.look_again_at_pushes() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.look_again(new.person_id);
  return null;
end
$$;
comment on function private.look_again_at_pushes is 'Trigger: whoever has travelled has other quiet hours.';

create trigger look_again_at_pushes after update of time_zone on private.notification_settings
  for each row when (new.time_zone <> old.time_zone) execute function private.look_again_at_pushes();
create trigger push_new after insert on private.notifications
  for each row when (new.told_step > 0) execute function private.push_notification();
create trigger push_news after update on private.notifications
  for each row when (new.told_step > old.told_step and new.read_at is null
    or old.read_at is null and new.read_at is not null or old.part_count > 0 and new.part_count = 0)
  execute function private.push_notification();
create trigger push_gone after delete on private.notifications for each row execute function private.push_notification();
-- Whoever only speaks themself, which moves the conversation up in their list by one message, has been told of nothing to take back.
create trigger withdraw_read_messages after update on private.conversation_members
  for each row when (new.last_read_seq > old.last_read_seq
    and (new.position is not distinct from old.position or new.read_number > old.read_number + 1))
  execute function private.withdraw_read_messages();
create trigger withdraw_call after update on private.call_participants
  for each row when (old.state = 'ringing' and new.state <> 'ringing') execute function private.withdraw_call();
create trigger forget_push_endpoints after update of revoked_at on private.sessions
  for each row when (old.revoked_at is null and new.revoked_at is not null) execute function private.forget_push_endpoints();
create trigger forget_push_endpoints after update of banned_until, deactivated_at on private.accounts
  for each row when (new.banned_until is distinct from old.banned_until or new.deactivated_at is distinct from old.deactivated_at)
  execute function private.forget_push_endpoints();
