create trigger index_new_post after insert on public.posts
  for each row when (new.state = 'published') execute function private.index_post();
create trigger index_post after update of state, caption on public.posts
  for each row when (new.state = 'published' and (old.state <> 'published' or old.caption <> new.caption)) execute function private.index_post();
