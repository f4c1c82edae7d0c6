create trigger narrow_audience before insert or update of visibility on public.posts
  for each row execute function private.narrow_audience();
create trigger narrow_audiences after update of is_private, hidden_until on public.profiles
  for each row when ((old.is_private, old.hidden_until) <> (new.is_private, new.hidden_until)) execute function private.narrow_audiences();

create trigger advance_posts after update of status on private.media
  for each row when (old.status <> new.status and new.status in ('ready', 'failed')) execute function private.advance_posts_of_medium();

create trigger leave_tombstones before delete on public.profiles
  for each row execute function private.leave_tombstones();

create trigger tell_gone after delete on public.post_reactions
  referencing old table as gone for each statement execute function private.tell_gone_post_reactions();
create trigger tell_gone after delete on public.comment_reactions
  referencing old table as gone for each statement execute function private.tell_gone_comment_reactions();
create trigger tell_gone after delete on public.post_shares
  referencing old table as gone for each statement execute function private.tell_gone_shares();
create trigger tell_gone after delete on public.saved_posts
  referencing old table as gone for each statement execute function private.tell_gone_saves();
