-- Every post is public so far, except across a block. No insert, update or delete: create_post checks limits and idempotency.
create policy select_not_blocked on public.posts for select to authenticated
  using (author_id <> all ((select private.hidden_ids())::uuid[]));
grant select on public.posts to authenticated, service_role;
