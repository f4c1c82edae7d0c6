create trigger remove_messages after delete on private.conversations
  referencing old table as gone for each statement execute function private.remove_messages();
