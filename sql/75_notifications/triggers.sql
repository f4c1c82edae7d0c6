create trigger count_new after insert on private.notification_parts
  referencing new table as added for each statement execute function private.count_notification_parts();
create trigger count_gone after delete on private.notification_parts
  referencing old table as removed for each statement execute function private.count_notification_parts();
create trigger count_changed after update on private.notification_parts
  referencing old table as removed new table as added for each statement execute function private.count_notification_parts();

create trigger tell_unblock after delete on public.blocks for each row execute function private.tell_unblock();
create trigger tell_mute after insert or update or delete on public.mutes for each row execute function private.tell_mute();
create trigger tell_notification_mute after insert or delete on private.notification_muted_people
  for each row execute function private.tell_notification_mute();
create trigger tell_hiding after update of hidden_until on public.profiles
  for each row when (old.hidden_until <> new.hidden_until) execute function private.tell_hiding();

-- Each table that private.notification_stands reads, but for reactions and shares, whose own lines in the log are enough.
create trigger tell_retraction after delete on public.follows
  for each row execute function private.tell_retraction('follower_id', 'followee_id');
create trigger tell_retraction after delete on public.follow_requests
  for each row execute function private.tell_retraction('follower_id', 'followee_id');
create trigger tell_retraction after delete on public.connections
  for each row execute function private.tell_retraction('person_id', 'other_id');
create trigger tell_retraction after update of state on public.connection_requests
  for each row when (old.state = 'pending' and new.state <> 'pending') execute function private.tell_retraction('requester_id', 'addressee_id');
create trigger tell_retraction_of_gone after delete on public.connection_requests
  for each row when (old.state = 'pending') execute function private.tell_retraction('requester_id', 'addressee_id');
create trigger tell_retraction after update of state on private.conversation_members
  for each row when (old.state <> new.state) execute function private.tell_retraction('user_id', 'user_id', 'conversation_id');
create trigger tell_retraction_of_gone after delete on private.conversation_members
  for each row execute function private.tell_retraction('user_id', 'user_id', 'conversation_id');
create trigger tell_retraction after update of deleted_at, mentions on private.messages
  for each row when (old.deleted_at is distinct from new.deleted_at or old.mentions <> new.mentions)
  execute function private.tell_retraction('sender_id', 'none', 'id');
create trigger tell_retraction after update of deleted_at, hidden_at, mentions on public.comments
  for each row when (old.deleted_at is distinct from new.deleted_at or old.hidden_at is distinct from new.hidden_at or old.mentions <> new.mentions)
  execute function private.tell_retraction('author_id', 'none', 'id');
create trigger tell_lost_mentions after update of mentions on public.posts
  for each row when (old.mentions <> new.mentions) execute function private.tell_lost_mentions();
