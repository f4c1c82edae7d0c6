-- Who somebody is, is asked of functions: get_profile, search_people, the lists. As a table people could be counted, listed and
-- sifted by anything, without a limit, whatever they have set. The policies hold for whoever is granted more.
create policy select_not_blocked on public.profiles for select to authenticated
  using ((hidden_until <= now() or id = (select auth.uid())) and id <> all ((select private.hidden_ids())::uuid[]));

create policy select_any on public.interests for select to anon, authenticated using (true);
grant select on public.interests to anon, authenticated;

create policy select_not_blocked on public.profile_interests for select to authenticated
  using (exists (select from public.profiles profile where profile.id = profile_id));

create policy select_own_or_moderate on public.verification_requests for select to authenticated
  using (profile_id = (select auth.uid()) or (select private.is_moderator()));
-- Without decided_by: who decided stays among moderators, in the audit.
grant select (id, profile_id, statement, media_ids, status, note, decided_at, created_at) on public.verification_requests to authenticated;

-- Support staff and the worker read everything through the service key; they change it through functions.
grant select on public.profiles, public.interests, public.profile_interests, public.verification_requests to service_role;
