create function private.purge_conversations() returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  doomed uuid[] := array(
    select id from private.conversations where ended_at < now() - interval '1 day' order by ended_at limit 100);
  removed bigint;
begin
  -- First what was said, a few thousand at a time; the objects of its media follow through their jobs.
  with batch as (
    select message.id from private.messages message where message.conversation_id = any (doomed) limit 5000
  ), unsaid as (
    delete from private.media where id in (
      select attached.media_id from private.message_media attached join batch on batch.id = attached.message_id)
  )
  delete from private.messages message using batch where message.id = batch.id;
  get diagnostics removed = row_count;
  if removed = 0 then
    delete from private.media where id in (select picture_id from private.conversations where id = any (doomed));
    delete from private.conversations where id = any (doomed);
    get diagnostics removed = row_count;
  end if;
  return removed;
end
$$;
comment on function private.purge_conversations is '
Removes a part of what is left of conversations that ended more than a day ago, and returns how many rows: anonymous ones that were
left, and any other whose last member has gone. The worker calls it by schedule until there are none.';
