-- The one place that says whom the caller may meet in a list or name as a target.
create view private.visible_people with (security_invoker = true) as
  select profile.id, profile as profile
  from public.profiles profile
  where profile.is_active and profile.id <> all ((select private.hidden_ids())::uuid[]);
comment on view private.visible_people is 'Everybody but the deactivated and, in either direction, the blocked. For functions that run as their owner.';
