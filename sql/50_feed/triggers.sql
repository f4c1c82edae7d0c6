create trigger note_new_post after insert on public.posts
  for each row when (new.state = 'published') execute function private.note_post();
create trigger note_post after update of state, hashtags on public.posts
  for each row when (new.state = 'published') execute function private.note_post();
