-- Every post is public so far. No insert, update or delete: create_post checks limits and idempotency.
create policy select_any on public.posts for select to authenticated using (true);
grant select on public.posts to authenticated, service_role;
