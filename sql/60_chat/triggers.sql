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
