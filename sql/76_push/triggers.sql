create function private.push_notifications() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  asked private.push_request[];
begin
  if tg_op = 'INSERT' then
    select array_agg(private.news_request(news)) into asked from added news where news.told_step > 0;
    perform private.queue_pushes(asked);
  elsif tg_op = 'UPDATE' then
    select array_agg(private.news_request(news)) into asked
    from added news join removed was on was.id = news.id
    where news.told_step > was.told_step and news.read_at is null and news.part_count > 0;
    perform private.queue_pushes(asked);
    perform private.withdraw_push(news.person_id, 'notification:' || news.id, case when news.read_at is null then 'undone' else 'read' end)
    from (
      select news.* from added news join removed was on was.id = news.id
      where was.read_at is null and news.read_at is not null or was.part_count > 0 and news.part_count = 0 order by news.id
    ) news;
  else
    perform private.withdraw_push(was.person_id, 'notification:' || was.id, 'undone') from (select * from removed order by id) was;
  end if;
  return null;
end
$$;
comment on function private.push_notifications is 'Statement trigger of notifications: what the event `notification` tells is pushed, and what was read or undone is taken back.';

create function private.news_request(news private.notifications) returns private.push_request
language plpgsql immutable
set search_path = ''
as $$
begin
  return row(news.person_id, news.kind, 'notification:' || news.id, 'notification', news.id, interval '3 days')::private.push_request;
end
$$;
comment on function private.news_request is 'The push of a notification.';

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
  referencing new table as added for each statement execute function private.push_notifications();
create trigger push_news after update on private.notifications
  referencing old table as removed new table as added for each statement execute function private.push_notifications();
create trigger push_gone after delete on private.notifications
  referencing old table as removed for each statement execute function private.push_notifications();
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
