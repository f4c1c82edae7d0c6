-- People read their own edges; those of others come from the lists, which know who may see them. Nobody writes these
-- tables directly: the functions check blocks, limits and idempotency.
create policy select_own on public.follows for select to authenticated
  using (follower_id = (select auth.uid()) or followee_id = (select auth.uid()));
grant select on public.follows to authenticated, service_role;

create policy select_own on public.follow_requests for select to authenticated
  using (follower_id = (select auth.uid()) or followee_id = (select auth.uid()));
grant select on public.follow_requests to authenticated, service_role;

-- Only what waits for an answer: nobody reads that they were declined.
create policy select_own_pending on public.connection_requests for select to authenticated
  using (state = 'pending' and (requester_id = (select auth.uid()) or addressee_id = (select auth.uid())));
grant select on public.connection_requests to authenticated, service_role;

create policy select_own on public.connections for select to authenticated using (person_id = (select auth.uid()));
grant select on public.connections to authenticated, service_role;

create policy select_own on public.mutes for select to authenticated using (muter_id = (select auth.uid()));
grant select on public.mutes to authenticated, service_role;
