-- Before the triggers that follow from what is held: Postgres takes them in the order of their names.
create trigger hold_new before insert on private.messages
  for each row when (new.body <> '' and new.sender_id is not null) execute function private.hold_new_message();
create trigger hold_new before insert on public.comments
  for each row when (new.body <> '') execute function private.hold_new_comment();
create trigger hold_new before update of state on public.posts
  for each row when (old.position is null and new.position is not null) execute function private.hold_new_post();

create trigger ask_for_release after insert on private.messages
  for each row when (new.untold) execute function private.ask_for_release('message');
create trigger ask_for_release after insert on public.comments
  for each row when (new.untold) execute function private.ask_for_release('comment');
create trigger ask_for_release after update on public.posts
  for each row when (new.untold and not old.untold) execute function private.ask_for_release('post');

create trigger judge_edit after update of body on private.messages
  for each row when (new.body <> old.body and new.deleted_at is null) execute function private.judge_edit('message');
create trigger judge_edit after update of body on public.comments
  for each row when (new.body <> old.body and new.deleted_at is null) execute function private.judge_edit('comment');
create trigger judge_edit after update of caption, content_warning, place on public.posts
  for each row when (old.caption <> new.caption or old.content_warning is distinct from new.content_warning or old.place is distinct from new.place)
  execute function private.judge_edit('post');
create trigger judge_edit after update of username, first_name, last_name, pronouns, bio, links on public.profiles
  for each row when (old.username <> new.username or old.first_name <> new.first_name or old.last_name <> new.last_name or old.bio <> new.bio
    or old.pronouns is distinct from new.pronouns or old.links <> new.links)
  execute function private.judge_edit('profile');

create trigger hold_reported after insert on private.reports
  for each row execute function private.hold_reported();
