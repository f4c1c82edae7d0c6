create trigger remove_messages after delete on private.conversations
  referencing old table as gone for each statement execute function private.remove_messages();

create trigger leave_conversations before delete on public.profiles
  for each row execute function private.leave_conversations();

create trigger end_talk_of_pair after insert on public.blocks
  for each row execute function private.end_talk_of_pair();
create trigger resume_talk_of_pair after delete on public.blocks
  for each row execute function private.resume_talk_of_pair();

create trigger note_lost_picture before update of picture_id on private.conversations
  for each row when (old.picture_id is not null and new.picture_id is null) execute function private.note_lost_picture();

create trigger change_messages after update of status on private.media
  for each row when (old.status <> new.status and new.status in ('ready', 'failed') and new.purpose = 'message')
  execute function private.change_messages_of_medium();

create trigger change_messages after delete on private.message_reactions
  referencing old table as gone for each statement execute function private.change_messages_of_gone();
create trigger change_messages after delete on private.message_media
  referencing old table as gone for each statement execute function private.change_messages_of_gone();

create trigger shadow_conversations after update on private.accounts
  for each row when ((old.shadow_banned_at is null) <> (new.shadow_banned_at is null)) execute function private.shadow_conversations();
