create trigger index_new_post after insert on public.posts
  for each row when (new.state = 'published') execute function private.index_post();
create trigger index_post after update of state, caption, cell on public.posts
  for each row when (new.state = 'published' and (old.state <> 'published' or (old.caption, old.cell) is distinct from (new.caption, new.cell))) execute function private.index_post();
