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
