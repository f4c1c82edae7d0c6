create function public.ice_servers() returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.ice_servers();
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.ice_servers is '
The STUN and TURN servers for calls, ready for RTCPeerConnection: {ice_servers: [{urls, username, credential}], expires_at}. The
credential of the TURN servers is the caller''s own and holds until expires_at, in 11 to 12 hours; a call that is connected then goes on.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, RATE_LIMITED.';
grant execute on function public.ice_servers to authenticated;

create function private.ice_servers() returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  -- To the hour, so that asking again gives the same.
  expires_at timestamptz := date_trunc('hour', now()) + interval '12 hours';
  username text;
  settings private.ice_settings;
  servers jsonb := '[]';
begin
  perform private.take_token('ice_servers', caller::text);
  select * into settings from private.ice_settings;
  if cardinality(settings.stun_urls) > 0 then
    servers := jsonb_build_array(jsonb_build_object('urls', settings.stun_urls));
  end if;
  if cardinality(settings.turn_urls) > 0 then
    -- The same person keeps the same name, for limits on the TURN server; it tells the server nothing else.
    username := format('%s:%s', extract(epoch from expires_at)::bigint,
      left(encode(extensions.hmac(caller::text, settings.turn_secret, 'sha256'), 'hex'), 32));
    servers := servers || jsonb_build_object(
      'urls', settings.turn_urls, 'username', username, 'credential', private.turn_credential(username, settings.turn_secret));
  end if;
  return jsonb_build_object('ice_servers', servers, 'expires_at', expires_at);
end
$$;
comment on function private.ice_servers is 'The step of ice_servers that reads the secret. Errors: as ice_servers.';
grant execute on function private.ice_servers to authenticated;

create function private.turn_credential(username text, secret text) returns text
language sql immutable strict
set search_path = ''
as $$
  select encode(extensions.hmac(turn_credential.username, turn_credential.secret, 'sha1'), 'base64')
$$;
comment on function private.turn_credential is '
The password that a TURN server with this secret accepts for a username <unix time of expiry>:<anything>, until that time.
Source: draft-uberti-behave-turn-rest-00, section 2.2; coturn calls it use-auth-secret.';

create function private.set_ice_settings(stun_urls text[], turn_urls text[], turn_secret text) returns void
language sql volatile
set search_path = ''
as $$
  insert into private.ice_settings (stun_urls, turn_urls, turn_secret)
  values (set_ice_settings.stun_urls, set_ice_settings.turn_urls, set_ice_settings.turn_secret)
  on conflict (is_only) do update
    set stun_urls = excluded.stun_urls, turn_urls = excluded.turn_urls, turn_secret = excluded.turn_secret
$$;
comment on function private.set_ice_settings is '
Says which STUN and TURN servers there are, and the secret of the latter. The worker calls it when it starts, with what its
environment has: SQL cannot read that.';
