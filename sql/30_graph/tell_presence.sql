create function private.tell_presence_changes(at_most int default 10000) returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  changes private.presence_change[];
begin
  -- Another worker is at it.
  if not pg_try_advisory_xact_lock(hashtextextended('tell_presence_changes', 0)) then
    return 0;
  end if;
  select array_agg(change) into changes from private.presence_changes(at_most) change;
  if changes is null then
    return 0;
  end if;
  perform private.tell_contacts(changes);
  -- Last, so that heartbeats of these people wait for nothing.
  perform private.note_presence_told(changes);
  return cardinality(changes);
end
$$;
comment on function private.tell_presence_changes is '
Tells people who are online which of their connections came, fell idle or left since the last call, and returns whose status
changed, at most `at_most` people. The worker calls it about once a second; several may.';

create function private.tell_contacts(changes private.presence_change[]) returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  stale timestamptz := now() - private.presence_lifetime();
  sent int;
begin
  with shown as materialized (
    select change.person_id, jsonb_build_object(
      'user_id', change.person_id, 'status', change.status,
      'last_seen_at', case when change.status = 'offline' and settings.show_last_seen
        then date_trunc('minute', change.seen_at) end) as item
    from unnest(changes) change
    join private.profile_settings settings on settings.profile_id = change.person_id and settings.show_online
    join private.shown_people person on person.id = change.person_id
  ), told as (
    select contact.other_id as contact_id, shown.item, row_number() over (partition by contact.other_id) / 500 as part
    from shown
    join public.connections contact on contact.person_id = shown.person_id
    join private.presence present on present.profile_id = contact.other_id and present.seen_at > stale
    where not exists (select from public.blocks where blocker_id = contact.other_id and blocked_id = shown.person_id)
      and not exists (select from public.blocks where blocker_id = shown.person_id and blocked_id = contact.other_id)
  ), bundled as (
    select contact_id, jsonb_agg(item) as items from told group by contact_id, part
  )
  select count(private.broadcast('user:' || contact_id, 'presence', jsonb_build_object('items', items))) into sent from bundled;
  return sent;
end
$$;
comment on function private.tell_contacts is '
Event `presence` on user:<id> of everybody online who is connected with somebody whose status changed, as far as that person
shows it: {items: [{user_id, status, last_seen_at}]}, as presence_of answers. One event a receiver holds up to 500 changes.
Returns how many events were sent.';
