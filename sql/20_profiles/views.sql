-- Who is shown at all. Hidden people see themselves, so that nothing tells them.
create view private.shown_people with (security_invoker = true) as
  select profile.id, profile as profile
  from public.profiles profile
  where profile.hidden_until <= now() or profile.id = (select auth.uid());
comment on view private.shown_people is 'Everybody but those who are hidden from everybody else (private.hidden_until). For functions that run as their owner.';

-- The one place that says whom the caller may meet in a list or name as a target.
create view private.visible_people with (security_invoker = true) as
  select shown.id, shown.profile
  from private.shown_people shown
  where shown.id <> all ((select private.hidden_ids())::uuid[]);
comment on view private.visible_people is 'Everybody but the hidden and, in either direction, the blocked. For functions that run as their owner.';
