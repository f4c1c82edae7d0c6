create type private.presence_change as (person_id uuid, status text, seen_at timestamptz);
comment on type private.presence_change is 'Who is now online, away or offline, and when their last heartbeat was.';

-- What changed since contacts were last told. Heartbeats stay as cheap as they are and note nothing: the table is as small as
-- the number of people online, and one look at all of it a second finds who came, and who has fallen idle or silent, which
-- no heartbeat could say.
create function private.presence_changes(at_most int) returns setof private.presence_change
language plpgsql stable
set search_path = ''
as $$
declare
  stale timestamptz := now() - private.presence_lifetime();
begin
  return query
    select present.profile_id, now_is.status, present.seen_at
    from private.presence present
    cross join lateral (select case
      when present.active_at > stale then 'online' when present.seen_at > stale then 'away' else 'offline'
    end) now_is (status)
    where coalesce(present.told, 'offline') <> now_is.status
    limit at_most;
end
$$;
comment on function private.presence_changes is 'Whose status is not the one that their contacts were told.';

create function private.note_presence_told(changes private.presence_change[]) returns void
language sql volatile
set search_path = ''
as $$
  update private.presence present set told = nullif(change.status, 'offline')
  from unnest(note_presence_told.changes) change
  where present.profile_id = change.person_id
$$;
comment on function private.note_presence_told is 'Remembers what contacts have been told.';
