create function private.relationship(user_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
begin
  return jsonb_build_object(
    'user_id', user_id,
    'following', exists (select from public.follows where follower_id = caller and followee_id = relationship.user_id),
    'follow_requested', exists (
      select from public.follow_requests where follower_id = caller and followee_id = relationship.user_id),
    'followed_by', exists (select from public.follows where follower_id = relationship.user_id and followee_id = caller),
    'follow_requested_by', exists (
      select from public.follow_requests where follower_id = relationship.user_id and followee_id = caller),
    'muted', exists (
      select from public.mutes where muter_id = caller and muted_id = relationship.user_id and until > now()),
    'blocking', exists (select from public.blocks where blocker_id = caller and blocked_id = relationship.user_id))
    || coalesce(
      (select jsonb_build_object('connection', 'connected', 'connection_request_id', null)
        from public.connections where person_id = caller and other_id = relationship.user_id),
      (select jsonb_build_object('connection', 'requested', 'connection_request_id', id)
        from public.connection_requests
        where requester_id = caller and addressee_id = relationship.user_id and state = 'pending'),
      (select jsonb_build_object('connection', 'incoming', 'connection_request_id', id)
        from public.connection_requests
        where requester_id = relationship.user_id and addressee_id = caller and state = 'pending'),
      jsonb_build_object('connection', 'none', 'connection_request_id', null));
end
$$;
comment on function private.relationship is '
How the caller stands to somebody: {user_id, following, follow_requested, followed_by, follow_requested_by, connection:
none|requested|incoming|connected, connection_request_id, muted, blocking}. It tells nothing of a block by the other
side. PL/pgSQL, because that keeps its plans. Errors: NOT_AUTHENTICATED.';
grant execute on function private.relationship to authenticated;
