-- Who may ask at all. A token is good for fifteen minutes, but a logout, a ban or a deletion counts at once, for reads as
-- well as for writes; and a token that is signed with our key but belongs to no session of ours (Supabase Auth signs
-- with it too) is nobody's.
create function private.check_request() returns void
language plpgsql stable security definer
set search_path = ''
as $$
declare
  headers json := nullif(current_setting('request.headers', true), '')::json;
begin
  -- Whoever looks at what runs at this moment (pg_stat_activity) or at the log finds the request by its id: that which the client or the
  -- gateway gave it, or Cloudflare's.
  perform set_config('application_name',
    coalesce(substring(coalesce(headers ->> 'x-request-id', headers ->> 'cf-ray') from '^[A-Za-z0-9_-]{8,64}$'), 'rest'), true);
  -- The keys of the project are nobody's session.
  if auth.role() in ('anon', 'service_role') then
    return;
  end if;
  -- Every request begins here: one look-up, and the function that says why it refuses only for that.
  perform from private.live_sessions session
  where session.id = (select auth.jwt() ->> 'sid')::uuid and session.account_id = (select auth.uid())
    and (session.banned_until <= now()) is not false;
  if not found then
    perform private.active_caller_id();
  end if;
exception when invalid_text_representation then
  perform private.raise('NOT_AUTHENTICATED', 'This token belongs to no session. Sign in.', 401);
end
$$;
comment on function private.check_request is '
Lets a request over REST begin, as its role, if the session of its token is alive at this moment. PostgREST calls it first
in every transaction: the login role authenticator names it in its setting pgrst.db_pre_request. The transaction''s application_name is
the request''s id from then on. Errors:
NOT_AUTHENTICATED, ACCOUNT_BANNED (details: until when).';
grant execute on function private.check_request to anon, authenticated, service_role;
