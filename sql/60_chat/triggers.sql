create trigger change_messages after update of status on private.media
  for each row when (old.status <> new.status and new.status in ('ready', 'failed') and new.purpose = 'message')
  execute function private.change_messages_of_medium();

create trigger change_messages after delete on private.message_reactions
  referencing old table as gone for each statement execute function private.change_messages_of_gone();
create trigger change_messages after delete on private.message_media
  referencing old table as gone for each statement execute function private.change_messages_of_gone();
